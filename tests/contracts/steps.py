"""Plays each step of the life cycle in each role: the players, and a complete set of details for every action."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import Permission

from accounts.actor import Actor
from accounts.choices import Channel, Right
from accounts.history import save_as
from accounts.notices.models import Event
from accounts.people.models import Membership, User
from incidents.catalogue.models import CancelReason, HoldReason
from incidents.lifecycle.operations import cancelling, moving, resolving
from incidents.majors import operations as majors
from incidents.records.choices import Evidence, State
from incidents.records.models import Incident
from tests.builders import IN_STATE, NOON, resolution, triaged
from tests.cast import Cast

HOUR = timedelta(hours=1)
LATER = NOON + HOUR

# The roles of the specification, and who plays them: everybody has that one role and no other.
PLAYERS = {
    "Req": "ruth",
    "Agt": "agnes",
    "Res": "rafael",
    "Lead": "leo",
    "IM": "ines",
    "MIM": "mia",
    "Sys": "system",
    "Int": "monitor",
}


def add_pure_lead(cast: Cast) -> None:
    """Add Leo, who leads the network team and has no other right: the role “Team lead” also carries the resolver's."""
    leo = User(username="leo", first_name="Leo", last_name="Example", email="leo@example.org")
    save_as(leo, by=cast.system)
    leo.user_permissions.add(
        *Permission.objects.filter(codename__in=[Right.LEAD.value, Right.SEE_ALL.value]),
    )
    save_as(Membership(team=cast.teams["network"], user=leo, is_lead=True), by=cast.system)
    cast.people["leo"] = leo


def player(cast: Cast, role: str) -> Actor:
    """Return who plays the role."""
    return cast.actor(PLAYERS[role], Channel.WEB)


def reached(cast: Cast, state: str) -> Incident:
    """Return an incident of the network team in a state; a new one comes back from a cancellation with its team."""
    if state != State.NEW:
        return IN_STATE[State(state)](cast)
    reason = CancelReason.objects.get(slug="false_alarm")
    incident = cancelling.cancel(
        triaged(cast), reason=reason, by=cast.actor("agnes"), now=NOON + 2 * HOUR / 60
    )
    return cancelling.restore(incident, reason="It was one", by=cast.actor("ines"), now=NOON + 3 * HOUR / 60)


def _triage(cast: Cast, incident: Incident, **changes: Any) -> Incident:
    details = {
        "category": cast.categories["network"],
        "service": cast.services["vpn"],
        "impact": "high",
        "urgency": "medium",
        "team": cast.teams["network"],
    }
    return moving.triage(incident, **{**details, **changes})


def _start(cast: Cast, incident: Incident, **changes: Any) -> Incident:
    return moving.start(incident, **{"assignee": cast.nadia, **changes})


def _hold(cast: Cast, incident: Incident, **changes: Any) -> Incident:
    details = {"reason": HoldReason.objects.get(slug="agreed_date"), "until": LATER + HOUR}
    return moving.hold(incident, **{**details, **changes})


def _resume(cast: Cast, incident: Incident, **changes: Any) -> Incident:
    return moving.resume(incident, **changes)


def _transfer(cast: Cast, incident: Incident, **changes: Any) -> Incident:
    details = {"team": cast.teams["applications"], "reason": "It is the mail server"}
    return moving.transfer(incident, **{**details, **changes})


def _resolve(cast: Cast, incident: Incident, **changes: Any) -> Incident:
    outer = {name: changes.pop(name) for name in ("by", "now", "version") if name in changes}
    return resolving.resolve(incident, resolution(**changes), **outer)


def _reopen(cast: Cast, incident: Incident, **changes: Any) -> Incident:
    return resolving.reopen(incident, **{"reason": "It is slow again", **changes})


def _close(cast: Cast, incident: Incident, **changes: Any) -> Incident:
    evidence = Evidence.SILENT if changes["by"].is_system else Evidence.REQUESTER_WORD
    return resolving.close(incident, **{"evidence": evidence, **changes})


def _cancel(cast: Cast, incident: Incident, **changes: Any) -> Incident:
    details = {"reason": CancelReason.objects.get(slug="withdrawn")}
    return cancelling.cancel(incident, **{**details, **changes})


def _restore(cast: Cast, incident: Incident, **changes: Any) -> Incident:
    return cancelling.restore(incident, **{"reason": "It was one after all", **changes})


def _propose(cast: Cast, incident: Incident, **changes: Any) -> Incident:
    return majors.propose_major(incident, **{"reason": "The whole site is down", **changes})


def _declare(cast: Cast, incident: Incident, **changes: Any) -> Incident:
    details = {
        "manager": cast.mia,
        "impact_statement": "Nobody at the north site reads mail.",
        "communication_plan": "Every 30 minutes on the status page.",
    }
    return majors.declare_major(incident, **{**details, **changes})


def _reject(cast: Cast, incident: Incident, **changes: Any) -> Incident:
    return majors.reject_major(incident, **{"reason": "Three people only", **changes})


def _stand_down(cast: Cast, incident: Incident, **changes: Any) -> Incident:
    return majors.stand_down(incident, **{"final_update": "Mail works again everywhere.", **changes})


def _demote(cast: Cast, incident: Incident, **changes: Any) -> Incident:
    return majors.demote(incident, **{"reason": "Smaller than it looked", **changes})


_STEPS: dict[str, Callable[..., Incident]] = {
    "triage": _triage,
    "start": _start,
    "hold": _hold,
    "resume": _resume,
    "transfer": _transfer,
    "resolve": _resolve,
    "reopen": _reopen,
    "close": _close,
    "cancel": _cancel,
    "restore": _restore,
    "propose-major": _propose,
    "declare-major": _declare,
    "reject-major": _reject,
    "stand-down": _stand_down,
    "demote": _demote,
}


def do(
    cast: Cast, action: str, incident: Incident, by: Actor, *, now: datetime = LATER, **changes: Any
) -> Incident:
    """Do the action with all it needs, but for the changes."""
    return _STEPS[action](cast, incident, by=by, now=now, **changes)


def trace(incident: Incident) -> tuple[Any, ...]:
    """Return everything a refused action must leave as it was."""
    row = Incident.objects.filter(pk=incident.pk).values().get()
    return (
        row,
        incident.history.count(),
        list(incident.entries.values_list("pk", flat=True)),
        list(Event.objects.filter(about=incident.number).values_list("pk", flat=True)),
    )
