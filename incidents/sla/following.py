"""How the clocks follow an incident: from what it is now to what each clock does, whichever way it came there."""

from datetime import datetime

from incidents.records.choices import State
from incidents.sla import clockwork
from incidents.sla.choices import BreachCause, Cause, ClockKind, SegmentKind, StopsOn, UpdateMode
from incidents.sla.clockwork import Ledger
from incidents.sla.terms import COVERING, Book, Facts

RUNNING, PAUSED, STOPPED, EXCLUDED = (
    SegmentKind.RUNNING,
    SegmentKind.PAUSED,
    SegmentKind.STOPPED,
    SegmentKind.EXCLUDED,
)
# Why a clock runs again, by what it did before.
_RUNS_AGAIN = {PAUSED: Cause.RESUMED, STOPPED: Cause.REOPENED, EXCLUDED: Cause.RESTORED}
_STANDS = {PAUSED: Cause.HELD, STOPPED: Cause.RESOLVED, EXCLUDED: Cause.CANCELLED}


def follow(ledgers: list[Ledger], facts: Facts, at: datetime, book: Book) -> list[Ledger]:
    """Return the clocks as they are from `at` on; what is right already is left alone.

    `at` is the instant of the act (spec/sla 2.3); calling it twice changes nothing.
    """
    ledgers = list(ledgers)
    _correct_starts(ledgers, facts, at, book)
    _retarget(ledgers, facts, at, book)
    _follow_response(ledgers, facts, at, book)
    _follow_resolution(ledgers, facts, at, book)
    _follow_update(ledgers, facts, at, book)
    _follow_team(ledgers, facts, at, book)
    _follow_supplier(ledgers, facts, at, book)
    return ledgers


def last_of(ledgers: list[Ledger], kind: ClockKind) -> Ledger | None:
    """Return the newest clock of a kind."""
    return max(
        (ledger for ledger in ledgers if ledger.kind == kind), key=lambda ledger: ledger.ordinal, default=None
    )


def _correct_starts(ledgers: list[Ledger], facts: Facts, at: datetime, book: Book) -> None:
    for ledger in ledgers:
        if (
            ledger.kind in (ClockKind.RESPONSE, ClockKind.RESOLUTION)
            and ledger.started_at != facts.reported_at
        ):
            ledger.is_late_logged |= facts.reported_at < ledger.started_at
            clockwork.correct_start(ledger, facts.reported_at)
            _note_late_breach(ledger, facts.recorded_at, book)
            clockwork.note_breach(ledger, at, book.calendar)


def _retarget(ledgers: list[Ledger], facts: Facts, at: datetime, book: Book) -> None:
    """Hold live clocks to what applies now, if what a policy is chosen by has changed."""
    for ledger in ledgers:
        chosen_by = facts.chosen_by(COVERING[ledger.kind])
        if ledger.chosen_by == chosen_by or not (ledger.is_live or _comes_back(ledger, facts)):
            continue
        # An earlier stay with a team, or an update given, is history.
        if ledger is not last_of(ledgers, ledger.kind):
            continue
        if ledger.kind == ClockKind.OLA and ledger.team != facts.team:
            continue
        agreement = book.agreement(ledger.kind, facts)
        if agreement is None:
            ledger.chosen_by = chosen_by
            clockwork.turn(ledger, EXCLUDED, at, Cause.NO_POLICY, book.calendar)
            continue
        clockwork.retarget(
            ledger, agreement, at, chosen_by=chosen_by, cause=Cause.RETARGETED, calendars=book.calendar
        )
        if ledger.present.cause == Cause.NO_POLICY:
            clockwork.turn(ledger, RUNNING, at, Cause.RETARGETED, book.calendar)


def applied_anew(ledger: Ledger, facts: Facts, at: datetime, book: Book) -> Ledger:
    """Hold a live clock to what is agreed today, though nothing about the incident has changed (SLA-18)."""
    agreement = book.agreement(ledger.kind, facts)
    chosen_by = facts.chosen_by(COVERING[ledger.kind])
    if agreement is None:
        clockwork.turn(ledger, EXCLUDED, at, Cause.NO_POLICY, book.calendar)
    else:
        clockwork.retarget(
            ledger, agreement, at, chosen_by=chosen_by, cause=Cause.REAPPLIED, calendars=book.calendar
        )
    return ledger


