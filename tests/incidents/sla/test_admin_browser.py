"""The pages of service levels in a real browser: by day and by night, without a complaint."""

from datetime import timedelta

import pytest

from accounts import clock
from incidents.sla.models import Calendar, Policy
from incidents.sla.operations.configuring import save_calendar
from tests.accounts.admin_client import address
from tests.browser import LAPTOP, PHONE
from tests.builders import make_incident

pytestmark = pytest.mark.browser
PLACE = "?country=DE&subdivision=BY&first=2027&last=2027"


@pytest.mark.parametrize(("theme", "size"), [("light", PHONE), ("dark", LAPTOP)], ids=["light", "dark"])
def test_the_pages_are_fit_to_be_read(cast, window, theme, size):
    now = clock.now()
    office, standard = Calendar.objects.get(slug="office-hours"), Policy.objects.get(slug="standard")
    for number in range(3):
        make_incident(cast, f"Incident {number}", now=now - timedelta(hours=number))
    shorter = {**office.versions.get().definition, "week": {"mon": [["09:00", "17:00"]]}}
    with_fridays = {**shorter, "week": {**shorter["week"], "fri": [["09:00", "15:00"]]}}
    save_calendar(office, with_fridays, by=cast.actor("adam"), now=now, why="Two days")
    window.sign_in(cast.adam)
    window.size(size)
    window.theme(theme)
    pages = {
        "calendar": address(Calendar, "change", office.pk),
        "calendar-add": address(Calendar, "add"),
        "holidays": address(Calendar, "holidays", office.pk) + PLACE,
        "reapply": address(Calendar, "reapply", office.pk),
        "policy": address(Policy, "change", standard.pk),
        "policy-add": address(Policy, "add"),
        "order": address(Policy, "order"),
    }
    for name, url in pages.items():
        window.open(url)
        window.shot(f"sla-{name}-{theme}", full_page=True)
        assert window.axe() == [], name
        assert not window.is_wider_than_window(), name


def test_a_target_in_working_days_is_previewed_and_saved(cast, window):
    standard = Policy.objects.get(slug="standard")
    window.sign_in(cast.adam)
    page = window.open(address(Policy, "change", standard.pk))
    page.fill("[name=target_resolution_3]", "3d")
    page.click("[name=_preview]")
    page.wait_for_selector("text=not saved yet")
    assert "1440 min = 24 h = 3 working days" in page.content()
    assert "not saved yet" in page.content()
    page.fill("[name=reason]", "More time")
    page.click("[name=_continue]")
    page.wait_for_selector("text=More time")
    assert page.input_value("[name=target_resolution_3]") == "1440"
    assert "More time" in page.content()
