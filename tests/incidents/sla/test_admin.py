"""What administrators do with calendars and policies on their pages, without knowing how they are stored."""

import pytest

from accounts.choices import Channel
from accounts.people.models import User
from incidents.catalogue.models import HoldReason
from incidents.sla.models import Calendar, Policy
from incidents.sla.queries import terms_of
from tests.accounts.admin_client import address, form_values, signed_in

HOURS = "09:00-12:00, 13:00-17:00"
CALENDAR = {
    "name": "Berlin",
    "slug": "berlin",
    "zone": "Europe/Berlin",
    "mon": HOURS,
    "tue": "9-17",
    "holidays": "2026-12-25 Christmas\n12-25 Christmas (every year)\n2026-12-24 12:00-24:00 Christmas Eve",
    "special": "2026-11-28 08:00-13:00\n2026-11-29 closed",
    "reason": "New site",
}


@pytest.fixture
def adam(cast):
    return signed_in(cast.adam)


@pytest.fixture
def audra(cast):
    User.objects.filter(pk=cast.audra.pk).update(is_staff=True)
    return signed_in(cast.audra)


def office():
    return Calendar.objects.get(slug="office-hours")


def standard():
    return Policy.objects.get(slug="standard")


def change(client, row, **changes):
    url = address(type(row), "change", row.pk)
    return client.post(url, {**form_values(client, url), "reason": "Because", **changes})


def errors(answer):
    return answer.context["adminform"].form.errors


def test_a_calendar_is_written_as_people_write(adam):
    assert adam.post(address(Calendar, "add"), CALENDAR).status_code == 302
    version = Calendar.objects.get(slug="berlin").versions.get()
    assert version.definition == {
        "zone": "Europe/Berlin",
        "always": False,
        "week": {"mon": [["09:00", "12:00"], ["13:00", "17:00"]], "tue": [["09:00", "17:00"]]},
        "holidays": [
            {"date": "2026-12-25", "name": "Christmas"},
            {"month": 12, "day": 25, "name": "Christmas"},
            {"date": "2026-12-24", "from": "12:00", "to": "24:00", "name": "Christmas Eve"},
        ],
        "special": {"2026-11-28": [["08:00", "13:00"]], "2026-11-29": []},
    }
    signed = version.history.get()
    assert (signed.channel, signed.actor_name, signed.history_change_reason) == (
        Channel.ADMIN,
        "Adam Example",
        "New site",
    )


def test_what_is_shown_is_what_was_written(adam):
    adam.post(address(Calendar, "add"), CALENDAR)
    row = Calendar.objects.get(slug="berlin")
    assert change(adam, row).status_code == 302
    assert row.versions.count() == 1
    values = form_values(adam, address(Calendar, "change", row.pk))
    assert (values["mon"], values["tue"]) == (HOURS, "09:00-17:00")
    assert values["holidays"] == CALENDAR["holidays"]
    assert values["special"] == CALENDAR["special"]


def test_other_hours_make_a_version_that_shows_its_difference(adam):
    assert change(adam, office(), fri="09:00-12:00").status_code == 302
    first, second = office().versions.order_by("number")
    assert (first.is_current, second.is_current, second.note) == (False, True, "Because")
    page = adam.get(address(Calendar, "change", office().pk))
    newest = page.context["versions"][0]
    assert (newest.number, newest.by, [change.label for change in newest.differences]) == (
        2,
        "Adam Example",
        ["Friday"],
    )
    assert "<del>09:00-17:00</del><ins>09:00-12:00</ins>" in page.content.decode()


BAD_CALENDARS = {
    "words": ({"mon": "nine to five"}, "mon", "Write the hours like 09:00-12:00, 13:00-17:00"),
    "overlap": ({"mon": "09:00-12:00, 11:00-13:00"}, "mon", "overlap"),
    "night": ({"mon": "22:00-06:00"}, "mon", "write a shift over midnight as two"),
    "25-o-clock": ({"mon": "09:00-25:00"}, "mon", "not a time"),
    "holiday": ({"holidays": "2026-12-25 Christmas\nChristmas"}, "holidays", "Line 2, “Christmas”"),
    "no-day": ({"holidays": "2026-02-30"}, "holidays", "2026-02-30"),
    "special": ({"special": "2026-11-28"}, "special", "Line 1"),
    "special-twice": ({"special": "2026-11-28 8-9\n2026-11-28 9-10"}, "special", "there twice"),
    "closed": ({"mon": "", "tue": "", "special": ""}, "__all__", "no working time in the next year"),
    "around-the-clock": ({"always": "on"}, "always", "open around the clock has no hours"),
    "taken": ({"slug": "office-hours"}, "slug", "already exists"),
    "zone": ({"zone": "Berlin"}, "zone", "not one of the available choices"),
}


