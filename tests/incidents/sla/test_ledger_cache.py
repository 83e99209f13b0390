"""What stands beside the ledger is what the ledger says, after any walk through the life cycle."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents.records.models import NEVER, Incident
from incidents.sla import clockwork
from incidents.sla.models import Clock
from incidents.sla.operations.ledgers import ledger_of, next_wake, owed_misses
from incidents.sla.queries import current_book
from tests.incidents.sla.builders import Tale, make_calendar, make_policy, utc
from tests.incidents.sla.calendars_cast import ALWAYS, BER, NYC

BEGIN = utc("2026-03-27 11:00")
ACTS = {
    "triage": lambda tale, at, _n: tale.triage(at),
    "start": lambda tale, at, _n: tale.start(at),
    "hold": lambda tale, at, _n: tale.hold(at),
    "supplier": lambda tale, at, n: tale.hold(
        at, "awaiting_supplier", until=utc(at) + timedelta(minutes=n + 1)
    ),
    "ask": lambda tale, at, _n: tale.say(at),
    "answer": lambda tale, at, _n: tale.say(at, by="agnes"),
    "resume": lambda tale, at, _n: tale.resume(at),
    "prioritise": lambda tale, at, n: tale.prioritise(at, n % 4 + 1),
    "transfer": lambda tale, at, n: tale.transfer(at, ("network", "applications")[n % 2]),
    "declare": lambda tale, at, _n: tale.declare(at),
    "resolve": lambda tale, at, _n: tale.resolve(at),
    "reopen": lambda tale, at, _n: tale.reopen(at),
    "cancel": lambda tale, at, _n: tale.cancel(at),
    "restore": lambda tale, at, _n: tale.restore(at),
    "back-date": lambda tale, at, n: tale.change(
        at, reported_at=tale.incident.reported_at - timedelta(minutes=n), why="It came in earlier"
    ),
    "sweep": lambda tale, at, _n: tale.sweep(at),
}
WALKS = st.lists(
    st.tuples(
        st.sampled_from([*ACTS, "sweep", "start", "triage"]), st.integers(0, 20 * 3600), st.integers(0, 99)
    ),
    min_size=4,
    max_size=9,
)


@pytest.fixture
def promised(cast):
    """Every kind of clock, under three calendars."""
    office, always, supplier = (
        make_calendar(name, told) for name, told in (("ber", BER), ("always", ALWAYS), ("nyc", NYC))
    )
    make_policy("urgent", always, {"response": 15, "resolution": 240}, position=1, priorities=[1])
    make_policy("office", office, {"response": 60, "update": 60, "resolution": 480}, position=2)
    make_policy("teams", office, {"ola": 240}, covers="team")
    make_policy("supplier", supplier, {"uc": 240}, covers="supplier")
    return cast


def _check(incident, at):
    book = current_book()
    rows = list(Clock.objects.filter(incident=incident).prefetch_related("segments", "steps"))
    for row in rows:
        ledger = ledger_of(row, list(row.segments.all()))
        fired = {(step.target_number, step.key) for step in row.steps.all()}
        steps = clockwork.steps_reached(ledger, book.terms(row.terms_id).steps, book.calendar)
        start = ledger.present.start
        assert (row.state, row.turned_at) == (ledger.present.kind, start)
        assert row.started_at == ledger.segments[0].start
        assert row.elapsed_seconds == clockwork.elapsed(ledger, start, book.calendar)
        assert row.paused_seconds == clockwork.paused(ledger, start, book.calendar)
        assert row.due_at == clockwork.due_at(ledger, book.calendar)
        assert row.breach_at == clockwork.breach_at(ledger, book.calendar)
        assert row.next_at == next_wake(ledger, steps, fired, owed_misses(ledger, fired, book))
        assert all(step.true_at <= step.processed_at <= at for step in row.steps.all())
    dues = [row.due_at for row in rows if row.due_at is not None]
    assert Incident.objects.get(pk=incident.pk).next_due_at == min(dues, default=NEVER)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=WALKS, priority=st.integers(1, 4))
def test_what_is_kept_is_what_the_ledger_says(promised, acts, priority):
    at = BEGIN
    tale = Tale(promised, at.isoformat()[:19], priority=priority)
    _check(tale.incident, at)
    for name, after, number in acts:
        at += timedelta(seconds=after)
        try:
            ACTS[name](tale, at.isoformat()[:19], number)
        except (ValidationError, PermissionDenied):
            continue
        _check(tale.incident, at)
