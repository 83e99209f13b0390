"""Move an open incident: triage (T2), start (T3), hold (T4), resume (T5, T6), hand over (T7), assign."""

from collections.abc import Mapping
from datetime import datetime

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import text
from accounts.actor import Actor, require
from accounts.choices import Right
from accounts.people.models import Membership, Team, User
from accounts.people.queries import the_product
from incidents.catalogue.choices import HoldUntil
from incidents.catalogue.models import Category, HoldReason, Service
from incidents.catalogue.queries import looked_up_priority
from incidents.lifecycle import guards, notices
from incidents.lifecycle.choices import Action
from incidents.lifecycle.operations.answering import note_public_words
from incidents.lifecycle.operations.carrying import carry
from incidents.lifecycle.operations.stepping import check_offered, lock, lock_all, step
from incidents.lifecycle.refusals import refuse
from incidents.records.choices import EntryKind, State, Story
from incidents.records.models import Incident
from incidents.records.operations.saving import change, say, tell
from incidents.records.queries import waits_for
from incidents.sla.choices import ClockKind
from incidents.sla.operations.following import follow, follow_unsaved

log = structlog.get_logger(__name__)


def is_member(user: User, team: Team | None) -> bool:
    """Say whether the person works in the team."""
    return team is not None and Membership.objects.filter(team=team, user=user).exists()


def check_assignee(assignee: User | None, team: Team | None) -> None:
    """Refuse an assignee who is not an active member of the team."""
    if assignee is None:
        return
    if not assignee.is_active:
        refuse({"assignee": "inactive"})
    if not is_member(assignee, team):
        refuse({"assignee": "not_a_member"})


def check_triage(
    incident: Incident,
    levels: Mapping[str, str],
    *,
    category: Category | None,
    service: Service | None,
    team: Team | None,
    assignee: User | None,
) -> None:
    """Refuse a triage that leaves out whose it is, or names what is not offered."""
    refuse(guards.required(category=category, service=service, **levels, team=team))
    check_offered(incident, category=category, service=service, team=team)
    check_assignee(assignee, team)


def triage(
    incident: Incident,
    *,
    category: Category | None,
    service: Service | None,
    impact: str,
    urgency: str,
    team: Team | None,
    assignee: User | None = None,
    by: Actor,
    now: datetime,
    version: int | None = None,
) -> Incident:
    """Say what it is, how bad it is and whose it is (T2); an assignee may be named at once."""
    with transaction.atomic():
        incident, row = step(incident, Action.TRIAGE, by=by, version=version)
        levels = {"impact": impact, "urgency": urgency}
        check_triage(incident, levels, category=category, service=service, team=team, assignee=assignee)
        changes = change(
            incident,
            {
                "state": row.target,
                "category": category,
                "service": service,
                "impact": impact,
                "urgency": urgency,
                "priority": looked_up_priority(impact, urgency),
                "team": team,
                "assignee": assignee,
            },
            by=by,
            why="triage",
            now=now,
            then=lambda: follow_unsaved(incident, by=by, now=now),
        )
        tell(incident, Story.TRIAGED, by=by, now=now, facts={"changes": changes}, is_public=True)
        notices.assigned(incident, by=by, now=now)
    return incident


def check_start(incident: Incident, owner: User) -> None:
    """Refuse work on what is not triaged, and by somebody who is not in the team."""
    incomplete = guards.required(category=incident.category, service=incident.service, team=incident.team)
    refuse(dict.fromkeys(incomplete, "triage_incomplete"))
    check_assignee(owner, incident.team)


def start(
    incident: Incident,
    *,
    assignee: User | None = None,
    by: Actor,
    now: datetime,
    version: int | None = None,
) -> Incident:
    """Take up work (T3): the assignee is named, is already there, or is the actor."""
    with transaction.atomic():
        incident, row = step(incident, Action.START, by=by, version=version)
        owner = assignee or incident.assignee or by.user
        check_start(incident, owner)
        changes = change(
            incident,
            {
                "state": row.target,
                "assignee": owner,
                "acknowledged_at": incident.acknowledged_at or now,
            },
            by=by,
            why="work started",
            now=now,
            then=lambda: follow_unsaved(incident, by=by, now=now),
        )
        tell(incident, Story.STARTED, by=by, now=now, facts={"changes": changes}, is_public=True)
        notices.assigned(incident, by=by, now=now, kind="started")
        waiting = Incident.objects.filter(state__in=(State.NEW, State.ASSIGNED))
        carry(incident, lambda child: start(child, by=by, now=now), waiting, by=by, now=now)
    return incident


