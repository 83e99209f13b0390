"""Mailboxes and the ignore list in the administration."""

from typing import Any, ClassVar

from django.contrib import admin
from django.utils.translation import gettext as now_in_words
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.actor import Actor
from accounts.admin_base import RetirableAdmin, SignedAdmin
from accounts.admin_site import register
from incidents.intake.mail.models import IgnoreRule, Mailbox
from incidents.intake.mail.operations.configuring import ASKED, save_ignore_rule, save_mailbox


@register(Mailbox)
class MailboxAdmin(RetirableAdmin):
    """Where mail comes in; the password stands in the environment, and the page says under which name."""

    fields: ClassVar[Any] = ("slug", *ASKED, "password_place", "polled_at", "failed_at", "problem")
    readonly_fields = ("password_place", "polled_at", "failed_at", "problem")
    fixed_after_adding = ("slug",)
    prepopulated_fields = {"slug": ("name",)}
    list_display = ("name", "address", "host", "polled_at", "failed_at", "problem", "is_offered")
    search_fields = ("name", "address")

    def save_row(self, row: Mailbox, form: Any, *, by: Actor, why: str) -> None:
        save_mailbox(row, by=by, now=clock.now(), why=why)

    @admin.display(description=_("password"))
    def password_place(self, box: Mailbox) -> str:
        """Return where the password is expected, never what it is."""
        name = box.password_variable if box.slug else "IMAP_PASSWORD_…"
        return now_in_words("In the worker's environment variable %s") % name


@register(IgnoreRule)
class IgnoreRuleAdmin(SignedAdmin):
    """Whose mail goes to quarantine at once (CH-21)."""

    fields = ("looks_at", "pattern")
    list_display = ("pattern", "looks_at", "created_at")
    list_filter = ("looks_at",)
    search_fields = ("pattern",)

    def save_row(self, row: IgnoreRule, form: Any, *, by: Actor, why: str) -> None:
        save_ignore_rule(row, by=by, now=clock.now(), why=why)
