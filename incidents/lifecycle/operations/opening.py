"""Log an incident: T1, and T13 when somebody writes to a closed one."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import text
from accounts.actor import Actor
from accounts.choices import Channel, Right
from accounts.history import save_as
from accounts.people.models import Organisation, Team, User
from incidents.catalogue.choices import Level
from incidents.catalogue.models import Category, Service, Supplier
from incidents.catalogue.queries import looked_up_priority
from incidents.lifecycle import guards, notices
from incidents.lifecycle.operations.stepping import check_set_back, check_times
from incidents.lifecycle.refusals import refuse
from incidents.records.choices import DetectedBy, LinkKind, State, Story
from incidents.records.models import Affected, Incident, Link
from incidents.records.numbering import next_number
from incidents.records.operations.saving import as_fact, tell
from incidents.sla.operations.following import follow_new


@dataclass(frozen=True, slots=True)
class Report:
    """What is known when an incident is logged; only the title is needed (T1)."""

    title: str
    description: str = ""
    requester: User | None = None
    service: Service | None = None
    category: Category | None = None
    impact: str = Level.MEDIUM
    urgency: str = Level.MEDIUM
    channel: str = ""
    detected_by: str = ""
    occurred_at: datetime | None = None
    detected_at: datetime | None = None
    reported_at: datetime | None = None
    external_reference: str = ""
    supplier: Supplier | None = None
    supplier_reference: str = ""
    affected_count: int | None = None
    affected_users: Sequence[User] = ()
    affected_teams: Sequence[Team] = ()
    affected_organisations: Sequence[Organisation] = ()
    configuration_item: str = ""
    location: str = ""
    contact: str = ""


# What a report names as affected, with the column of each.
_AFFECTED = {"affected_users": "user", "affected_teams": "team", "affected_organisations": "organisation"}
_EMPTY: tuple[Any, ...] = (None, "", (), [])
# T1: everybody reports for themselves; for others only these.
_OPENERS = (Right.AGENT, Right.INTEGRATE)


def open_incident(
    report: Report, *, by: Actor, now: datetime, follows: Incident | None = None, is_quiet: bool = False
) -> Incident:
    """Log an incident (T1), or one that follows a closed one (T13); a quiet one is not acknowledged by mail (CH-05).

    With an external reference the call is idempotent (LOG-10): the same report answers with the first incident,
    another report under the same reference is refused with the code "conflict".
    """
    report = _completed(report, by=by, now=now)
    digest = _digest(report)
    if report.external_reference:
        earlier = _earlier(report, digest, by=by)
        if earlier is not None:
            return earlier
    try:
        with transaction.atomic():
            return _open(report, digest, follows, by=by, now=now, is_quiet=is_quiet)
    except IntegrityError:
        # Two calls with one reference at the same moment: the constraint judged, the loser answers with the winner's.
        earlier = _earlier(report, digest, by=by) if report.external_reference else None
        if earlier is None:
            raise
        return earlier


def _completed(report: Report, *, by: Actor, now: datetime) -> Report:
    """Fill in what follows from the actor and the moment; refuse what the actor may not say."""
    report = _cleaned(report)
    requester = report.requester or by.user
    on_behalf = requester.pk != by.user.pk
    if on_behalf and not (by.is_system or any(by.may(right) for right in _OPENERS)):
        raise PermissionDenied(_("You may report for yourself only."))
    for field in ("service", "category", "supplier"):
        entry = getattr(report, field)
        if entry is not None and entry.retired_at is not None:
            refuse({field: "retired"})
    refuse(
        guards.supplier_refusals(
            has_supplier=report.supplier is not None, reference=report.supplier_reference
        )
    )
    for field in ("affected_teams", "affected_organisations"):
        if any(group.retired_at is not None for group in getattr(report, field)):
            refuse({field: "retired"})
    if not requester.is_active:
        refuse({"requester": "inactive"})
    reported_at = report.reported_at or now
    return replace(
        report,
        requester=requester,
        channel=report.channel or by.channel,
        detected_by=report.detected_by or _first_to_notice(report, by, on_behalf=on_behalf),
        reported_at=reported_at,
        detected_at=report.detected_at or reported_at,
    )


def _cleaned(report: Report) -> Report:
    """Check every text once, whichever door it came through."""
    lines: dict[str, Any] = {
        name: text.line(name, getattr(report, name), limit=120)
        for name in ("external_reference", "supplier_reference", "configuration_item", "location", "contact")
    }
    return replace(
        report,
        title=text.line("title", report.title, limit=200, required=True),
        description=text.words("description", report.description, limit=50_000),
        **lines,
    )


def _first_to_notice(report: Report, by: Actor, *, on_behalf: bool) -> str:
    if report.supplier is not None:
        return DetectedBy.SUPPLIER
    if by.channel == Channel.MONITORING:
        return DetectedBy.MONITORING
    return DetectedBy.SUPPORT_STAFF if by.user.is_staff_member and not on_behalf else DetectedBy.USER


def _digest(report: Report) -> str:
    """Return a fingerprint of the report without the moments that differ between two equal calls."""
    told = {
        field.name: [as_fact(row) for row in value] if field.name in _AFFECTED else as_fact(value)
        for field in fields(report)
        # What is empty stays out, so that a member that reports gain one day leaves old fingerprints as they are.
        if (value := getattr(report, field.name)) not in _EMPTY
        and field.name not in ("reported_at", "detected_at")
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _earlier(report: Report, digest: str, *, by: Actor) -> Incident | None:
    earlier = (
        Incident.objects.with_people()
        .filter(reporter=by.user, external_reference=report.external_reference)
        .first()
    )
    if earlier is not None and earlier.opened_with != digest:
        raise ValidationError(
            {
                "external_reference": ValidationError(
                    _("%(number)s has this reference, with other content.") % {"number": earlier.number},
                    "conflict",
                )
            }
        )
    return earlier


def _open(
    report: Report, digest: str, follows: Incident | None, *, by: Actor, now: datetime, is_quiet: bool
) -> Incident:
    values = {
        field.name: getattr(report, field.name) for field in fields(report) if field.name not in _AFFECTED
    }
    incident = Incident(
        **values,
        number=next_number(),
        reporter=by.user,
        priority=looked_up_priority(report.impact, report.urgency),
        opened_with=digest if report.external_reference else "",
        created_at=now,
        updated_at=now,
    )
    check_times(
        incident, {name: values[name] for name in ("occurred_at", "detected_at", "reported_at")}, now=now
    )
    check_set_back(incident.channel, incident.reported_at, recorded_at=now)
    minutes = guards.minutes_before(incident.reported_at, now)
    why = f"logged; reported {minutes} minutes before" if minutes else "logged"
    save_as(incident, by=by, why=why, at=now)
    for field, column in _AFFECTED.items():
        for target in dict.fromkeys(getattr(report, field)):
            row = Affected(incident=incident, **{column: target})
            save_as(row, by=by, why="affected from the start")
    follow_new(incident, by=by, now=now)
    facts = {"reported_at": as_fact(incident.reported_at), "minutes": minutes} if minutes else None
    tell(
        incident, Story.OPENED, by=by, now=now, facts=facts, is_public=True, happened_at=incident.reported_at
    )
    notices.opened(incident, by=by, now=now, follows=follows, is_quiet=is_quiet)
    return incident


def follow_up(closed: Incident, words: str, *, by: Actor, product: Actor, now: datetime) -> Incident:
    """Open a new incident for words that reached a closed one, linked to it (T13)."""
    if closed.state not in (State.CLOSED, State.CANCELLED):
        raise ValueError(f"{closed.number} is not closed")
    report = Report(
        title=closed.title,
        description=words,
        requester=by.user,
        service=closed.service if closed.service and closed.service.retired_at is None else None,
        category=closed.category if closed.category and closed.category.retired_at is None else None,
        channel=by.channel,
        detected_by=DetectedBy.USER,
    )
    with transaction.atomic():
        incident = open_incident(report, by=by, now=now, follows=closed)
        link = Link(source=incident, target=closed, kind=LinkKind.FOLLOW_UP, created_at=now)
        save_as(link, by=product, why="reply to a closed incident")
        tell(
            closed, Story.FOLLOWED_UP, by=product, now=now, facts={"number": incident.number}, is_public=True
        )
    return incident