def hold(
    incident: Incident,
    *,
    reason: HoldReason | None,
    question: str = "",
    until: datetime | None = None,
    blocked_by: Incident | None = None,
    by: Actor,
    now: datetime,
    version: int | None = None,
) -> Incident:
    """Let it wait (T4): for an answer to a question that is sent now, for a moment, or for another incident."""
    with transaction.atomic():
        if blocked_by is not None:
            # Two that shall wait for each other are judged one after the other.
            lock_all([incident.pk, blocked_by.pk])
        incident, row = step(incident, Action.HOLD, by=by, version=version)
        question = text.words("question", question.strip(), limit=50_000)
        check_hold(incident, reason, question, until, blocked_by, now=now)
        change(
            incident,
            {"state": row.target, "hold_reason": reason, "hold_until": until, "blocked_by": blocked_by},
            by=by,
            why=f"on hold: {reason}",
            now=now,
        )
        if question:
            say(incident, EntryKind.PUBLIC, question, by=by, now=now)
            note_public_words(incident, by=by, now=now)
        clocks = follow(incident, by=by, now=now)
        if any(clock.kind == ClockKind.RESPONSE and clock.is_live for clock in clocks):
            refuse({"reason": "not_answered"})
        facts = {
            "reason": reason and reason.slug,
            "reason_name": reason and reason.name,
            "until": until and until.isoformat(),
        }
        tell(incident, Story.HELD, by=by, now=now, facts=facts, is_public=True)
        notices.held(incident, question, by=by, now=now)
        _hold_children(incident, by=by, now=now)
    return incident


def _hold_children(parent: Incident, *, by: Actor, now: datetime) -> None:
    """Let children wait for what their parent waits for, unless that is an answer of its own requester (LOG-11)."""
    reason = parent.hold_reason
    if reason is None or reason.waits_for == HoldUntil.REQUESTER:
        return

    def wait(child: Incident) -> Incident:
        until, blocker = parent.hold_until, parent.blocked_by
        return hold(child, reason=reason, until=until, blocked_by=blocker, by=by, now=now)

    carry(parent, wait, Incident.objects.filter(state=State.IN_PROGRESS), by=by, now=now)


def check_hold(
    incident: Incident,
    reason: HoldReason | None,
    question: str,
    until: datetime | None,
    blocked_by: Incident | None,
    *,
    now: datetime,
) -> None:
    """Refuse a hold that nothing would end, or that nobody was asked for."""
    refuse(guards.required(reason=reason))
    check_offered(incident, reason=reason)
    refuse(dict.fromkeys(guards.naive_moments({"until": until}), "naive"))
    if until is not None and until <= now:
        refuse({"until": "hold_in_past"})
    if blocked_by is not None and blocked_by.pk == incident.pk:
        refuse({"blocked_by": "own_blocker"})
    if blocked_by is not None and not blocked_by.is_open:
        refuse({"blocked_by": "blocker_ended"})
    if blocked_by is not None and incident.pk in waits_for(blocked_by.pk):
        refuse({"blocked_by": "blocker_circle"})
    refuse(
        guards.hold_refusals(
            waits_for_requester=reason is not None and reason.waits_for == HoldUntil.REQUESTER,
            question=question,
            until=until,
            blocked=blocked_by is not None,
        )
    )


DESK_RIGHTS = (Right.AGENT, Right.RESOLVER, Right.LEAD, Right.INCIDENT_MANAGER)
# What ends with the work: nothing is planned on what is resolved or cancelled.
NO_PLAN = {"next_step": "", "next_step_at": None}
NO_HOLD = {"hold_reason": None, "hold_until": None, "blocked_by": None}


def resume(
    incident: Incident,
    *,
    reason: str = "",
    by: Actor,
    now: datetime,
    since: datetime | None = None,
    version: int | None = None,
) -> Incident:
    """Go on after a hold (T5 when the requester answered, T6 otherwise); `since` when the hold ended before now."""
    with transaction.atomic():
        incident, row = step(incident, Action.RESUME, by=by, version=version)
        reason = text.line("reason", reason, limit=500)
        waited = {name: getattr(incident, name) for name in NO_HOLD}
        at = since or hold_over_at(incident, now)
        values = {"state": row.target, **NO_HOLD}
        if incident.assignee is not None and not incident.assignee.is_active:
            values["assignee"] = None
        change(
            incident,
            values,
            by=by,
            why=reason or by.cause or "resumed",
            now=now,
            then=lambda: follow_unsaved(incident, by=by, now=now, at=at),
        )
        facts = {"reason": reason or by.cause}
        tell(incident, Story.RESUMED, by=by, now=now, facts=facts, is_public=True, happened_at=at)
        notices.resumed(incident, by=by, now=now)
        if waited["hold_reason"].waits_for != HoldUntil.REQUESTER:
            # Children that wait for something of their own go on waiting.
            same = Incident.objects.filter(state=State.ON_HOLD, **waited)
            carry(incident, lambda child: resume(child, by=by, now=now, since=since), same, by=by, now=now)
    return incident


