"""Hold a change against an incident, or no longer; the timeline and the history keep who did (INV-07)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor, require
from accounts.history import delete_as, save_as
from incidents.intake.changes.choices import Verdict
from incidents.intake.changes.models import Change, Judgement
from incidents.lifecycle.operations.moving import DESK_RIGHTS
from incidents.records.choices import Story
from incidents.records.models import Incident
from incidents.records.operations.saving import as_fact, tell

_STORIES = {Verdict.SUSPECT: Story.CHANGE_SUSPECTED, Verdict.CAUSE: Story.CHANGE_IS_CAUSE}


def judge(incident: Incident, change: Change, verdict: Verdict, *, by: Actor, now: datetime) -> Judgement:
    """Mark a change as suspect or as a cause; the same verdict twice changes nothing."""
    require(by, *DESK_RIGHTS)
    with transaction.atomic():
        incident, row = _held(incident, change)
        if row is not None and row.verdict == verdict:
            return row
        if row is None:
            row = Judgement(incident=incident, change=change)
        row.verdict, row.judged_by, row.judged_at = verdict, by.user, now
        save_as(row, by=by, why=f"change is {verdict}", at=now)
        _tell(incident, change, _STORIES[verdict], by=by, now=now)
    return row


def withdraw(incident: Incident, change: Change, *, by: Actor, now: datetime) -> None:
    """Take a verdict back; without one nothing changes."""
    require(by, *DESK_RIGHTS)
    with transaction.atomic():
        incident, row = _held(incident, change)
        if row is None:
            return
        delete_as(row, by=by, why="verdict taken back")
        _tell(incident, change, Story.CHANGE_CLEARED, by=by, now=now)


def _held(incident: Incident, change: Change) -> tuple[Incident, Judgement | None]:
    """Lock the incident, so that of two who judge at once the second sees what the first said."""
    incident = Incident.objects.locked(incident.pk)
    if incident.is_locked:
        raise ValidationError(_("The incident is finished."), "not_allowed_from_state")
    return incident, Judgement.objects.filter(incident=incident, change=change).first()


def _tell(incident: Incident, change: Change, story: Story, *, by: Actor, now: datetime) -> None:
    facts = {
        "change": change.pk,
        "title": change.title,
        "service": change.service.slug if change.service else None,
        "change_happened_at": as_fact(change.happened_at),
    }
    tell(incident, story, by=by, now=now, facts=facts)
