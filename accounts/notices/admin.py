"""Messages in the administration: what was owed to whom and how far it came, never what it says.

Texts and links are left out: configuring gives no right to read incidents (ROL-06), and some links act for somebody.
"""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.admin_base import ReadOnlyAdmin
from accounts.admin_site import configures, register
from accounts.admin_steps import Step, StepsAdmin
from accounts.notices.choices import DeliveryState
from accounts.notices.models import Delivery, Event, Notice
from accounts.notices.operations.delivering import send_again


def _send_again(delivery: Delivery, *, by: Actor, now: datetime, why: str) -> None:
    send_again(delivery, by=by, now=now)


SEND_AGAIN = Step(
    "send-again",
    _("Send again"),
    _("The message goes to the address that its recipient has now."),
    _("Sent again: %(rows)s."),
    _send_again,
    lambda row: row.state == DeliveryState.FAILED,
)


@register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin, StepsAdmin):
    """The outbox; what failed can be sent again."""

    steps = (SEND_AGAIN,)
    list_display = ("address", "about", "kind", "state", "attempts", "due_at", "sent_at", "problem")
    list_filter = ("state", "way")
    list_select_related = ("notice__event",)
    search_fields = ("address", "notice__event__about")
    fields = (
        "way",
        "address",
        "about",
        "kind",
        "state",
        "attempts",
        "due_at",
        "claimed_until",
        "sent_at",
        "problem",
    )
    readonly_fields = ("about", "kind")

    def may_take_steps(self, request: HttpRequest, row: Any = None) -> bool:
        """Sending again changes no configuration row, so it needs the right alone."""
        return configures(request)

    @admin.display(description=_("about"), ordering="notice__event__about")
    def about(self, row: Delivery) -> str:
        """Name the record that the message speaks of."""
        return row.notice.event.about

    @admin.display(description=_("event"), ordering="notice__event__kind")
    def kind(self, row: Delivery) -> str:
        """Name what happened."""
        return row.notice.event.kind


@register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    """Who was told of what, and whether it was read."""

    list_display = ("recipient", "event", "created_at", "read_at")
    list_select_related = ("recipient", "event")
    search_fields = ("recipient__username", "event__about")
    fields = ("recipient", "event", "created_at", "read_at")


@register(Event)
class EventAdmin(ReadOnlyAdmin):
    """The feed of what happened, without its facts."""

    list_display = ("id", "kind", "about", "actor", "occurred_at")
    list_select_related = ("actor",)
    search_fields = ("about", "kind")
    fields = ("kind", "about", "actor", "occurred_at")
