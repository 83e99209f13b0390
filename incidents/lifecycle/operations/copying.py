"""Log a copy of an incident, or a child of it, with the fields that an administrator chose (LOG-16)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.actor import Actor, require
from incidents.catalogue.choices import Copyable
from incidents.catalogue.queries import copied_fields
from incidents.lifecycle.operations.details import change_details
from incidents.lifecycle.operations.moving import DESK_RIGHTS
from incidents.lifecycle.operations.opening import Report, open_incident
from incidents.lifecycle.operations.stepping import lock
from incidents.records.choices import LinkKind
from incidents.records.models import Incident
from incidents.records.operations.relating import link


def copy(
    incident: Incident, *, as_child: bool = False, title: str = "", by: Actor, now: datetime
) -> Incident:
    """Log a new incident that begins like another one, and link the two, or set it below that one.

    Nothing of how the other one went is copied: no words, no clocks, no resolution. What is retired is left out.
    """
    require(by, *DESK_RIGHTS)
    with transaction.atomic():
        # A parent is locked before its children, as everywhere.
        incident = lock(incident)
        made = open_incident(_report(incident, title, as_child=as_child), by=by, now=now)
        if as_child:
            return change_details(
                made, {"parent": incident}, by=by, now=now, why=f"part of {incident.number}"
            )
        link(made, incident, LinkKind.RELATED, by=by, now=now)
    return made


def _report(incident: Incident, title: str, *, as_child: bool) -> Report:
    values: dict[str, Any] = {}
    for name in copied_fields(for_child=as_child):
        if name == Copyable.AFFECTED:
            values |= _affected(incident)
            continue
        value = getattr(incident, name)
        if name == Copyable.REQUESTER and not value.is_active:
            continue
        if getattr(value, "retired_at", None) is None:
            values[name] = value
    if title.strip():
        values["title"] = title
    return Report(**{"title": "", **values})


def _affected(incident: Incident) -> dict[str, Any]:
    rows = incident.affected.select_related("user", "team", "organisation").order_by("id")
    groups = [row for row in rows if row.user is None and row.target.retired_at is None]  # type: ignore[union-attr]
    return {
        "affected_users": [row.user for row in rows if row.user is not None],
        "affected_teams": [row.team for row in groups if row.team is not None],
        "affected_organisations": [row.organisation for row in groups if row.organisation is not None],
        "affected_count": incident.affected_count,
    }
