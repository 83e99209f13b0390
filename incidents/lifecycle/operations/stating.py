"""Say what an incident means for people, anew each time that changes (INV-10)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import text
from accounts.actor import Actor, require
from accounts.choices import Right
from incidents.lifecycle import guards
from incidents.lifecycle.operations.moving import DESK_RIGHTS
from incidents.lifecycle.operations.stepping import lock
from incidents.lifecycle.refusals import refuse
from incidents.records.choices import Story
from incidents.records.models import Incident
from incidents.records.operations.saving import as_fact, change, tell
from incidents.records.statement_models import ImpactStatement

LONGEST = 5_000


def state_impact(
    incident: Incident,
    *,
    what: str,
    since: datetime | None = None,
    how_many: int | None = None,
    by: Actor,
    now: datetime,
    version: int | None = None,
) -> ImpactStatement:
    """Add a statement; the incident shows the newest, and saying the same again adds nothing."""
    require(by, *DESK_RIGHTS, Right.MAJOR_INCIDENT_MANAGER)
    what = text.words("what", what.strip(), limit=LONGEST, required=True)
    refuse(dict.fromkeys(guards.naive_moments({"since": since}), "naive"))
    refuse(dict.fromkeys(guards.future_moments({"since": since}, now), "future"))
    with transaction.atomic():
        incident = lock(incident, version=version)
        if incident.is_locked:
            raise ValidationError(_("The incident is finished."), "not_allowed_from_state")
        last = ImpactStatement.objects.filter(incident=incident).first()
        if last is not None and (last.what, last.since, last.how_many) == (what, since, how_many):
            return last
        row = keep_statement(incident, what, since=since, how_many=how_many, by=by, now=now)
        values = {"impact_statement": what} | ({} if how_many is None else {"affected_count": how_many})
        changes = change(incident, values, by=by, why="impact stated", now=now)
        facts = {"changes": changes, "position": row.position, "since": as_fact(since), "people": how_many}
        tell(incident, Story.IMPACT_STATED, by=by, now=now, facts=facts, body=what)
    return row


def keep_statement(
    incident: Incident,
    what: str,
    *,
    since: datetime | None = None,
    how_many: int | None = None,
    by: Actor,
    now: datetime,
) -> ImpactStatement:
    """Keep a statement behind the earlier ones of a locked incident."""
    last = ImpactStatement.objects.filter(incident=incident).values_list("position", flat=True).first() or 0
    return ImpactStatement.objects.create(
        incident=incident,
        position=last + 1,
        what=what,
        since=since,
        how_many=how_many,
        author=by.user,
        author_name=by.user.display_name,
        stated_at=now,
    )
