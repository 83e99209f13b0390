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
from incidents.intake.heartbeats.models import Heartbeat
from incidents.intake.mail.models import IgnoreRule, Mailbox, MailMessage
from incidents.intake.models import Alert, Integration, Signal
from incidents.records.models import Affected, Incident, Link, Task, Watcher
from incidents.records.timeline_models import Attachment, Entry, NumberSequence
from incidents.sla.audit_models import AuditRun, Backtest
from incidents.sla.models import (
    Calendar,
    CalendarVersion,
    Clock,
    ClockSegment,
    ClockStep,
    ConfigurationStamp,
    EscalationStep,
    Policy,
    PolicyVersion,
    Target,
)
from incidents.sla.reapplication_models import Reapplication

__all__ = [
    "Affected",
    "Alert",
    "Attachment",
    "AuditRun",
    "Backtest",
    "Calendar",
    "CalendarVersion",
    "CancelReason",
    "Category",
    "CauseCategory",
    "Clock",
    "ClockSegment",
    "ClockStep",
    "ConfigurationStamp",
    "Entry",
    "EscalationStep",
    "Heartbeat",
    "HoldReason",
    "IgnoreRule",
    "Incident",
    "Integration",
    "LevelDefinition",
    "Link",
    "MailMessage",
    "Mailbox",
    "NumberSequence",
    "Policy",
    "PolicyVersion",
    "PriorityCell",
    "Reapplication",
    "ResolutionCode",
    "Service",
    "Signal",
    "Target",
    "Task",
    "Watcher",
]