@pytest.mark.parametrize(("changes", "field", "sentence"), BAD_CALENDARS.values(), ids=BAD_CALENDARS)
@pytest.mark.parametrize("button", ["_save", "_preview"])
def test_what_is_wrong_stands_beside_its_field(adam, button, changes, field, sentence):
    answer = adam.post(address(Calendar, "add"), {**CALENDAR, **changes, button: "1"})
    assert answer.status_code == 200
    assert set(errors(answer)) == {field}
    assert sentence in " ".join(errors(answer)[field])
    assert not Calendar.objects.filter(slug="berlin").exists()


def test_a_preview_shows_two_weeks_and_saves_nothing(adam):
    answer = adam.post(
        address(Calendar, "add"),
        {
            **CALENDAR,
            "_preview": "1",
            "holidays": "\n".join(f"{m:02}-{d:02}" for m in range(1, 13) for d in (1, 15)),
        },
    )
    assert answer.status_code == 200
    days = answer.context["preview"]
    assert len(days) == 14
    hours = {day.day.strftime("%a"): day.hours for day in days if not day.is_holiday and not day.is_special}
    assert hours["Tue"] == "09:00-17:00"
    assert hours["Wed"] == ""
    assert any(day.is_holiday for day in days)
    assert not Calendar.objects.filter(slug="berlin").exists()
    assert "not saved yet" in answer.content.decode()


def test_somebody_who_was_faster_is_noticed(adam):
    url = address(Calendar, "change", office().pk)
    seen = form_values(adam, url)
    change(adam, office(), fri="09:00-12:00")
    answer = adam.post(url, {**seen, "mon": "10:00-12:00", "reason": "Late"})
    assert "Somebody changed this in the meantime" in errors(answer)["__all__"][0]
    assert office().versions.count() == 2


def test_a_calendar_in_use_is_not_retired_on_the_page_either(adam):
    answer = adam.post(address(Calendar, "step", office().pk, "retire"), {"reason": "Old"})
    assert "in use: “Standard”" in answer.content.decode()
    assert office().retired_at is None


def test_targets_are_minutes_hours_or_working_days(adam):
    answer = change(
        adam, standard(), target_resolution_1="4h", target_resolution_2="1d", target_resolution_3="1d 4h"
    )
    assert answer.status_code == 302, errors(answer)
    terms = terms_of(standard().versions.get(is_current=True).pk)
    assert [terms.targets["resolution"][priority] for priority in (1, 2, 3)] == [240, 480, 720]
    page = adam.get(address(Policy, "change", standard().pk)).content.decode()
    assert "720 min = 12 h = 1.5 working days" in page
    assert "A working day of this calendar has 480 minutes." in page


def test_a_policy_without_a_change_writes_no_version(adam):
    assert change(adam, standard()).status_code == 302
    assert change(adam, standard(), target_resolution_1="4h").status_code == 302
    assert standard().versions.count() == 1


def test_the_preview_says_when_clocks_are_due(adam):
    answer = change(adam, standard(), _preview="1", target_response_1="7d")
    assert answer.status_code == 200
    rows = {row.kind: row.dues for row in answer.context["preview"]}
    assert set(rows) == {"response", "resolution"}
    assert all(rows["response"])
    assert "3360 min = 56 h = 7 working days" in answer.content.decode()
    assert terms_of(standard().versions.get().pk).targets["response"][1] == 15


BAD_POLICIES = {
    "words": ({"target_response_1": "soon"}, "target_response_1", "minutes such as 90"),
    "gap": ({"target_response_5": ""}, "target_response_5", "for P5 too"),
    "zero": ({"target_response_5": "0"}, "target_response_5", "from 1 to"),
    "position": ({"position": "20"}, "position", "“Critical incidents” stands at position 20 already"),
    "step-twice": ({"step_4_percent": "75", "step_4_tell": "lead"}, "__all__", "75% is there twice"),
    "step-idle": ({"step_4_minutes": "30"}, "__all__", "+30min does nothing"),
    "no-breach": ({"step_2_percent": "99"}, "__all__", "at 100 percent"),
    "hides": ({"position": "5"}, "position", "would never apply any more"),
}


@pytest.mark.parametrize(("changes", "field", "sentence"), BAD_POLICIES.values(), ids=BAD_POLICIES)
def test_a_wrong_policy_says_where(adam, changes, field, sentence):
    answer = change(adam, standard(), **changes)
    assert answer.status_code == 200
    assert set(errors(answer)) == {field}
    assert sentence in " ".join(errors(answer)[field])
    assert standard().versions.count() == 1


