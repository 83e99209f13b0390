"""Running clocks keep their version until somebody applies the newest one, seen first and signed (SLA-18)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command

from incidents.records.choices import Story
from incidents.records.models import Incident
from incidents.records.stories import sentence_of
from incidents.records.timeline_models import Entry
from incidents.sla.choices import Cause, ClockKind, Covers, Majors
from incidents.sla.models import Calendar, Clock, Policy
from incidents.sla.operations.configuring import retire_policy, save_calendar, save_policy
from incidents.sla.operations.reapplying import LEASE, start_reapplication, sweep_reapplications
from incidents.sla.pinned import pinned
from incidents.sla.queries import terms_of
from incidents.sla.reapplication_models import Reapplication
from incidents.sla.terms import Step, Terms
from tests.accounts.admin_client import address, signed_in
from tests.builders import held, make_incident, resolved
from tests.incidents.sla.calendars_cast import BER

MONDAY = datetime(2026, 5, 11, 13, 0, tzinfo=UTC)
TUESDAY = datetime(2026, 5, 12, 8, 0, tzinfo=UTC)
ASCENSION = {**BER, "holidays": [*BER["holidays"], {"date": "2026-05-14", "name": "Ascension Day"}]}
DAY = timedelta(days=1)


@pytest.fixture
def adam(cast):
    return cast.actor("adam")


@pytest.fixture
def berlin(cast, adam):
    """Count by BER with a target of 1,440 minutes for everybody, whatever the defaults say."""
    calendar = Calendar(slug="berlin", name="Berlin")
    save_calendar(calendar, BER, by=adam, now=MONDAY - DAY, why="Site")
    for policy in Policy.objects.all():
        retire_policy(policy, by=adam, now=MONDAY - DAY, why="Replaced")
    targets = {ClockKind.RESOLUTION: dict.fromkeys((1, 2, 3, 4, 5), 1440)}
    terms = Terms(
        0,
        "",
        "",
        0,
        Covers.REQUESTER,
        calendar.pk,
        targets=targets,
        steps=(Step(75, tell=("owner",)), Step(100)),
    )
    save_policy(Policy(slug="gold", name="Gold"), terms, by=adam, now=MONDAY - DAY, why="Sold")
    return calendar


def add_ascension(berlin, adam):
    save_calendar(berlin, ASCENSION, by=adam, now=TUESDAY, why="Forgotten")


def clock_of(incident):
    return Clock.objects.get(incident=incident)


def test_s_29(cast, adam, berlin):
    incident = make_incident(cast, now=MONDAY)
    assert clock_of(incident).due_at == datetime(2026, 5, 14, 13, 0, tzinfo=UTC)
    add_ascension(berlin, adam)
    assert clock_of(incident).due_at == datetime(2026, 5, 14, 13, 0, tzinfo=UTC)
    found = pinned(berlin, TUESDAY)
    assert (found.clocks, found.incidents, found.count("later")) == (1, 1, 1)
    assert found.moves[0].new == datetime(2026, 5, 15, 13, 0, tzinfo=UTC)

    start_reapplication(berlin, by=adam, now=TUESDAY, why="Ascension Day")
    assert clock_of(incident).due_at == datetime(2026, 5, 14, 13, 0, tzinfo=UTC)
    assert sweep_reapplications(TUESDAY) == 1

    clock = clock_of(incident)
    assert clock.due_at == datetime(2026, 5, 15, 13, 0, tzinfo=UTC)
    assert clock.calendar.number == 2
    last = clock.segments.last()
    assert (last.cause, last.actor) == (Cause.REAPPLIED, cast.adam)
    assert Incident.objects.get(pk=incident.pk).next_due_at == clock.due_at
    entry = Entry.objects.get(incident=incident, story=Story.TARGET_REAPPLIED)
    assert sentence_of(entry) == "Adam Example applied “Berlin” anew (Resolution): Ascension Day"
    assert not entry.is_public


def test_nothing_is_done_twice(cast, adam, berlin):
    incident = make_incident(cast, now=MONDAY)
    add_ascension(berlin, adam)
    work = start_reapplication(berlin, by=adam, now=TUESDAY, why="x")
    with pytest.raises(ValidationError, match="being applied already"):
        start_reapplication(berlin, by=adam, now=TUESDAY, why="x")
    sweep_reapplications(TUESDAY)
    assert sweep_reapplications(TUESDAY) == 0
    work.refresh_from_db()
    assert (work.looked_at, work.clocks_changed, work.failed, work.finished_at) == (1, 1, 0, TUESDAY)
    assert clock_of(incident).segments.count() == 2
    with pytest.raises(ValidationError, match="newest version already"):
        start_reapplication(berlin, by=adam, now=TUESDAY, why="x")


def test_batches_go_on_where_the_last_one_stopped(cast, adam, berlin):
    incidents = [make_incident(cast, f"Incident {number}", now=MONDAY) for number in range(5)]
    add_ascension(berlin, adam)
    work = start_reapplication(berlin, by=adam, now=TUESDAY, why="x")
    assert work.incidents == 5
    assert sweep_reapplications(TUESDAY, limit=2) == 2
    work.refresh_from_db()
    assert (work.looked_at, work.finished_at, work.claimed_until) == (2, None, None)
    assert sweep_reapplications(TUESDAY, limit=2) == 2
    assert sweep_reapplications(TUESDAY, limit=2) == 1
    work.refresh_from_db()
    assert (work.looked_at, work.clocks_changed, work.finished_at) == (5, 5, TUESDAY)
    assert all(clock_of(incident).calendar.number == 2 for incident in incidents)


def test_a_claim_is_left_alone_until_it_runs_out(cast, adam, berlin):
    make_incident(cast, now=MONDAY)
    add_ascension(berlin, adam)
    work = start_reapplication(berlin, by=adam, now=TUESDAY, why="x")
    Reapplication.objects.update(claim="6f2f7a3e-58b5-4b5c-9d3e-6a6b40a4a5b1", claimed_until=TUESDAY + LEASE)
    assert sweep_reapplications(TUESDAY) == 0
    assert sweep_reapplications(TUESDAY + LEASE) == 1
    work.refresh_from_db()
    assert work.finished_at == TUESDAY + LEASE


def test_tick_carries_it_out(cast, adam, berlin):
    incident = make_incident(cast, now=MONDAY)
    add_ascension(berlin, adam)
    start_reapplication(berlin, by=adam, now=TUESDAY, why="x")
    call_command("tick", "--until-idle", verbosity=0)
    assert clock_of(incident).calendar.number == 2


def test_a_shorter_target_is_missed_at_once_and_said_so_before(cast, adam, berlin):
    incident = make_incident(cast, now=MONDAY)
    gold = Policy.objects.get(slug="gold")
    old = terms_of(gold.versions.get().pk)
    shorter = Terms(
        0, "", "", 0, Covers.REQUESTER, berlin.pk,
        targets={ClockKind.RESOLUTION: dict.fromkeys((1, 2, 3, 4, 5), 60)}, steps=old.steps,
    )  # fmt: skip
    save_policy(gold, shorter, by=adam, now=TUESDAY, why="Stricter")
    assert pinned(gold, TUESDAY).shifts == {"later": 0, "earlier": 0, "same": 0, "missed": 1, "ends": 0}
    start_reapplication(gold, by=adam, now=TUESDAY, why="Stricter for all")
    sweep_reapplications(TUESDAY)
    clock = clock_of(incident)
    assert (clock.breached_at, clock.breach_cause, clock.target_seconds) == (TUESDAY, "retarget", 3600)


def test_a_clock_without_a_policy_any_more_ends(cast, adam, berlin):
    incident = make_incident(cast, now=MONDAY)
    gold = Policy.objects.get(slug="gold")
    retire_policy(gold, by=adam, now=TUESDAY, why="Sold no more")
    assert pinned(gold, TUESDAY).count("ends") == 1
    start_reapplication(gold, by=adam, now=TUESDAY, why="No promise")
    sweep_reapplications(TUESDAY)
    assert clock_of(incident).state == "excluded"
    assert clock_of(incident).segments.last().cause == Cause.NO_POLICY


def test_paused_clocks_follow_and_stopped_ones_stay(cast, adam, berlin):
    paused, stopped = held(cast, now=MONDAY), resolved(cast, now=MONDAY)
    add_ascension(berlin, adam)
    found = pinned(berlin, TUESDAY)
    assert [(move.incident, move.old, move.new) for move in found.moves] == [(paused, None, None)]
    start_reapplication(berlin, by=adam, now=TUESDAY, why="x")
    sweep_reapplications(TUESDAY)
    assert (clock_of(paused).state, clock_of(paused).calendar.number) == ("paused", 2)
    assert clock_of(stopped).calendar.number == 1


def test_another_policy_may_apply_by_then(cast, adam, berlin):
    incident = make_incident(cast, now=MONDAY)
    gold = Policy.objects.get(slug="gold")
    old = terms_of(gold.versions.get().pk)
    silver = Terms(
        0, "", "", 0, Covers.REQUESTER, berlin.pk, targets=old.targets, steps=old.steps, close_after_days=9
    )
    narrow = Terms(
        0, "", "", 0, Covers.REQUESTER, berlin.pk, targets=old.targets, steps=old.steps, majors=Majors.ONLY
    )
    save_policy(gold, narrow, by=adam, now=TUESDAY, why="Majors only")
    save_policy(Policy(slug="silver", name="Silver", position=200), silver, by=adam, now=TUESDAY, why="Rest")
    assert pinned(gold, TUESDAY).moves[0].terms == "Silver"
    start_reapplication(gold, by=adam, now=TUESDAY, why="x")
    sweep_reapplications(TUESDAY)
    assert clock_of(incident).terms.policy.slug == "silver"


def test_one_that_cannot_be_changed_does_not_stop_the_others(cast, adam, berlin):
    broken, fine = make_incident(cast, "One", now=MONDAY), make_incident(cast, "Two", now=MONDAY)
    add_ascension(berlin, adam)
    Clock.objects.filter(incident=broken).update(kind="unknown")
    work = start_reapplication(berlin, by=adam, now=TUESDAY, why="x")
    sweep_reapplications(TUESDAY)
    work.refresh_from_db()
    assert (work.looked_at, work.clocks_changed, work.failed) == (2, 1, 1)
    assert clock_of(fine).calendar.number == 2


@pytest.mark.parametrize("name", ["agnes", "ines", "audra"])
def test_only_who_configures_may(cast, adam, berlin, name):
    make_incident(cast, now=MONDAY)
    add_ascension(berlin, adam)
    with pytest.raises(PermissionDenied):
        start_reapplication(berlin, by=cast.actor(name), now=TUESDAY, why="x")


def test_the_page_shows_what_would_change_and_then_how_far_it_is(
    cast, adam, berlin, django_assert_max_num_queries
):
    client, url = signed_in(cast.adam), address(Calendar, "reapply", berlin.pk)
    assert "nothing to apply" in client.get(url).content.decode()
    numbers = [make_incident(cast, f"Incident {number}", now=MONDAY).number for number in range(6)]
    add_ascension(berlin, adam)
    client.get(url)
    with django_assert_max_num_queries(16):
        page = client.get(url)
    text = page.content.decode()
    assert "6 running clocks keep an older version" in text
    assert all(number in text for number in numbers)
    assert client.post(url, {"reason": ""}).context["form"].errors
    answer = client.post(url, {"reason": "Ascension Day"})
    work = Reapplication.objects.get()
    assert answer.url == address(Reapplication, "change", work.pk)
    assert "0 of 6 incidents" in client.get(answer.url).content.decode()
    assert "See how far it is" in client.get(url).content.decode()
    sweep_reapplications(TUESDAY)
    assert "6 of 6 incidents" in client.get(answer.url).content.decode()
    assert "6 of 6 incidents" in client.get(address(Reapplication, "changelist")).content.decode()


def test_what_was_missed_before_is_no_news(cast, adam, berlin):
    make_incident(cast, now=MONDAY - 30 * DAY)
    add_ascension(berlin, adam)
    assert pinned(berlin, TUESDAY).count("missed") == 0
