"""Gathers the models of the rooms for Django."""

from incidents.catalogue.models import (
    CancelReason,
    Category,
    CauseCategory,
    CopiedField,
    HoldReason,
    LevelDefinition,
    PriorityCell,
    ResolutionCode,
    Service,
    Supplier,
)
from incidents.desk.models import FirstView, SavedView, WipLimit
from incidents.intake.changes.models import Change, Judgement
from incidents.intake.correlation.models import AlertGroup, CorrelationRule, Suggestion
from incidents.intake.heartbeats.models import Heartbeat
from incidents.intake.imports.models import ImportLot, ImportRun, Origin, RefusedRow
from incidents.intake.mail.models import IgnoreRule, Mailbox, MailMessage
from incidents.intake.maintenance.models import HeldAlert, MaintenanceWindow
from incidents.intake.models import Alert, Integration, Signal
from incidents.intake.storms.models import Storm
from incidents.prepared.macros.models import Macro
from incidents.prepared.reports.models import ReportTemplate
from incidents.prepared.texts.models import TextBlock
from incidents.records.models import Affected, Incident, Link, Watcher
from incidents.records.statement_models import ImpactStatement
from incidents.records.subscription_models import RoleSubscription, Subscription
from incidents.records.task_models import Task
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
    "CopiedField",
    "Change",
    "Clock",
    "ClockSegment",
    "ClockStep",
    "ConfigurationStamp",
    "CorrelationRule",
    "Entry",
    "EscalationStep",
    "FirstView",
    "Heartbeat",
    "HeldAlert",
    "HoldReason",
    "IgnoreRule",
    "ImpactStatement",
    "ImportLot",
    "ImportRun",
    "Incident",
    "Judgement",
    "Integration",
    "LevelDefinition",
    "Link",
    "Macro",
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
    "ReportTemplate",
    "ResolutionCode",
    "SavedView",
    "Service",
    "Signal",
    "Storm",
    "RoleSubscription",
    "Subscription",
    "Suggestion",
    "Supplier",
    "Target",
    "Task",
    "TextBlock",
    "Watcher",
    "WipLimit",
]
