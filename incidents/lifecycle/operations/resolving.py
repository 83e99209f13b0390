"""Resolve (T8, T9), reopen (T10, T14) and close (T11, T12)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import text
from accounts.access.operations import withdraw_links
from accounts.actor import Actor
from accounts.people.queries import the_product
from incidents import events
from incidents.catalogue.models import CauseCategory, ResolutionCode
from incidents.lifecycle import guards, notices
from incidents.lifecycle.choices import Action
from incidents.lifecycle.operations.answering import note_public_words
from incidents.lifecycle.operations.carrying import carry
from incidents.lifecycle.operations.moving import NO_HOLD, NO_PLAN, is_member
from incidents.lifecycle.operations.stepping import check_offered, check_times, step
from incidents.lifecycle.refusals import refuse
from incidents.lifecycle.transitions import Transition
from incidents.records.choices import DirectResolution, Evidence, State, Story
from incidents.records.models import Incident
from incidents.records.operations.saving import change, tell
from incidents.records.queries import is_desk, open_work_of
from incidents.sla.operations.following import follow_unsaved


@dataclass(frozen=True, slots=True)
class Resolution:
    """What resolving needs to know (RES-01).

    `children` says what becomes of open child incidents ("resolve" or "keep");
    `order_reason` confirms moments that do not follow one another (LOG-02).
    """

    code: ResolutionCode | None
    text: str
    evidence: str
    restored_at: datetime | None = None
    cause_category: CauseCategory | None = None
    children: str = ""
    order_reason: str = ""


# What may become of open child incidents.
CHILDREN = ("resolve", "keep")
_DIRECTLY_BY_CODE = {
    "resolved_by_caller": DirectResolution.BY_CALLER,
    "self_healed": DirectResolution.SELF_HEALED,
}


def resolve(
    incident: Incident,
    resolution: Resolution,
    *,
    by: Actor,
    now: datetime,
    version: int | None = None,
) -> Incident:
    """Say how service was restored; from In progress (T8) or directly (T9, which acknowledges at the same instant)."""
    with transaction.atomic():
        incident, row = step(incident, Action.RESOLVE, by=by, version=version)
        resolution = _cleaned(resolution)
        check_resolution(incident, resolution)
        values = _resolved_values(incident, row, resolution, by=by, now=now)
        check_times(incident, values, now=now, confirmed=resolution.order_reason)
        takes_up = incident.acknowledged_at is None
        note_public_words(incident, by=by, now=now)
        changes = change(
            incident,
            values,
            by=by,
            why=resolution.order_reason or "resolved",
            now=now,
            then=lambda: follow_unsaved(incident, by=by, now=now, takes_up=takes_up),
        )
        facts = {"changes": changes, "code": str(resolution.code)}
        tell(incident, Story.RESOLVED, by=by, now=now, body=resolution.text, facts=facts, is_public=True)
        notices.resolved(incident, by=by, now=now)
        if resolution.children == "resolve":
            _resolve_children(resolution, incident, by=by, now=now)
        events.incident_resolved.send(Incident, incident=incident, by=by, now=now)
    return incident


def _cleaned(resolution: Resolution) -> Resolution:
    """Check the texts once, whichever door they came through."""
    return replace(
        resolution,
        text=text.words("text", resolution.text.strip(), limit=50_000),
        order_reason=text.line("order_reason", resolution.order_reason, limit=250),
    )


def check_resolution(incident: Incident, resolution: Resolution) -> None:
    """Refuse what is incomplete, and an end while mandatory tasks or children are open."""
    open_work = open_work_of(incident)
    refuse(
        guards.resolve_refusals(
            guards.ResolveFacts(
                priority=incident.priority,
                has_code=resolution.code is not None,
                text=resolution.text,
                has_cause=resolution.cause_category is not None,
                evidence=resolution.evidence,
                has_open_tasks=open_work.has_mandatory_tasks,
                has_undecided_children=open_work.has_children and resolution.children not in CHILDREN,
            )
        )
    )
    check_offered(incident, code=resolution.code, cause_category=resolution.cause_category)
    if resolution.evidence == Evidence.SILENT:
        refuse({"evidence": "not_public"})


def _resolved_values(
    incident: Incident, row: Transition, resolution: Resolution, *, by: Actor, now: datetime
) -> dict[str, Any]:
    directly = ""
    if row.row == "T9":
        slug = resolution.code.slug if resolution.code else ""
        directly = _DIRECTLY_BY_CODE.get(slug, DirectResolution.FIRST_CONTACT)
        if by.is_system and by.cause == _PARENT_CAUSE:
            directly = DirectResolution.BY_PARENT
    return {
        "state": row.target,
        "resolution_code": resolution.code,
        "resolution_text": resolution.text,
        "resolution_evidence": resolution.evidence,
        "cause_category": resolution.cause_category,
        "resolved_by": by.user,
        "resolved_directly": directly,
        "acknowledged_at": incident.acknowledged_at or resolution.restored_at or now,
        "restored_at": resolution.restored_at or now,
        "resolved_at": now,
        **NO_HOLD,
        **NO_PLAN,
    }


_PARENT_CAUSE = "the parent incident was resolved"


def _resolve_children(resolution: Resolution, parent: Incident, *, by: Actor, now: datetime) -> None:
    """Resolve open children with the parent's explanation (LOG-11).

    A child on which somebody works is resolved in the actor's own right, as T8 has no row for the product.
    """
    product = the_product(_PARENT_CAUSE)
    for child in list(Incident.objects.open().filter(parent=parent).order_by("pk")):
        text = _("%(text)s (resolved with %(parent)s)") % {"text": resolution.text, "parent": parent.number}
        resolve(
            child,
            Resolution(
                resolution.code,
                text,
                resolution.evidence,
                cause_category=resolution.cause_category or parent.cause_category,
                children="resolve",
            ),
            by=by if child.state == State.IN_PROGRESS else product,
            now=now,
        )


def reopen(
    incident: Incident, *, reason: str, by: Actor, now: datetime, version: int | None = None
) -> Incident:
    """Take it up again: within the window after resolving (T10), exceptionally after closing (T14)."""
    with transaction.atomic():
        incident, row = step(incident, Action.REOPEN, by=by, version=version)
        reason = text.line("reason", reason, limit=500)
        refuse(guards.required(reason=reason))
        window, since = guards.REOPEN_WINDOW, incident.resolved_at
        if row.row == "T14":
            window, since = guards.EXCEPTIONAL_REOPEN_WINDOW, incident.closed_at
        if not guards.is_within(window, since, now):
            refuse({"reason": "window_over"})
        was_resolved_at = incident.resolved_at
        values = {
            "state": row.target,
            "reopen_count": incident.reopen_count + 1,
            "resolved_at": None,
            "restored_at": None,
            "closed_at": None,
            "resolution_evidence": "",
            "closure_evidence": "",
            "assignee": _owner_after_reopening(incident),
        }
        changes = change(
            incident,
            values,
            by=by,
            why=reason,
            now=now,
            then=lambda: follow_unsaved(incident, by=by, now=now),
        )
        facts = {"changes": changes, "reason": reason}
        tell(incident, Story.REOPENED, by=by, now=now, facts=facts, body=reason, is_public=True)
        withdraw_links(incident.number, now=now)
        notices.reopened(incident, reason, by=by, now=now)
        if is_desk(by) and not by.is_system and by.user.pk != incident.requester_id:
            _reopen_children(incident, was_resolved_at, reason, by=by, now=now)
    return incident


def _reopen_children(
    parent: Incident, resolved_at: datetime | None, reason: str, *, by: Actor, now: datetime
) -> None:
    """Take up again the children that were resolved together with their parent (LOG-11)."""
    why = _("%(parent)s was reopened: %(reason)s") % {"parent": parent.number, "reason": reason}
    together = Incident.objects.filter(state__in=(State.RESOLVED, State.CLOSED), resolved_at=resolved_at)
    carry(parent, lambda child: reopen(child, reason=why[:500], by=by, now=now), together, by=by, now=now)


def _owner_after_reopening(incident: Incident) -> Any:
    """Return the last assignee if still there, else the team's lead (T10)."""
    last = incident.assignee
    if last is not None and last.is_active and is_member(last, incident.team):
        return last
    if incident.team is None:
        return None
    lead = incident.team.memberships.filter(is_lead=True, user__is_active=True).select_related("user").first()
    return lead.user if lead else None


