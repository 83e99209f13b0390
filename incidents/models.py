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
    Supplier,
)
from incidents.intake.changes.models import Change, Judgement
from incidents.intake.correlation.models import AlertGroup, CorrelationRule, Suggestion
from incidents.intake.heartbeats.models import Heartbeat
from incidents.intake.imports.models import ImportLot, ImportRun, Origin, RefusedRow
from incidents.intake.mail.models import IgnoreRule, Mailbox, MailMessage
from incidents.intake.maintenance.models import HeldAlert, MaintenanceWindow
from incidents.intake.models import Alert, Integration, Signal
from incidents.intake.storms.models import Storm
from incidents.records.models import Affected, Incident, Link, Task, Watcher
from incidents.records.subscription_models import RoleSubscription, Subscription
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
    "AlertGroup",
    "Attachment",
    "AuditRun",
    "Backtest",
    "Calendar",
    "CalendarVersion",
    "CancelReason",
    "Category",
    "CauseCategory",
    "Change",
    "Clock",
    "ClockSegment",
    "ClockStep",
    "ConfigurationStamp",
    "CorrelationRule",
    "Entry",
    "EscalationStep",
    "Heartbeat",
    "HeldAlert",
    "HoldReason",
    "IgnoreRule",
    "ImportLot",
    "ImportRun",
    "Incident",
    "Judgement",
    "Integration",
    "LevelDefinition",
    "Link",
    "MailMessage",
    "Mailbox",
    "MaintenanceWindow",
    "NumberSequence",
    "Origin",
    "Policy",
    "PolicyVersion",
    "PriorityCell",
    "Reapplication",
    "RefusedRow",
    "ResolutionCode",
    "Service",
    "Signal",
    "Storm",
    "RoleSubscription",
    "Subscription",
    "Suggestion",
    "Supplier",
    "Target",
    "Task",
    "Watcher",
]
