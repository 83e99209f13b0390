"""Working calendars and service level policies in the administration."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.actor import Actor
from accounts.admin_site import register
from accounts.admin_steps import BRING_BACK, RETIRE
from incidents.sla.forms import DAY_NAMES, CalendarForm, version_words
from incidents.sla.holidays_page import HolidaysPage
from incidents.sla.models import Calendar, Policy, PolicyVersion
from incidents.sla.operations.configuring import (
    bring_back_calendar,
    bring_back_policy,
    retire_calendar,
    retire_policy,
    save_calendar,
    save_policy,
)
from incidents.sla.order_page import OrderPage
from incidents.sla.policy_forms import PolicyForm
from incidents.sla.policy_words import policy_words
from incidents.sla.reapply_page import ReapplyPage

_WORDS = ("name", "slug", "description")


@register(Calendar)
class CalendarAdmin(HolidaysPage, ReapplyPage):
    """Hours, holidays and special days, with a look at the next two weeks (SLA-03, SLA-26)."""

    form = CalendarForm
    pages = ("holidays", "reapply")
    change_form_template = "admin/calendar_form.html"
    steps = (
        replace(RETIRE, carry_out=retire_calendar),
        replace(BRING_BACK, carry_out=bring_back_calendar),
    )
    fieldsets = (
        (None, {"fields": _WORDS}),
        (_("Weekly hours"), {"fields": ("zone", "always", *DAY_NAMES)}),
        (_("Exceptions"), {"fields": ("holidays", "special")}),
    )
    list_display = ("name", "slug", "description", "is_offered")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        # Who may only look sees the hours in the versions; fields that stand in no column cannot be shown read-only.
        fieldsets = super().get_fieldsets(request, obj)
        return fieldsets if self.has_change_permission(request, obj) else fieldsets[:1]

    def save_row(self, row: Calendar, form: Any, *, by: Actor, why: str) -> None:
        save_calendar(row, form.definition(), by=by, now=clock.now(), why=why)

    def words(self, version: Any) -> Mapping[str, str]:
        return version_words(version)


@register(Policy)
class PolicyAdmin(OrderPage, ReapplyPage):
    """Conditions, targets and escalation of each promise, in the order in which they are tried (SLA-01)."""

    form = PolicyForm
    pages = ("reapply",)
    change_form_template = "admin/policy_form.html"
    change_list_template = "admin/policy_list.html"
    fixed_after_adding = ("slug", "covers")
    steps = (
        replace(
            RETIRE,
            carry_out=retire_policy,
            consequence=_("It applies to no incident any more. Clocks that run keep what was promised."),
        ),
        replace(
            BRING_BACK,
            carry_out=bring_back_policy,
            consequence=_("It applies to incidents from now on again."),
        ),
    )
    fieldsets = (
        (None, {"fields": (*_WORDS, "position", "covers")}),
        (
            _("It applies to"),
            {"fields": ("priorities", "services", "organisations", "teams", "majors")},
        ),
        (_("Time that counts"), {"fields": ("calendar", "follows_service")}),
        (_("Rules"), {"fields": ("stops_on", "update_mode", "close_after_days")}),
    )
    list_display = ("name", "slug", "covers", "position", "is_offered")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        return fieldsets if self.has_change_permission(request, obj) else fieldsets[:1]

    def save_row(self, row: Policy, form: Any, *, by: Actor, why: str) -> None:
        save_policy(row, form.terms(), by=by, now=clock.now(), why=why)

    def parts(self, versions: Any) -> Any:
        return versions.select_related("calendar").prefetch_related(
            "targets", "steps__reassign_to", "steps__webhook", "services", "organisations", "teams"
        )

    def words(self, version: PolicyVersion) -> Mapping[str, str]:
        return policy_words(version)