def _comes_back(ledger: Ledger, facts: Facts) -> bool:
    """Say whether a clock that stands will run again: with a reopened or restored incident."""
    if ledger.kind == ClockKind.RESPONSE:
        return ledger.present.kind == EXCLUDED and facts.is_open
    return ledger.kind in (ClockKind.RESOLUTION, ClockKind.OLA) and facts.is_open


def _started(kind: ClockKind, facts: Facts, book: Book, start: datetime, **more: int | None) -> Ledger | None:
    agreement = book.agreement(kind, facts)
    if agreement is None:
        return None
    return clockwork.begin(
        kind,
        agreement,
        start,
        chosen_by=facts.chosen_by(COVERING[kind]),
        ordinal=more.get("ordinal") or 0,
        team=more.get("team"),
    )


def _begin_at_report(ledgers: list[Ledger], kind: ClockKind, facts: Facts, book: Book) -> Ledger | None:
    """Start a clock at the moment of the report, which may lie well before it was written down."""
    ledger = _started(kind, facts, book, facts.reported_at)
    if ledger is None:
        return None
    ledger.is_late_logged = facts.recorded_at > facts.reported_at
    _note_late_breach(ledger, facts.recorded_at, book)
    ledgers.append(ledger)
    return ledger


def _note_late_breach(ledger: Ledger, recorded_at: datetime, book: Book) -> None:
    """A target that had passed before anybody could know of the incident is not the queue's fault (S-28)."""
    if ledger.is_late_logged and clockwork.note_breach(ledger, recorded_at, book.calendar):
        ledger.breach_cause = BreachCause.LATE_LOGGING


def _response_instant(facts: Facts, stops_on: StopsOn) -> tuple[datetime, Cause] | None:
    """Return the first act that counts as a response, by the policy."""
    acts = []
    if facts.acknowledged_at is not None and stops_on != StopsOn.ANSWER:
        acts.append((facts.acknowledged_at, Cause.ACKNOWLEDGED))
    if facts.answered_at is not None and stops_on != StopsOn.ACKNOWLEDGEMENT:
        acts.append((facts.answered_at, Cause.ANSWERED))
    return min(acts, default=None)


def _follow_response(ledgers: list[Ledger], facts: Facts, at: datetime, book: Book) -> None:
    ledger = last_of(ledgers, ClockKind.RESPONSE)
    if ledger is None:
        # Promised only now, by a policy that came to apply: what has been answered needs no promise.
        if not facts.is_open or facts.acknowledged_at or facts.answered_at:
            return
        ledger = _begin_at_report(ledgers, ClockKind.RESPONSE, facts, book)
    if ledger is None or ledger.present.kind == STOPPED:
        return
    act = _response_instant(facts, book.terms(ledger.agreement.terms).stops_on)
    if act is not None:
        if ledger.present.kind == RUNNING:
            clockwork.turn(ledger, STOPPED, *act, book.calendar)
    elif facts.state == State.CANCELLED:
        clockwork.turn(ledger, EXCLUDED, at, Cause.CANCELLED, book.calendar)
    elif not facts.is_open:
        clockwork.turn(ledger, STOPPED, at, Cause.RESOLVED, book.calendar)
    elif ledger.present.cause != Cause.NO_POLICY:
        clockwork.turn(ledger, RUNNING, at, Cause.RESTORED, book.calendar)


def _wanted(facts: Facts, *, pauses: bool) -> SegmentKind:
    """Return what a clock over the whole of the work does in this state."""
    if facts.state == State.CANCELLED:
        return EXCLUDED
    if not facts.is_open:
        return STOPPED
    return PAUSED if facts.state == State.ON_HOLD and pauses else RUNNING