def close(
    incident: Incident, *, evidence: str, by: Actor, now: datetime, version: int | None = None
) -> Incident:
    """Close with evidence (T11), or silently when the time is over (T12); the record is locked from then on."""
    with transaction.atomic():
        incident, row = step(incident, Action.CLOSE, by=by, version=version)
        refuse(guards.required(evidence=evidence))
        is_silent = evidence == Evidence.SILENT
        if is_silent != (row.row == "T12"):
            refuse({"evidence": "not_public"})
        change(
            incident,
            {"state": row.target, "closed_at": now, "closure_evidence": evidence},
            by=by,
            why=f"closed: {Evidence(evidence).label}",
            now=now,
            then=lambda: follow_unsaved(incident, by=by, now=now),
        )
        tell(incident, Story.CLOSED, by=by, now=now, facts={"evidence": evidence}, is_public=True)
        withdraw_links(incident.number, now=now)
        notices.closed(incident, by=by, now=now)
    return incident


def refuse_unless_resolved(incident: Incident) -> None:
    """Refuse an answer to a resolution that has been withdrawn in the meantime."""
    if incident.state != State.RESOLVED:
        raise ValidationError(
            _("This is “%(state)s” now; there is nothing to confirm.")
            % {"state": incident.get_state_display()},
            "not_allowed_from_state",
        )
