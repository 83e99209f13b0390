"""Change what an incident says about itself; never its state (that is what the steps are for)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import text
from accounts.actor import Actor, require
from incidents.catalogue.queries import looked_up_priority
from incidents.lifecycle import guards, notices
from incidents.lifecycle.operations.moving import DESK_RIGHTS, check_assignee
from incidents.lifecycle.operations.stepping import check_set_back, check_times, lock, lock_all
from incidents.lifecycle.refusals import refuse, stale
from incidents.records.choices import State, Story
from incidents.records.models import Incident
from incidents.records.operations.saving import change, tell
from incidents.sla.operations.following import follow

EDITABLE = frozenset(
    {
        "title",
        "description",
        "service",
        "category",
        "impact",
        "urgency",
        "requester",
        "assignee",
        "parent",
        "occurred_at",
        "detected_at",
        "reported_at",
        "restored_at",
        "detected_by",
        "affected_count",
        "configuration_item",
        "location",
        "contact",
        "external_reference",
        "supplier",
        "supplier_reference",
        "next_step",
        "next_step_at",
    }
)
# What may still be put right on a finished record (CLO-06).
EDITABLE_WHEN_LOCKED = frozenset({"external_reference"})
_NEEDED_AFTER_TRIAGE = ("category", "service")


def change_details(
    incident: Incident,
    values: Mapping[str, Any],
    *,
    by: Actor,
    now: datetime,
    version: int | None = None,
    why: str = "",
    merge: bool = False,
) -> Incident:
    """Change the named fields; priority follows impact and urgency in the same transaction (CAT-14).

    With `version`, an older one is refused as stale; with `merge` only if somebody else changed the same fields.
    """
    require(by, *DESK_RIGHTS)
    unknown = set(values) - EDITABLE
    if unknown:
        raise PermissionDenied(_("These cannot be edited: %s.") % ", ".join(sorted(unknown)))
    values = {**values, **_cleaned_texts(values)}
    with transaction.atomic():
        if values.get("parent") is not None:
            # Two that shall be below each other are judged one after the other.
            lock_all([incident.pk, values["parent"].pk])
        incident = lock(incident)
        if version is not None and incident.version != version:
            _check_version(incident, values, version, merge=merge)
        check_details(incident, values, now=now, why=why)
        values = {**values, **_consequences(incident, values)}
        changes = change(incident, values, by=by, why=why or "details changed", now=now)
        if changes:
            follow(incident, by=by, now=now)
            tell(incident, Story.CHANGED, by=by, now=now, facts={"changes": changes, "reason": why})
            if "assignee" in {entry["field"] for entry in changes}:
                notices.assigned(incident, by=by, now=now)
            else:
                notices.changed(incident, [entry["field"] for entry in changes], by=by, now=now)
    return incident


_LINES = {
    "title": 200,
    "configuration_item": 120,
    "location": 120,
    "contact": 120,
    "external_reference": 120,
    "supplier_reference": 120,
    "next_step": 200,
}


def _cleaned_texts(values: Mapping[str, Any]) -> dict[str, str]:
    """Check every text once, whichever door it came through."""
    cleaned = {
        name: text.line(name, values[name], limit=limit, required=name == "title")
        for name, limit in _LINES.items()
        if name in values
    }
    if "description" in values:
        cleaned["description"] = text.words("description", values["description"], limit=50_000)
    return cleaned


def fields_changed_since(incident: Incident, version: int) -> set[str]:
    """Return the editable fields that differ between a version that was seen and now; all if it is unknown."""
    seen = incident.history.filter(version=version).order_by("-history_id").first()
    if seen is None:
        return set(EDITABLE)
    columns = {name: incident._meta.get_field(name).attname for name in EDITABLE}  # type: ignore[union-attr]
    return {name for name, column in columns.items() if getattr(seen, column) != getattr(incident, column)}


def _check_version(incident: Incident, values: Mapping[str, Any], version: int, *, merge: bool) -> None:
    if not merge or version > incident.version:
        raise stale(incident)
    if fields_changed_since(incident, version) & set(values):
        raise stale(incident)


def check_details(incident: Incident, values: Mapping[str, Any], *, now: datetime, why: str = "") -> None:
    """Refuse what a record in this state cannot say of itself."""
    if incident.is_locked and not set(values) <= EDITABLE_WHEN_LOCKED:
        raise ValidationError(
            _("%(number)s is finished; only the external reference can still be corrected.")
            % {"number": incident.number},
            "not_allowed_from_state",
        )
    for name in ("service", "category", "supplier"):
        entry = values.get(name)
        if entry is not None and entry.retired_at is not None and entry != getattr(incident, name):
            refuse({name: "retired"})
    if incident.state != State.NEW:
        refuse(guards.required(**{name: values[name] for name in _NEEDED_AFTER_TRIAGE if name in values}))
    if "assignee" in values:
        check_assignee(values["assignee"], incident.team)
    if values.get("parent") is not None:
        _check_parent(incident, values["parent"])
    given = {name: values[name] for name in guards.TIME_ORDER if name in values}
    never_empty = ["detected_at", "reported_at", "requester"]
    if incident.state == State.RESOLVED:
        never_empty.append("restored_at")
    refuse(guards.required(**{name: values[name] for name in never_empty if name in values}))
    if values.get("external_reference"):
        _check_reference(incident, values["external_reference"])
    told = {name: values.get(name, getattr(incident, name)) for name in ("supplier", "supplier_reference")}
    refuse(
        guards.supplier_refusals(
            has_supplier=told["supplier"] is not None, reference=told["supplier_reference"]
        )
    )
    _check_next_step(incident, values, now=now)
    if given:
        check_times(incident, given, now=now, confirmed=why)
    if "reported_at" in values and values["reported_at"] < incident.reported_at:
        check_set_back(incident.channel, values["reported_at"], recorded_at=incident.created_at)


def _check_next_step(incident: Incident, values: Mapping[str, Any], *, now: datetime) -> None:
    """Refuse a step without its moment, a moment that has passed, and a plan for what is finished (INV-15)."""
    if not {"next_step", "next_step_at"} & set(values):
        return
    told = {name: values.get(name, getattr(incident, name)) for name in ("next_step", "next_step_at")}
    refuse(dict.fromkeys(guards.naive_moments({"next_step_at": told["next_step_at"]}), "naive"))
    if not any(told.values()):
        return
    refuse(guards.required(**told))
    if not incident.is_open:
        raise ValidationError(_("Only open incidents have a next step."), "not_allowed_from_state")
    if values.get("next_step_at") is not None and values["next_step_at"] <= now:
        refuse({"next_step_at": "hold_in_past"})


def _check_reference(incident: Incident, reference: str) -> None:
    """Refuse a reference under which the same reporter logged another incident (LOG-10)."""
    others = Incident.objects.filter(reporter=incident.reporter_id, external_reference=reference)
    other = others.exclude(pk=incident.pk).first()
    if other is not None:
        sentence = _("%(number)s has this reference already.") % {"number": other.number}
        raise ValidationError({"external_reference": ValidationError(sentence, "conflict")})


def _check_parent(incident: Incident, parent: Incident) -> None:
    """Refuse a circle; only one level of children is allowed, so that decisions stay in sight."""
    is_child = Incident.objects.filter(pk=parent.pk, parent__isnull=False).exists()
    if parent.pk == incident.pk or is_child or incident.children.exists():
        raise ValidationError(
            {
                "parent": ValidationError(
                    _(
                        "Choose an incident that has no parent itself; an incident with children cannot get one."
                    ),
                    "guard_failed",
                )
            }
        )


def _consequences(incident: Incident, values: Mapping[str, Any]) -> dict[str, Any]:
    if "impact" not in values and "urgency" not in values:
        return {}
    impact, urgency = values.get("impact", incident.impact), values.get("urgency", incident.urgency)
    return {"priority": looked_up_priority(impact, urgency)}
