"""Random walks: incidents that live through whatever the operations allow, at moments that are often the same."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from accounts.history import save_as
from accounts.people.queries import the_product
from incidents.catalogue.models import CancelReason, HoldReason
from incidents.lifecycle.operations import cancelling, details, moving, resolving, talking
from incidents.lifecycle.operations.escalating import close_due, sweep_clocks
from incidents.majors import operations as majors
from incidents.records.choices import EntryKind, Evidence
from incidents.records.models import Incident
from incidents.sla.choices import ClockKind, Covers
from incidents.sla.defaults import STAMP
from incidents.sla.models import Calendar, ConfigurationStamp, EscalationStep, Policy, PolicyVersion, Target
from tests.builders import NOON, make_incident, resolution
from tests.cast import Cast

_PAUSES = (0, 0, 0, 1, 40, 600, 3_600, 9_000, 40_000, 200_000)
_SAID = "Here is some more about it."
Step = Callable[[Cast, Incident, Random, datetime], Any]


def add_policy(
    slug: str, covers: str, kind: str, minutes: int, *, now: datetime, **values: Any
) -> PolicyVersion:
    """Make a policy with one kind of clock."""
    by = the_product("test policy")
    policy = Policy(slug=slug, name=slug.title(), covers=covers, position=values.pop("position", 50))
    save_as(policy, by=by, at=now)
    calendar = Calendar.objects.get(slug=values.pop("calendar", "office-hours"))
    version = PolicyVersion(policy=policy, number=1, calendar=calendar, created_at=now, **values)
    save_as(version, by=by, at=now)
    for priority in range(1, 6):
        Target.objects.create(version=version, kind=kind, priority=priority, minutes=minutes * priority)
    for percent in (50, 100):
        EscalationStep.objects.create(version=version, percent=percent, tell=["owner"])
    ConfigurationStamp.objects.filter(name=STAMP).update(token=str(uuid.uuid4()))
    return version


def add_inner_policies() -> None:
    """Promise something between teams and by suppliers too."""
    before = NOON - timedelta(days=90)
    add_policy("teams", Covers.TEAM, ClockKind.OLA, 60, now=before)
    add_policy("suppliers", Covers.SUPPLIER, ClockKind.UC, 120, now=before)


def _triage(cast: Cast, incident: Incident, dice: Random, now: datetime) -> Any:
    return moving.triage(
        incident,
        category=cast.categories["network"],
        service=dice.choice(list(cast.services.values())),
        impact=dice.choice(["high", "medium", "low"]),
        urgency=dice.choice(["high", "medium", "low"]),
        team=cast.teams["network"],
        by=cast.actor("agnes"),
        now=now,
    )


def _hold(cast: Cast, incident: Incident, dice: Random, now: datetime) -> Any:
    reason = dice.choice(list(HoldReason.objects.order_by("pk")))
    until = now + timedelta(seconds=dice.choice([60, 5_000, 90_000]))
    question = dice.choice(["", "Which building?"])
    return moving.hold(
        incident, reason=reason, question=question, until=until, by=cast.actor("rafael"), now=now
    )


def _say(name: str) -> Step:
    def say(cast: Cast, incident: Incident, _dice: Random, now: datetime) -> Any:
        return talking.comment(incident, EntryKind.PUBLIC, _SAID, by=cast.actor(name), now=now)

    return say


def _edit(cast: Cast, incident: Incident, dice: Random, now: datetime) -> Any:
    values: dict[str, Any] = dice.choice(
        [
            {"urgency": dice.choice(["high", "medium", "low"])},
            {"impact": dice.choice(["high", "medium", "low"])},
            {"service": dice.choice(list(cast.services.values()))},
            {"reported_at": incident.reported_at + timedelta(seconds=dice.choice([-7200, -60, 60, 900]))},
            {"title": f"Another title {dice.random()}"},
            {"requester": dice.choice([cast.ruth, cast.stefan])},
        ]
    )
    return details.change_details(incident, values, by=cast.actor("agnes"), now=now, why="walk")


def _transfer(cast: Cast, incident: Incident, dice: Random, now: datetime) -> Any:
    team = dice.choice([cast.teams["network"], cast.teams["applications"]])
    return moving.transfer(incident, team=team, reason="theirs", by=cast.actor("lena"), now=now)


def _assign(cast: Cast, incident: Incident, dice: Random, now: datetime) -> Any:
    assignee = dice.choice([cast.rafael, cast.nadia, None])
    return moving.assign(incident, assignee=assignee, by=cast.actor("lena"), now=now)


def _resolve(cast: Cast, incident: Incident, dice: Random, now: datetime) -> Any:
    by = cast.actor(dice.choice(["rafael", "agnes"]))
    return resolving.resolve(incident, resolution(children="keep"), by=by, now=now)


def _declare(cast: Cast, incident: Incident, _dice: Random, now: datetime) -> Any:
    return majors.declare_major(
        incident,
        manager=cast.mia,
        impact_statement="Nobody can work.",
        communication_plan="Every half hour.",
        by=cast.actor("mia"),
        now=now,
    )


def _cancel(cast: Cast, incident: Incident, _dice: Random, now: datetime) -> Any:
    reason = CancelReason.objects.get(slug="false_alarm")
    return cancelling.cancel(incident, reason=reason, by=cast.actor("agnes"), now=now)


STEPS: tuple[Step, ...] = (
    _triage,
    _triage,
    lambda cast, incident, _dice, now: moving.start(incident, by=cast.actor("rafael"), now=now),
    lambda cast, incident, _dice, now: moving.start(incident, by=cast.actor("rafael"), now=now),
    _hold,
    _hold,
    _hold,
    lambda cast, incident, _dice, now: moving.resume(incident, by=cast.actor("rafael"), now=now),
    _say("ruth"),
    _say("agnes"),
    _say("rafael"),
    _edit,
    _edit,
    _edit,
    _transfer,
    _assign,
    _resolve,
    lambda cast, incident, _dice, now: resolving.reopen(
        incident, reason="It is back.", by=cast.actor("agnes"), now=now
    ),
    lambda cast, incident, _dice, now: resolving.close(
        incident, evidence=Evidence.REQUESTER_WORD, by=cast.actor("ruth"), now=now
    ),
    _declare,
    lambda cast, incident, _dice, now: majors.demote(
        incident, reason="It is none.", by=cast.actor("mia"), now=now
    ),
    _cancel,
    lambda cast, incident, _dice, now: cancelling.restore(
        incident, reason="It was one.", by=cast.actor("lena"), now=now
    ),
    lambda _cast, _incident, _dice, now: sweep_clocks(now=now),
    lambda _cast, _incident, _dice, now: sweep_clocks(now=now),
    lambda _cast, _incident, _dice, now: moving.resume_due(now=now),
    lambda _cast, _incident, _dice, now: close_due(now=now),
)


def walk(cast: Cast, seed: int, *, steps: int = 30) -> tuple[Incident, datetime]:
    """Take random steps with one incident; what is refused changes nothing. Returns it with the last moment."""
    dice = Random(seed)
    now = NOON + timedelta(seconds=dice.randrange(7 * 86_400))
    late = timedelta(seconds=dice.choice([0, 0, 600, 40_000]))
    incident = make_incident(cast, now=now, reported_at=now - late)
    for _each in range(steps):
        now += timedelta(seconds=dice.choice(_PAUSES))
        step = dice.choice(STEPS)
        try:
            step(cast, Incident.objects.get(pk=incident.pk), dice, now)
        except (ValidationError, PermissionDenied):
            continue
    return Incident.objects.get(pk=incident.pk), now
