"""Each step of the life cycle tells those it concerns, once, and nobody about their own act (COM-01, COM-04)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from accounts.choices import Channel
from accounts.history import save_as
from accounts.notices.models import Delivery, Event, Notice
from incidents.catalogue.models import CancelReason, HoldReason
from incidents.lifecycle.operations import cancelling, moving, opening, resolving
from incidents.lifecycle.operations.talking import comment
from incidents.majors.operations import declare_major, propose_major
from incidents.records.choices import EntryKind, Evidence, State
from incidents.records.models import Incident
from incidents.records.operations.relating import name_affected, watch
from tests.builders import IN_STATE, MINUTE, NOON, resolution
from tests.cast import Cast

LATER = NOON + 30 * MINUTE
NETWORK = {"rafael", "nadia", "lena"}
Step = Callable[[Cast, Incident, str], object]


def _open(cast: Cast, incident: Incident, by: str) -> object:
    report = opening.Report(title="Again", requester=cast.ruth)
    return opening.open_incident(report, by=cast.actor(by), now=LATER)


def _triage(cast: Cast, incident: Incident, by: str) -> object:
    return moving.triage(
        incident,
        category=cast.categories["network"],
        service=cast.services["vpn"],
        impact=incident.impact,
        urgency=incident.urgency,
        team=cast.teams["network"],
        by=cast.actor(by),
        now=LATER,
    )


def _start(cast: Cast, incident: Incident, by: str) -> object:
    return moving.start(incident, by=cast.actor(by), now=LATER)


def _start_for_rafael(cast: Cast, incident: Incident, by: str) -> object:
    return moving.start(incident, assignee=cast.rafael, by=cast.actor(by), now=LATER)


def _hold(slug: str, question: str, until: timedelta | None) -> Step:
    def step(cast: Cast, incident: Incident, by: str) -> object:
        reason = HoldReason.objects.get(slug=slug)
        moment: datetime | None = LATER + until if until else None
        return moving.hold(
            incident, reason=reason, question=question, until=moment, by=cast.actor(by), now=LATER
        )

    return step


def _resume(cast: Cast, incident: Incident, by: str) -> object:
    return moving.resume(incident, reason="Enough", by=cast.actor(by), now=LATER)


def _transfer(cast: Cast, incident: Incident, by: str) -> object:
    team = cast.teams["applications"]
    return moving.transfer(incident, team=team, reason="Not ours", by=cast.actor(by), now=LATER)


def _say(kind: EntryKind) -> Step:
    return lambda cast, incident, by: comment(incident, kind, "Words", by=cast.actor(by), now=LATER)


def _resolve(cast: Cast, incident: Incident, by: str) -> object:
    return resolving.resolve(incident, resolution(), by=cast.actor(by), now=LATER)


def _reopen(cast: Cast, incident: Incident, by: str) -> object:
    return resolving.reopen(incident, reason="Still broken", by=cast.actor(by), now=LATER)


def _close(evidence: Evidence) -> Step:
    return lambda cast, incident, by: resolving.close(
        incident, evidence=evidence, by=cast.actor(by), now=LATER
    )


def _cancel(cast: Cast, incident: Incident, by: str) -> object:
    reason = CancelReason.objects.get(slug="false_alarm")
    return cancelling.cancel(incident, reason=reason, by=cast.actor(by), now=LATER)


def _restore(cast: Cast, incident: Incident, by: str) -> object:
    return cancelling.restore(incident, reason="A mistake", by=cast.actor(by), now=LATER)


def _declare(cast: Cast, incident: Incident, by: str) -> object:
    return declare_major(
        incident,
        manager=cast.mia,
        impact_statement="Nobody can work",
        communication_plan="Hourly",
        by=cast.actor(by),
        now=LATER,
    )


def _propose(cast: Cast, incident: Incident, by: str) -> object:
    return propose_major(incident, reason="Many reports", by=cast.actor(by), now=LATER)


@dataclass(frozen=True)
class Case:
    """A step by somebody on an incident of Ruth's; while it is open Nadia and Stefan follow it, Oskar is affected."""

    id: str
    state: State
    step: Step
    by: str
    kind: str
    told: set[str]