def _turn(ledger: Ledger, wanted: SegmentKind, at: datetime, book: Book) -> None:
    cause = _RUNS_AGAIN.get(ledger.present.kind) if wanted == RUNNING else _STANDS.get(wanted)
    clockwork.turn(ledger, wanted, at, cause or Cause.STARTED, book.calendar)


def _follow_resolution(ledgers: list[Ledger], facts: Facts, at: datetime, book: Book) -> None:
    ledger = last_of(ledgers, ClockKind.RESOLUTION)
    if ledger is None:
        if not facts.is_open:
            return
        ledger = _begin_at_report(ledgers, ClockKind.RESOLUTION, facts, book)
    if ledger is None or ledger.present.cause == Cause.NO_POLICY:
        return
    _turn(ledger, _wanted(facts, pauses=facts.pauses), at, book)


def _owed_since(facts: Facts, ledgers: list[Ledger], book: Book) -> datetime | None:
    """Return since when an update is owed; None while none is (SLA-13)."""
    response = last_of(ledgers, ClockKind.RESPONSE)
    if not facts.is_open or (response is not None and response.is_live):
        return None
    terms = book.choose(COVERING[ClockKind.UPDATE], facts)
    if terms is None or facts.priority not in terms.targets.get(ClockKind.UPDATE, {}):
        return None
    if terms.update_mode == UpdateMode.UNANSWERED:
        return facts.unanswered_since
    return facts.informed_at or facts.acknowledged_at


def _follow_update(ledgers: list[Ledger], facts: Facts, at: datetime, book: Book) -> None:
    ledger = last_of(ledgers, ClockKind.UPDATE)
    since = _owed_since(facts, ledgers, book)
    if ledger is not None and ledger.is_live:
        if since is not None and since <= ledger.started_at:
            return
        if facts.state == State.CANCELLED:
            clockwork.turn(ledger, EXCLUDED, at, Cause.CANCELLED, book.calendar)
        else:
            cause = Cause.ANSWERED if facts.is_open else Cause.RESOLVED
            clockwork.turn(ledger, STOPPED, at, cause, book.calendar)
    if since is not None:
        if ledger is not None and since <= ledger.present.start:
            # What lies between (resolved, cancelled) owed nobody an update.
            since = at
        ordinal = 0 if ledger is None else ledger.ordinal + 1
        started = _started(ClockKind.UPDATE, facts, book, since, ordinal=ordinal)
        if started is not None:
            ledgers.append(started)


def _follow_team(ledgers: list[Ledger], facts: Facts, at: datetime, book: Book) -> None:
    """One clock per stay with a team; a reopened incident goes on where its team stopped."""
    ledger = last_of(ledgers, ClockKind.OLA)
    if ledger is not None and ledger.team == facts.team:
        if ledger.present.cause != Cause.NO_POLICY:
            _turn(ledger, _wanted(facts, pauses=facts.pauses_team), at, book)
        return
    if ledger is not None and ledger.is_live:
        clockwork.turn(ledger, STOPPED, at, Cause.TRANSFERRED, book.calendar)
    if facts.team is not None and facts.is_open:
        ordinal = 0 if ledger is None else ledger.ordinal + 1
        started = _started(ClockKind.OLA, facts, book, at, ordinal=ordinal, team=facts.team)
        if started is not None:
            ledgers.append(started)
            _turn(started, _wanted(facts, pauses=facts.pauses_team), at, book)


def _follow_supplier(ledgers: list[Ledger], facts: Facts, at: datetime, book: Book) -> None:
    """One clock from each hand-over to the supplier until the return."""
    ledger = last_of(ledgers, ClockKind.UC)
    is_away = facts.state == State.ON_HOLD and facts.is_at_supplier
    if ledger is not None and ledger.is_live:
        if facts.state == State.CANCELLED:
            clockwork.turn(ledger, EXCLUDED, at, Cause.CANCELLED, book.calendar)
        elif not is_away:
            clockwork.turn(ledger, STOPPED, at, Cause.RETURNED, book.calendar)
    elif is_away:
        ordinal = 0 if ledger is None else ledger.ordinal + 1
        started = _started(ClockKind.UC, facts, book, at, ordinal=ordinal)
        if started is not None:
            ledgers.append(started)