def resume_due(*, now: datetime, limit: int = 100) -> int:
    """Resume incidents whose hold is over: the moment has come, or the blocking incident has ended (T6).

    Each in its own transaction: one that cannot be resumed is logged, and the ones behind it have their turn.
    """
    on_hold = Incident.objects.filter(state=State.ON_HOLD).order_by("hold_until", "id")
    moment_came = on_hold.filter(hold_until__lte=now)
    freed = on_hold.filter(blocked_by__state__in=[State.RESOLVED, State.CLOSED, State.CANCELLED])
    # Keys of all that is due, not of the first hundred: a hundred broken rows would stand before the others for ever.
    due = dict.fromkeys([*moment_came.values_list("pk", flat=True), *freed.values_list("pk", flat=True)])
    resumed = 0
    for pk in due:
        if resumed == limit:
            break
        try:
            resumed += _resume_if_still_due(pk, now=now)
        except SoftTimeLimitExceeded:
            raise
        except Exception:
            log.exception("resume_failed", incident=pk)
    return resumed


def hold_over_at(incident: Incident, now: datetime) -> datetime | None:
    """Return when the hold ended by itself, so that whoever notices late does not lengthen the pause; else None."""
    ends = [incident.hold_until if incident.hold_until and incident.hold_until <= now else None]
    if incident.blocked_by is not None and not incident.blocked_by.is_open:
        ends.append(ended_at(incident.blocked_by))
    return min((end for end in ends if end is not None), default=None)


def ended_at(blocker: Incident | None) -> datetime | None:
    """Return when the incident that another one waited for was finished."""
    if blocker is None:
        return None
    return blocker.resolved_at or blocker.cancelled_at


def _resume_if_still_due(pk: int, *, now: datetime) -> int:
    """Look again behind the lock, since the moment may have been moved; what somebody else holds is left to them."""
    with transaction.atomic():
        current = Incident.objects.locked_if_free(pk)
        if current is None:
            return 0
        is_over = current.hold_until is not None and current.hold_until <= now
        is_freed = current.blocked_by is not None and not current.blocked_by.is_open
        if current.state != State.ON_HOLD or not (is_over or is_freed):
            return 0
        cause = "the agreed moment has come" if is_over else "the incident it waited for has ended"
        resume(current, by=the_product(cause), now=now, since=hold_over_at(current, now))
    return 1


def check_transfer(incident: Incident, team: Team | None, assignee: User | None) -> None:
    """Refuse a team that has it already or takes nothing more, and an assignee who is not in it."""
    if team == incident.team:
        refuse({"team": "same_team"})
    check_offered(incident, team=team)
    if incident.service is not None and incident.service.retired_at is not None:
        refuse({"service": "service_retired"})
    check_assignee(assignee, team)


def transfer(
    incident: Incident,
    *,
    team: Team | None,
    reason: str,
    assignee: User | None = None,
    by: Actor,
    now: datetime,
    version: int | None = None,
) -> Incident:
    """Hand over to another team (T7, RTE-05); the hop is counted and the assignee starts anew."""
    with transaction.atomic():
        incident, row = step(incident, Action.TRANSFER, by=by, version=version)
        reason = text.line("reason", reason, limit=500)
        refuse(guards.required(team=team, reason=reason))
        check_transfer(incident, team, assignee)
        changes = change(
            incident,
            {
                "state": row.target,
                "team": team,
                "assignee": assignee,
                "reassignment_count": incident.reassignment_count + 1,
                **NO_HOLD,
            },
            by=by,
            why=reason,
            now=now,
        )
        facts = {"changes": changes, "reason": reason}
        follow(incident, by=by, now=now)
        tell(incident, Story.TRANSFERRED, by=by, now=now, facts=facts)
        notices.assigned(incident, by=by, now=now, kind="transferred")
    return incident


def assign(
    incident: Incident, *, assignee: User | None, by: Actor, now: datetime, version: int | None = None
) -> Incident:
    """Give it to somebody in the team, or back to the team (RTE-01); the state stays as it is."""
    require(by, *DESK_RIGHTS)
    with transaction.atomic():
        incident = lock(incident, version=version)
        if not incident.is_open:
            raise ValidationError(_("Only open incidents are assigned."), "not_allowed_from_state")
        check_assignee(assignee, incident.team)
        changes = change(incident, {"assignee": assignee}, by=by, why="assigned", now=now)
        if changes:
            tell(incident, Story.ASSIGNED, by=by, now=now, facts={"changes": changes})
            notices.assigned(incident, by=by, now=now)
    return incident