CASES = [
    Case("T1-agent", State.NEW, _open, "agnes", "opened", {"ruth"}),
    Case("T1-own", State.NEW, _open, "ruth", "opened", {"ruth"}),
    Case("T2", State.NEW, _triage, "agnes", "assigned", NETWORK),
    Case("T2-lead", State.NEW, _triage, "lena", "assigned", NETWORK - {"lena"}),
    Case("T3-own", State.ASSIGNED, _start, "rafael", "started", set()),
    Case("T3-other", State.ASSIGNED, _start_for_rafael, "agnes", "started", {"rafael"}),
    Case(
        "T4-question",
        State.IN_PROGRESS,
        _hold("awaiting_requester", "Where?", None),
        "rafael",
        "held",
        {"ruth"},
    ),
    Case(
        "T4-moment",
        State.IN_PROGRESS,
        _hold("awaiting_change", "", timedelta(days=1)),
        "rafael",
        "held",
        set(),
    ),
    Case("T5", State.ON_HOLD, _say(EntryKind.PUBLIC), "ruth", "resumed", {"rafael"}),
    Case("T6", State.ON_HOLD, _resume, "agnes", "resumed", {"rafael"}),
    Case("T7", State.IN_PROGRESS, _transfer, "rafael", "transferred", {"paul"}),
    Case(
        "reply", State.IN_PROGRESS, _say(EntryKind.PUBLIC), "rafael", "commented", {"ruth", "nadia", "stefan"}
    ),
    Case(
        "answer",
        State.IN_PROGRESS,
        _say(EntryKind.PUBLIC),
        "ruth",
        "commented",
        {"rafael", "nadia", "stefan"},
    ),
    Case("note", State.IN_PROGRESS, _say(EntryKind.WORK_NOTE), "rafael", "commented", {"nadia"}),
    Case("T8", State.IN_PROGRESS, _resolve, "rafael", "resolved", {"ruth", "oskar", "nadia", "stefan"}),
    Case("T9", State.NEW, _resolve, "agnes", "resolved", {"ruth", "oskar", "nadia", "stefan"}),
    Case("T10-own", State.RESOLVED, _reopen, "ruth", "reopened", {"rafael"}),
    Case("T10-agent", State.RESOLVED, _reopen, "agnes", "reopened", {"rafael", "ruth"}),
    Case(
        "T11-own",
        State.RESOLVED,
        _close(Evidence.REQUESTER_WORD),
        "ruth",
        "closed",
        {"ruth", "oskar", "nadia", "stefan", "rafael"},
    ),
    Case(
        "T11-agent",
        State.RESOLVED,
        _close(Evidence.AGENT_TEST),
        "agnes",
        "closed",
        {"ruth", "oskar", "nadia", "stefan", "rafael"},
    ),
    Case(
        "T12",
        State.RESOLVED,
        _close(Evidence.SILENT),
        "system",
        "closed",
        {"ruth", "oskar", "nadia", "stefan", "rafael"},
    ),
    Case("T13", State.CLOSED, _say(EntryKind.PUBLIC), "ruth", "opened", {"ruth"}),
    Case("T14", State.CLOSED, _reopen, "ines", "reopened", {"rafael", "ruth"}),
    Case(
        "T15-agent", State.IN_PROGRESS, _cancel, "agnes", "cancelled", {"ruth", "rafael", "nadia", "stefan"}
    ),
    Case("T15-own", State.NEW, _cancel, "ruth", "cancelled", {"nadia", "stefan"}),
    Case("T16", State.CANCELLED, _restore, "lena", "restored", {"ruth"}),
    Case("M1", State.IN_PROGRESS, _propose, "agnes", "major_proposed", {"rafael"}),
    Case("M4", State.IN_PROGRESS, _declare, "ines", "major_declared", {"mia", "rafael"}),
]


def _concerned(cast: Cast, state: State) -> Incident:
    incident = IN_STATE[state](cast)
    if incident.is_locked:
        return incident
    name_affected(incident, cast.oskar, by=cast.actor("agnes"), now=NOON)
    for follower in (cast.nadia, cast.stefan):
        watch(incident, follower, by=cast.actor("agnes"), now=NOON)
    return incident


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_step_tells_those_it_concerns(cast: Cast, case: Case) -> None:
    incident = _concerned(cast, case.state)
    before = set(Event.objects.values_list("pk", flat=True))
    case.step(cast, incident, case.by)
    event = Event.objects.exclude(pk__in=before).get(kind=f"incident.{case.kind}")
    told = list(Notice.objects.filter(event=event).values_list("recipient__username", flat=True))
    assert sorted(told) == sorted(case.told)
    mailed = Delivery.objects.filter(notice__event=event).values_list("address", flat=True)
    assert set(mailed) == {f"{name}@example.org" for name in case.told}
    for notice in Notice.objects.filter(event=event).select_related("recipient"):
        assert notice.subject.startswith(f"[{event.about}] P3 ")
        is_staff = notice.recipient.username not in {"ruth", "oskar", "stefan"}
        assert notice.path == (f"/incidents/{event.about}/" if is_staff else f"/help/{event.about}/")
        assert notice.reason


def test_somebody_with_several_parts_is_told_once(cast: Cast) -> None:
    incident = IN_STATE[State.RESOLVED](cast)
    for person in (cast.rafael, cast.ruth):
        watch(incident, person, by=cast.actor("agnes"), now=NOON)
    name_affected(incident, cast.ruth, by=cast.actor("agnes"), now=NOON)
    _close(Evidence.AGENT_TEST)(cast, incident, "agnes")
    closing = Event.objects.get(kind="incident.closed")
    told = closing.notices.values_list("recipient__username", flat=True)
    assert sorted(told) == ["rafael", "ruth"]


def test_deactivated_people_and_those_without_an_address(cast: Cast) -> None:
    incident = _concerned(cast, State.IN_PROGRESS)
    cast.oskar.is_active, cast.stefan.email = False, ""
    for person in (cast.oskar, cast.stefan):
        save_as(person, by=cast.system, fields=["is_active", "email"])
    _resolve(cast, incident, "rafael")
    event = Event.objects.get(kind="incident.resolved")
    told = set(event.notices.values_list("recipient__username", flat=True))
    assert told == {"ruth", "nadia", "stefan"}
    mailed = set(Delivery.objects.filter(notice__event=event).values_list("address", flat=True))
    assert mailed == {"ruth@example.org", "nadia@example.org"}


def test_work_notes_never_reach_requesters(cast: Cast) -> None:
    incident = _concerned(cast, State.IN_PROGRESS)
    comment(incident, EntryKind.WORK_NOTE, "Secret", by=cast.actor("rafael"), now=LATER)
    readers = {notice.recipient.username for notice in Notice.objects.filter(body__contains="Secret")}
    assert readers == {"nadia"}


def test_the_channel_makes_no_difference(cast: Cast) -> None:
    incident = _concerned(cast, State.RESOLVED)
    resolving.reopen(incident, reason="No", by=cast.actor("ruth", Channel.EMAIL), now=LATER)
    [event] = Event.objects.filter(kind="incident.reopened")
    assert set(event.notices.values_list("recipient__username", flat=True)) == {"rafael"}
    assert event.facts["title"] == incident.title
