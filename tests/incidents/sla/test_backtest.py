"""Back-tests: what a draft would have made of past incidents, in pieces that survive their worker (SLA-19)."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command

from accounts.history import save_as
from incidents.lifecycle.operations.resolving import resolve
from incidents.sla.audit_models import Backtest
from incidents.sla.models import Calendar, CalendarVersion, ConfigurationStamp
from incidents.sla.operations import backtesting
from incidents.sla.operations.backtesting import cancel_backtest, create_backtest, sweep_backtests
from incidents.sla.outcomes import attainments
from tests.accounts.admin_client import address, signed_in
from tests.builders import MINUTE, NOON, held, make_incident, resolution, resolved, started
from tests.incidents.sla.lives import walk

LATER = NOON + timedelta(days=20)
ONE_MINUTE = {"policy": {"slug": "standard", "targets": {"resolution": {"3": 1}, "response": {"3": 60}}}}
LONGER = {"policy": {"slug": "standard", "targets": {"resolution": {"3": 50_000}, "response": {"3": 60}}}}
AROUND = {"calendar": {"slug": "office-hours", "definition": {"zone": "UTC", "always": True}}}
# Medium times medium is priority 1, whose policy runs around the clock.
STRICT = {
    "matrix": {
        f"{impact}_{urgency}": 1
        for impact in ("high", "medium", "low")
        for urgency in ("high", "medium", "low")
    }
}


def run(cast, draft, *, days=60):
    """Ask and let the worker finish."""
    asked = create_backtest(draft, days=days, by=cast.actor("adam"), now=LATER)
    while sweep_backtests(now=LATER):
        pass
    asked.refresh_from_db()
    return asked


def shares(backtest):
    return {(line.kind, line.priority): (line.before, line.after) for line in attainments(backtest.result)}


def test_a_shorter_target_turns_kept_promises_into_missed_ones(cast):
    incident = resolved(cast)
    backtest = run(cast, ONE_MINUTE)
    assert (backtest.state, backtest.checked, backtest.total) == ("done", 1, 1)
    assert shares(backtest) == {("resolution", 3): ([1, 0], [0, 1]), ("response", 3): ([1, 0], [1, 0])}
    assert backtest.result["changes"] == [
        {
            "incident": incident.number,
            "clock": "resolution",
            "was": "met",
            "becomes": "missed",
            "before": "2026-03-04T12:00:00+00:00",
            "after": "2026-03-02T12:01:00+00:00",
        }
    ]


def test_a_longer_target_saves_what_is_missed(cast):
    make_incident(cast)
    backtest = run(cast, LONGER)
    # Nobody has answered, which is missed on both sides; the resolution is open under the draft.
    assert shares(backtest) == {("response", 3): ([0, 1], [0, 1]), ("resolution", 3): ([0, 1], [0, 0])}
    assert [(told["clock"], told["was"], told["becomes"]) for told in backtest.result["changes"]] == [
        ("resolution", "missed", "running")
    ]


@pytest.mark.parametrize(
    ("draft", "after"),
    [
        (AROUND, "2026-03-03T04:00:00+00:00"),
        ({"policy": {"slug": "standard", "calendar": "around-the-clock"}}, "2026-03-03T04:00:00+00:00"),
        (STRICT, "2026-03-02T16:00:00+00:00"),
    ],
    ids=["calendar", "policy's calendar", "matrix"],
)
def test_other_hours_and_other_priorities_count(cast, draft, after):

    incident = started(cast)
    resolve(incident, resolution(), by=cast.actor("rafael"), now=NOON + timedelta(hours=20))
    changes = run(cast, draft).result["changes"]
    assert [(told["clock"], told["becomes"], told["after"]) for told in changes] == [
        ("resolution", "missed", after)
    ]


def test_what_changes_nothing_turns_nothing(cast):
    for seed in range(4):
        walk(cast, 7_000 + seed)
    terms = CalendarVersion.objects.get(calendar__slug="office-hours")
    backtest = run(cast, {"calendar": {"slug": "office-hours", "definition": terms.definition}})
    assert backtest.state == "done"
    assert backtest.changed == 0
    assert all(before == after for before, after in shares(backtest).values())


def test_incidents_before_the_days_stay_out(cast):
    resolved(cast)
    assert run(cast, ONE_MINUTE, days=3).total == 0


@pytest.mark.parametrize(
    ("draft", "days", "field"),
    [
        ({}, 30, "__all__"),
        (ONE_MINUTE, 0, "days"),
        (ONE_MINUTE, 100_000, "days"),
        ({"policy": {"slug": "nothing"}}, 30, "policy"),
        ({"policy": {"slug": "standard", "targets": {"resolution": {"3": 0}}}}, 30, "targets"),
        ({"policy": {"slug": "standard", "targets": {"resolution": {"9": 5}}}}, 30, "targets"),
        ({"policy": {"slug": "standard", "targets": {"ola": {"1": 5}}}}, 30, "targets"),
        ({"policy": {"slug": "standard", "calendar": "nowhere"}}, 30, "policy_calendar"),
        ({"calendar": {"slug": "office-hours", "definition": {"zone": "UTC", "week": {}}}}, 30, "definition"),
        ({"calendar": {"slug": "office-hours", "definition": {"zone": "Moon"}}}, 30, "definition"),
        ({"matrix": {"high_high": 1}}, 30, "matrix"),
        ({"weather": {}}, 30, "policy"),
    ],
)
def test_a_draft_that_cannot_be_is_refused(cast, draft, days, field):
    with pytest.raises(ValidationError) as refusal:
        create_backtest(draft, days=days, by=cast.actor("adam"), now=LATER)
    named = refusal.value.error_dict if hasattr(refusal.value, "error_dict") else {"__all__": None}
    assert set(named) == {field}


@pytest.mark.parametrize("name", ["agnes", "audra", "ines"])
def test_only_who_configures_may_ask(cast, name):
    with pytest.raises(PermissionDenied):
        create_backtest(ONE_MINUTE, days=30, by=cast.actor(name), now=LATER)


@pytest.fixture
def pieces(cast, monkeypatch):
    """Five incidents, of which a sweep takes two."""
    monkeypatch.setattr(backtesting, "BATCH", 1)
    monkeypatch.setattr(backtesting, "_BATCHES_A_SWEEP", 2)
    for number in range(5):
        resolved(cast, title=f"Number {number}")


def test_it_goes_on_where_a_worker_died(cast, pieces):
    asked = create_backtest(ONE_MINUTE, days=60, by=cast.actor("adam"), now=LATER)
    sweep_backtests(now=LATER)
    Backtest.objects.update(claimed_until=LATER + MINUTE)
    assert sweep_backtests(now=LATER) == 0
    asked.refresh_from_db()
    assert (asked.state, asked.checked, asked.percent) == ("running", 2, 40)
    while sweep_backtests(now=LATER + 2 * MINUTE):
        pass
    asked.refresh_from_db()
    assert (asked.state, asked.checked, asked.changed) == ("done", 5, 5)


def test_it_is_given_up_between_two_pieces(cast, pieces):
    asked = create_backtest(ONE_MINUTE, days=60, by=cast.actor("adam"), now=LATER)
    sweep_backtests(now=LATER)
    cancel_backtest(asked, by=cast.actor("adam"), now=LATER)
    assert sweep_backtests(now=LATER) == 0
    asked.refresh_from_db()
    assert (asked.state, asked.checked) == ("cancelled", 2)
    with pytest.raises(ValidationError):
        cancel_backtest(asked, by=cast.actor("adam"), now=LATER)


def test_it_begins_anew_when_the_present_changes_under_it(cast, pieces):

    asked = create_backtest(ONE_MINUTE, days=60, by=cast.actor("adam"), now=LATER)
    sweep_backtests(now=LATER)
    ConfigurationStamp.objects.update(token="another")
    while sweep_backtests(now=LATER):
        pass
    asked.refresh_from_db()
    assert (asked.state, asked.checked, asked.changed) == ("done", 5, 5)


def test_a_draft_that_fits_no_more_fails_and_says_why(cast):
    resolved(cast)
    asked = create_backtest(AROUND, days=60, by=cast.actor("adam"), now=LATER)
    calendar = Calendar.objects.get(slug="office-hours")
    calendar.retired_at = LATER
    save_as(calendar, by=cast.system)
    sweep_backtests(now=LATER)
    asked.refresh_from_db()
    assert asked.state == "failed"
    assert "calendar" in asked.problem


def test_the_list_is_bounded_and_the_count_is_not(cast, pieces, monkeypatch):
    monkeypatch.setattr("incidents.sla.outcomes.MOST_KEPT", 3)
    backtest = run(cast, ONE_MINUTE)
    assert (len(backtest.result["changes"]), backtest.changed) == (3, 5)


def test_the_foreground_works_on_it_too(cast):
    resolved(cast)
    asked = create_backtest(ONE_MINUTE, days=700, by=cast.actor("adam"), now=LATER)
    out = StringIO()
    call_command("tick", until_idle=True, stdout=out)
    asked.refresh_from_db()
    assert asked.state == "done"


def test_more_incidents_cost_no_more_questions(cast, django_assert_max_num_queries):
    for number in range(8):
        held(cast, title=f"Number {number}")
    create_backtest(ONE_MINUTE, days=60, by=cast.actor("adam"), now=LATER)
    with django_assert_max_num_queries(40):
        sweep_backtests(now=LATER)


def values(page):
    return {field.html_name: field.value() for field in page.context["form"] if field.value() is not None}


def test_the_page_tries_what_was_changed(cast):
    incident = resolved(cast, now=NOON)
    adam, form = signed_in(cast.adam), address(Backtest, "add") + "?policy=standard"
    sent = {**values(adam.get(form)), "target_resolution_3": "1", "days": "700"}
    answer = adam.post(form, sent)
    assert answer.status_code == 302
    asked = Backtest.objects.get()
    assert set(asked.draft) == {"policy"}
    assert asked.draft["policy"]["targets"]["resolution"]["3"] == 1
    page = adam.get(answer.url)
    assert 'hx-trigger="every 2s"' in page.content.decode()
    call_command("tick", until_idle=True, stdout=StringIO())
    part = adam.get(answer.url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "hx-trigger" not in part
    assert incident.number in part
    assert "kept → missed" in part
    assert str(asked.pk) in adam.get(address(Backtest, "changelist")).content.decode()


def test_the_page_refuses_a_form_without_a_change(cast):
    adam, form = signed_in(cast.adam), address(Backtest, "add") + "?policy=standard&calendar=office-hours"
    page = adam.get(form)
    answer = adam.post(form, values(page))
    assert answer.status_code == 200
    assert "Change something" in answer.content.decode()
    assert not Backtest.objects.exists()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"zone": "Moon"}, "zone"),
        ({"tue": "9 to 5"}, "tue"),
        ({"holidays": "2026-13-01 Nothing"}, "holidays"),
        (dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ""), "mon"),
    ],
)
def test_the_page_shows_the_calendars_refusal_at_its_field(cast, typed, field):
    adam, form = signed_in(cast.adam), address(Backtest, "add") + "?calendar=office-hours"
    answer = adam.post(form, values(adam.get(form)) | typed)
    assert list(answer.context["form"].errors) == [field]


def test_the_page_tries_other_hours_as_people_write_them(cast):
    adam, form = signed_in(cast.adam), address(Backtest, "add") + "?calendar=office-hours"
    answer = adam.post(form, values(adam.get(form)) | {"sat": "10:00 - 14:00"})
    assert answer.status_code == 302
    tried = Backtest.objects.get().draft
    assert tried["calendar"]["definition"]["week"]["sat"] == [["10:00", "14:00"]]
    assert set(tried) == {"calendar"}


def test_the_page_gives_up(cast):
    asked = create_backtest(ONE_MINUTE, days=60, by=cast.actor("adam"), now=LATER)
    adam = signed_in(cast.adam)
    assert adam.get(address(Backtest, "cancel", asked.pk)).status_code == 405
    assert adam.post(address(Backtest, "cancel", asked.pk)).status_code == 302
    asked.refresh_from_db()
    assert asked.state == "cancelled"
    assert adam.post(address(Backtest, "cancel", asked.pk), follow=True).status_code == 200


def test_the_auditor_reads_and_asks_for_nothing(cast):
    asked = create_backtest(ONE_MINUTE, days=60, by=cast.actor("adam"), now=LATER)
    type(cast.audra).objects.filter(pk=cast.audra.pk).update(is_staff=True)
    audra = signed_in(cast.audra)
    assert audra.get(asked.get_absolute_url()).status_code == 200
    assert audra.get(address(Backtest, "add")).status_code == 403
    assert audra.post(address(Backtest, "cancel", asked.pk)).status_code == 403
