"""Gathers the admin classes of the rooms for Django."""

from incidents.catalogue import admin as catalogue
from incidents.catalogue import matrix_admin
from incidents.desk import admin as desk
from incidents.intake import admin as intake
from incidents.intake.changes import admin as changes
from incidents.intake.correlation import admin as correlation
from incidents.intake.heartbeats import admin as heartbeats
from incidents.intake.imports import admin as imports
from incidents.intake.mail import admin as mail
from incidents.intake.maintenance import admin as maintenance
from incidents.prepared.macros import admin as macros
from incidents.prepared.reports import admin as reports
from incidents.prepared.texts import admin as texts
from incidents.records import admin as records
from incidents.sla import admin as sla
from incidents.sla import audit_admin, backtest_admin

__all__ = [
    "audit_admin",
    "backtest_admin",
    "catalogue",
    "changes",
    "correlation",
    "desk",
    "heartbeats",
    "imports",
    "intake",
    "macros",
    "mail",
    "maintenance",
    "matrix_admin",
    "records",
    "reports",
    "sla",
    "texts",
]
