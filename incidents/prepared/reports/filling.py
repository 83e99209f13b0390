"""What a template puts into a report: only what was left empty."""

from collections.abc import Mapping
from typing import Any

from incidents.prepared.reports.models import ReportTemplate

_EMPTY: tuple[Any, ...] = (None, "", (), [])
# Members of a report by the columns of a template.
_COLUMNS = {
    "title": "title",
    "description": "text",
    "service": "service",
    "category": "category",
    "impact": "impact",
    "urgency": "urgency",
    "configuration_item": "configuration_item",
    "location": "location",
}


def given_by(template: ReportTemplate) -> dict[str, Any]:
    """Return what a template says, without what is not offered any more."""
    told = {name: getattr(template, column) for name, column in _COLUMNS.items()}
    return {
        name: value
        for name, value in told.items()
        if value not in _EMPTY and getattr(value, "retired_at", None) is None
    }


def filled(values: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a report with what was left empty filled in."""
    return {
        **values,
        **{name: value for name, value in given.items() if values.get(name) in _EMPTY},
    }
