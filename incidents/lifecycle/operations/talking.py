"""Say something on an incident: public replies and work notes, and what a reply sets in motion (T5, T13)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import text
from accounts.actor import Actor
from accounts.people.queries import the_product
from incidents.catalogue.choices import HoldUntil
from incidents.lifecycle import notices
from incidents.lifecycle.mentions import Mentioned, mentioned_in
from incidents.lifecycle.operations.answering import note_public_words
from incidents.lifecycle.operations.moving import resume
from incidents.lifecycle.operations.opening import follow_up
from incidents.lifecycle.operations.stepping import lock
from incidents.records.choices import EntryKind, State
from incidents.records.models import Incident
from incidents.records.operations.relating import watch
from incidents.records.operations.saving import say
from incidents.records.queries import is_desk, may_write
from incidents.records.timeline_models import Entry
from incidents.sla.operations.following import follow


def comment(
    incident: Incident,
    kind: EntryKind,
    body: str,
    *,
    by: Actor,
    now: datetime,
    facts: Mapping[str, Any] | None = None,
) -> Entry:
    """Write a public reply or a work note; `facts` are what a door knows beside the words, such as what they quote.

    The requester's reply ends a hold that waits for it (T5). On a closed incident a reply opens a follow-up (T13):
    the entry that comes back then belongs to the new incident.
    """
    body = text.words("body", body.strip(), limit=50_000, required=True)
    require_writer(incident, kind, by)
    with transaction.atomic():
        incident = lock(incident)
        if incident.is_locked:
            return _comment_on_locked(incident, kind, body, by=by, now=now)
        called = mentioned_in(body) if kind == EntryKind.WORK_NOTE else Mentioned()
        entry = say(incident, kind, body, by=by, now=now, facts={**(facts or {}), **_facts_of(called)})
        if kind == EntryKind.PUBLIC:
            note_public_words(incident, by=by, now=now)
        _touch(incident, now=now)
        notices.replied(
            incident, body, by=by, now=now, is_public=kind == EntryKind.PUBLIC, but=called.readers
        )
        _call(incident, body, called, by=by, now=now)
        if kind == EntryKind.PUBLIC and _answers_the_hold(incident, by):
            resume(incident, by=the_product("the requester replied"), now=now)
        elif kind == EntryKind.PUBLIC:
            follow(incident, by=by, now=now)
    return entry


def _facts_of(called: Mentioned) -> dict[str, Any]:
    return {"mentions": [person.username for person in called.readers]} if called.readers else {}


def _call(incident: Incident, body: str, called: Mentioned, *, by: Actor, now: datetime) -> None:
    """Tell those whom a note calls on, once; who is called by name follows the incident from then on (INV-13)."""
    if not called.readers:
        return
    notices.mentioned(incident, body, called.readers, by=by, now=now)
    for person in called.people:
        if person.pk != by.user.pk:
            watch(incident, person, by=by, now=now)


def require_writer(incident: Incident, kind: EntryKind, by: Actor) -> None:
    """Refuse words of somebody who may only read; work notes are the desk's."""
    if kind == EntryKind.WORK_NOTE and not is_desk(by):
        raise PermissionDenied(_("Work notes are for staff."))
    if not may_write(incident, by):
        raise PermissionDenied(_("You may read this incident but not write to it."))


def _comment_on_locked(incident: Incident, kind: EntryKind, body: str, *, by: Actor, now: datetime) -> Entry:
    if kind == EntryKind.WORK_NOTE or by.user.pk != incident.requester_id:
        raise ValidationError(
            _("%(number)s is finished and cannot be written to. Log a new incident and link the two.")
            % {"number": incident.number},
            "not_allowed_from_state",
        )
    product = the_product("somebody replied to a closed incident")
    opened = follow_up(incident, body, by=by, product=product, now=now)
    return opened.entries.order_by("id")[0]


def _touch(incident: Incident, *, now: datetime) -> None:
    """Let lists and polls see that something was said; words are no change of the record, so the version stays."""
    Incident.objects.filter(pk=incident.pk).update(
        updated_at=now,
        answered_at=incident.answered_at,
        informed_at=incident.informed_at,
        unanswered_since=incident.unanswered_since,
    )


def _answers_the_hold(incident: Incident, by: Actor) -> bool:
    reason = incident.hold_reason
    return (
        incident.state == State.ON_HOLD
        and reason is not None
        and reason.waits_for == HoldUntil.REQUESTER
        and by.user.pk == incident.requester_id
    )
