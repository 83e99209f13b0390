"""Gathers the admin classes of the rooms for Django."""

from incidents.catalogue import admin as catalogue
from incidents.catalogue import matrix_admin
from incidents.intake import admin as intake
from incidents.intake.heartbeats import admin as heartbeats
from incidents.intake.mail import admin as mail
from incidents.records import admin as records
from incidents.sla import admin as sla
from incidents.sla import audit_admin, backtest_admin

__all__ = [
    "audit_admin",
    "backtest_admin",
    "catalogue",
    "heartbeats",
    "intake",
    "mail",
    "matrix_admin",
    "records",
    "sla",
]
