"""Heartbeats in the administration: how each stands, and the address to copy into the job."""

from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as now_in_words
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.actor import Actor
from accounts.admin_base import SignedAdmin
from accounts.admin_site import configures, register
from accounts.admin_steps import BRING_BACK, RETIRE, Step
from incidents.intake.heartbeats.choices import DownReason
from incidents.intake.heartbeats.models import ASKED, Heartbeat
from incidents.intake.heartbeats.operations.keeping import (
    bring_back,
    change_address,
    pause,
    resume,
    retire,
    save_heartbeat,
)
from incidents.intake.heartbeats.queries import ping_address


def _pause(row: Heartbeat, *, by: Actor, now: datetime, why: str) -> None:
    pause(row, by=by, now=now, why=why)


def _resume(row: Heartbeat, *, by: Actor, now: datetime, why: str) -> None:
    resume(row, by=by, now=now, why=why)


def _change_address(row: Heartbeat, *, by: Actor, now: datetime, why: str) -> None:
    change_address(row, by=by, now=now, why=why)


def _retire(row: Heartbeat, *, by: Actor, now: datetime, why: str) -> None:
    retire(row, by=by, now=now, why=why)


def _bring_back(row: Heartbeat, *, by: Actor, now: datetime, why: str) -> None:
    bring_back(row, by=by, now=now, why=why)


STEPS = (
    Step(
        "pause",
        _("Pause"),
        _("Nothing is expected of it until it is resumed. Pings are noted and may end what is open."),
        _("Paused: %(rows)s."),
        _pause,
        lambda row: row.paused_at is None and row.retired_at is None,
    ),
    Step(
        "resume",
        _("Resume"),
        _("Pings are expected again. The silence of the pause does not count."),
        _("Resumed: %(rows)s."),
        _resume,
        lambda row: row.paused_at is not None and row.retired_at is None,
    ),
    Step(
        "new-address",
        _("Give a new address"),
        _("The old address is unknown from now on: put the new one into the job."),
        _("New address: %(rows)s."),
        _change_address,
        lambda row: row.retired_at is None,
    ),
    replace(
        RETIRE,
        consequence=_(
            "Its address is unknown from now on, and nothing is expected of it. Its incidents stay."
        ),
        carry_out=_retire,
    ),
    replace(
        BRING_BACK,
        consequence=_("Its address takes pings again. The silence in between does not count."),
        carry_out=_bring_back,
    ),
)


@register(Heartbeat)
class HeartbeatAdmin(SignedAdmin):
    """Jobs that report by themselves (CH-14)."""

    steps = STEPS
    list_display = ("name", "state", "last_ping", "expected_at", "service", "rhythm", "place")
    list_filter: ClassVar[Any] = (
        ("down_since", admin.EmptyFieldListFilter),
        ("paused_at", admin.EmptyFieldListFilter),
        ("retired_at", admin.EmptyFieldListFilter),
    )
    list_select_related = ("service",)
    search_fields = ("name",)
    readonly_fields = ("state", "last_ping", "last_run", "last_body", "expected_at", "example")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return [(None, {"fields": ASKED}), *super().get_fieldsets(request, obj)[1:]]
        return [
            (None, {"fields": ASKED}),
            (_("How it stands"), {"fields": ("state", "last_ping", "last_run", "expected_at", "last_body")}),
            *([(_("What the job calls"), {"fields": ("example",)})] if configures(request) else []),
            *super().get_fieldsets(request, obj)[1:],
        ]

    def get_list_display(self, request: HttpRequest) -> Any:
        # As on the page of a row: who knows the address can ping in the job's name.
        shown = super().get_list_display(request)
        return shown if configures(request) else [name for name in shown if name != "place"]

    def save_row(self, row: Heartbeat, form: Any, *, by: Actor, why: str) -> None:
        save_heartbeat(row, by=by, now=clock.now(), why=why)

    @admin.display(description=_("state"), ordering="next_at")
    def state(self, row: Heartbeat) -> str:
        """Return how it stands, and why it is down."""
        standing = row.standing(clock.now()).label
        if not row.down_reason:
            return str(standing)
        return f"{standing}: {DownReason(row.down_reason).label}"

    @admin.display(description=_("last ping"), ordering="last_ping_at")
    def last_ping(self, row: Heartbeat) -> str:
        """Return when it was heard last, and what it said."""
        if row.last_ping_at is None:
            return "–"
        said = row.get_last_kind_display()
        code = "" if row.last_exit_code is None else f" ({row.last_exit_code})"
        return f"{date_format(localtime(row.last_ping_at), 'SHORT_DATETIME_FORMAT')}, {said}{code}"

    @admin.display(description=_("rhythm"))
    def rhythm(self, row: Heartbeat) -> str:
        """Return period and grace."""
        words = {"period": row.period_minutes, "grace": row.grace_minutes}
        return now_in_words("%(period)s min + %(grace)s min") % words

    @admin.display(description=_("length of the last run"))
    def last_run(self, row: Heartbeat) -> str:
        """Return how long it took from start to end."""
        if row.last_seconds is None:
            return "–"
        return now_in_words("%(seconds)s s") % {"seconds": row.last_seconds}

    @admin.display(description=_("address"))
    def place(self, row: Heartbeat) -> SafeString:
        """Return the address to ping."""
        return format_html("<code>{}</code>", ping_address(row))

    @admin.display(description=_("example"))
    def example(self, row: Heartbeat) -> SafeString:
        """Return commands to copy: when it is done; with its length and exit code."""
        call = f"curl -fsS -m 10 --retry 3 -o /dev/null {ping_address(row)}"
        return format_html('<pre class="commands">{}\n\n{}start\n./job\n{}$?</pre>', call, call, call)
