"""Gathers the models of the rooms for Django."""

from incidents.catalogue.models import (
    CancelReason,
    Category,
    CauseCategory,
    HoldReason,
    LevelDefinition,
    PriorityCell,
    ResolutionCode,
    Service,
)
from incidents.intake.models import Alert, Integration, Signal
from incidents.records.models import Affected, Incident, Link, Task, Watcher
from incidents.records.timeline_models import Attachment, Entry, NumberSequence

__all__ = [
    "Affected",
    "Alert",
    "Attachment",
    "CancelReason",
    "Category",
    "CauseCategory",
    "Entry",
    "HoldReason",
    "Incident",
    "Integration",
    "LevelDefinition",
    "Link",
    "NumberSequence",
    "PriorityCell",
    "ResolutionCode",
    "Service",
    "Signal",
    "Task",
    "Watcher",
]