def test_a_new_policy_starts_with_the_default_steps(adam, cast):
    url = address(Policy, "add")
    asked = {
        **form_values(adam, url),
        "name": "VPN",
        "slug": "vpn",
        "position": "50",
        "covers": "requester",
        "calendar": office().pk,
        "services": [cast.services["vpn"].pk],
        "priorities": ["1", "2"],
        "target_resolution_1": "2h",
        "target_resolution_2": "4h",
        "step_4_minutes": "30",
        "step_4_tell": ["lead", "owner"],
        "step_4_urgency": "on",
        "step_4_team": cast.teams["network"].pk,
    }
    answer = adam.post(url, {**asked, "reason": "Sold"})
    assert answer.status_code == 302, errors(answer)
    version = Policy.objects.get(slug="vpn").versions.get()
    terms = terms_of(version.pk)
    assert terms.priorities == {1, 2}
    assert terms.targets == {"resolution": {1: 120, 2: 240}}
    late = next(step for step in terms.steps if step.minutes_after)
    assert (late.minutes_after, set(late.tell), late.raises_urgency, late.reassign_to) == (
        30,
        {"lead", "owner"},
        True,
        cast.teams["network"].pk,
    )
    assert {step.percent for step in terms.steps} == {75, 90, 100, 200, None}
    assert version.history.get().channel == Channel.ADMIN


@pytest.mark.parametrize("row", [office, standard])
def test_the_auditor_looks_and_changes_nothing(audra, row):
    page = audra.get(address(type(row()), "change", row().pk))
    assert page.status_code == 200
    assert "Preview, without saving" not in page.content.decode()
    assert page.context["versions"][0].number == 1
    assert audra.post(address(type(row()), "change", row().pk), {"name": "x"}).status_code == 403
    assert audra.get(address(type(row()), "reapply", row().pk)).status_code == 403
    assert audra.get(address(Calendar, "holidays", office().pk)).status_code == 403


def test_nothing_is_deleted(adam):
    for row in (office(), standard()):
        assert adam.post(address(type(row), "delete", row.pk), {"reason": "x"}).status_code == 403


def test_many_versions_cost_no_more_questions(adam, django_assert_max_num_queries):
    def edit(number):
        change(adam, office(), fri=f"09:00-1{number}:00")
        change(adam, standard(), close_after_days=str(number))

    def questions(row):
        with django_assert_max_num_queries(40) as asked:
            adam.get(address(type(row), "change", row.pk))
        return len(asked)

    edit(1)
    few = [questions(row) for row in (office(), standard())]
    for number in (2, 3, 4, 6):
        edit(number)
    assert [questions(row) for row in (office(), standard())] == few
    assert office().versions.count() == standard().versions.count() == 6


def test_hold_reasons_say_which_clocks_wait(adam):
    row = HoldReason.objects.get(slug="awaiting_change")
    assert change(adam, row, is_supplier="on").status_code == 302
    row.refresh_from_db()
    assert row.is_supplier
    assert "pauses_team" in form_values(adam, address(HoldReason, "change", row.pk))


ORDER = "/admin/incidents/policy/order/"


def order(adam, **places):
    keys = dict(Policy.objects.values_list("slug", "pk"))
    asked = {f"position_{keys[slug]}": str(place) for slug, place in places.items()}
    return adam.post(ORDER, {**asked, "reason": "Critical first"})


def slugs():
    return list(Policy.objects.order_by("position").values_list("slug", flat=True))


def test_policies_change_places_on_one_page(adam, audra):
    assert "Change the order" in adam.get(address(Policy, "changelist")).content.decode()
    assert "Major incidents" in adam.get(ORDER).content.decode()
    assert order(adam, majors=2, critical=1, standard=3).status_code == 302
    assert slugs() == ["critical", "majors", "standard"]
    assert Policy.objects.get(slug="majors").history.first().history_change_reason == "Critical first"
    assert audra.get(ORDER).status_code == 403


@pytest.mark.parametrize(
    ("places", "sentence"),
    [
        ({"majors": 1, "critical": 1, "standard": 3}, "has this position too"),
        ({"majors": 2, "critical": 3, "standard": 1}, "would never apply"),
        ({"majors": 1, "critical": 2}, "This field is required"),
    ],
)
def test_an_order_that_does_not_work_is_refused(adam, places, sentence):
    answer = order(adam, **places)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert slugs() == ["majors", "critical", "standard"]


def test_a_preview_asks_for_no_reason(adam):
    answer = change(adam, standard(), _preview="1", reason="", target_response_5="")
    assert set(errors(answer)) == {"target_response_5"}


def test_a_new_policy_is_offered_a_free_position(adam):
    assert form_values(adam, address(Policy, "add"))["position"] == 60
