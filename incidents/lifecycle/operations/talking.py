"""Say something on an incident: public replies and work notes, and what a reply sets in motion (T5, T13)."""

from collections.abc import Mapping
from contextlib import suppress
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
from incidents.lifecycle.operations.stepping import MovedOnError, lock, lock_survivor
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
    written_to: Incident | None = None,
) -> Entry:
    """Write a public reply or a work note; `facts` are what a door knows beside the words, such as what they quote.

    The requester's reply ends a hold that waits for it (T5). On a closed incident a reply opens a follow-up (T13), on
    a merged one it lands at the survivor (LOG-13): the entry that comes back then belongs to that incident.
    `written_to` is the merged one, for doors that found the survivor themselves.
    """
    body = text.words("body", body.strip(), limit=50_000, required=True)
    require_writer(incident, kind, by)
    with suppress(MovedOnError), transaction.atomic():
        incident = lock(incident) if written_to is None else lock_survivor(written_to)
        if not incident.is_locked:
            return _say(incident, kind, body, facts, written_to, by=by, now=now)
        if incident.duplicate_of is None:
            return _comment_on_locked(incident, kind, body, by=by, now=now)
        # Gives the lock back: who merges takes the survivor's and this one in the other order.
        raise MovedOnError
    return _comment_on_merged(incident, kind, body, facts, by=by, now=now)


def _say(
    incident: Incident,
    kind: EntryKind,
    body: str,
    facts: Mapping[str, Any] | None,
    written_to: Incident | None,
    *,
    by: Actor,
    now: datetime,
) -> Entry:
    """Add the words to a locked incident, with all that follows from them."""
    came_from = written_to if written_to is not None and written_to.pk != incident.pk else None
    called = mentioned_in(body) if kind == EntryKind.WORK_NOTE else Mentioned()
    facts = {**(facts or {}), **_facts_of(called)}
    entry = say(incident, kind, body, by=by, now=now, facts=facts, came_from=came_from)
    if kind == EntryKind.PUBLIC:
        note_public_words(incident, by=by, now=now)
    _touch(incident, now=now)
    notices.replied(incident, body, by=by, now=now, is_public=kind == EntryKind.PUBLIC, but=called.readers)
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


def _comment_on_merged(
    incident: Incident,
    kind: EntryKind,
    body: str,
    facts: Mapping[str, Any] | None,
    *,
    by: Actor,
    now: datetime,
) -> Entry:
    """Let the requester's words land where the incident goes on; everybody else is told where that is."""
    with transaction.atomic():
        survivor = lock_survivor(incident)
        if survivor.pk == incident.pk:
            return comment(incident, kind, body, by=by, now=now, facts=facts)
        is_requesters = kind == EntryKind.PUBLIC and by.user.pk == incident.requester_id
        if is_requesters and not survivor.is_locked and may_write(survivor, by):
            return _say(survivor, kind, body, facts, incident, by=by, now=now)
        if is_requesters:
            return _comment_on_locked(incident, kind, body, by=by, now=now)
    sentence = _("%(number)s goes on as %(survivor)s. Write there.")
    told = {"number": incident.number, "survivor": survivor.number}
    raise ValidationError(sentence % told, "not_allowed_from_state")


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
