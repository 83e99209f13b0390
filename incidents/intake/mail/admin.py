"""Mailboxes and the ignore list in the administration."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.timezone import localtime
from django.utils.translation import gettext as now_in_words
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.actor import Actor
from accounts.admin_base import ReadOnlyAdmin, RetirableAdmin, SignedAdmin
from accounts.admin_site import configures, register
from accounts.admin_steps import Step, StepsAdmin
from incidents.intake.mail.choices import SignIn
from incidents.intake.mail.models import IgnoreRule, Mailbox, Secret, Unstored
from incidents.intake.mail.operations.configuring import ASKED, save_ignore_rule, save_mailbox
from incidents.intake.mail.operations.leaving import try_again

# In a list; a row of it is read at a glance.
_SHOWN = 120


@register(Mailbox)
class MailboxAdmin(RetirableAdmin):
    """Where mail comes in; the password stands in the environment, and the page says under which name."""

    fields: ClassVar[Any] = ("slug", *ASKED, "password_place", "polled_at", "failed_at", "problem")
    readonly_fields = ("password_place", "polled_at", "failed_at", "problem")
    fixed_after_adding = ("slug",)
    prepopulated_fields = {"slug": ("name",)}
    list_display = ("name", "condition", "address", "is_offered")
    search_fields = ("name", "address")

    def save_row(self, row: Mailbox, form: Any, *, by: Actor, why: str) -> None:
        save_mailbox(row, by=by, now=clock.now(), why=why)

    @admin.display(description=_("how it goes"))
    def condition(self, box: Mailbox) -> str:
        """Return how the last look ended; the reason of a failure is cut, the page has the whole."""
        if not box.host:
            return now_in_words("A mail server hands its mail over")
        if box.is_failing:
            told = {"when": _written(box.failed_at), "problem": Truncator(box.problem).chars(_SHOWN)}
            return now_in_words("Failed on %(when)s: %(problem)s") % told
        if box.polled_at is None:
            return now_in_words("Not fetched yet")
        words = (
            now_in_words("Late, last fetched on %s")
            if box.is_late(clock.now())
            else now_in_words("Fetched on %s")
        )
        return words % _written(box.polled_at)

    @admin.display(description=_("secrets"))
    def password_place(self, box: Mailbox) -> str:
        """Return where the secrets are expected, never what they are."""
        if box.sign_in == SignIn.OAUTH2:
            words = now_in_words(
                "In the worker's environment variables %(client)s and, if the mailbox belongs to a person, %(token)s"
            )
            names = {
                "client": _variable(box, "IMAP_CLIENT_SECRET"),
                "token": _variable(box, "IMAP_REFRESH_TOKEN"),
            }
            return words % names
        return now_in_words("In the worker's environment variable %s") % _variable(box, "IMAP_PASSWORD")


def _written(moment: datetime | None) -> str:
    return date_format(localtime(moment), "SHORT_DATETIME_FORMAT") if moment else "–"


def _variable(box: Mailbox, secret: Secret) -> str:
    return box.variable_of(secret) if box.slug else f"{secret}_…"


def _try_again(row: Unstored, *, by: Actor, now: datetime, why: str) -> None:
    try_again(row, by=by, now=now, why=why)


TRY_AGAIN = Step(
    "try-again",
    _("Try again"),
    _("The next look into the mailbox tries to store it, as if for the first time."),
    _("Tried again: %(rows)s."),
    _try_again,
)


@register(Unstored)
class UnstoredAdmin(ReadOnlyAdmin, StepsAdmin):
    """Messages that stay on their server because they could not be stored, with the reason (E49)."""

    steps = (TRY_AGAIN,)
    list_display = ("place", "short_problem", "mailbox", "failed_at")
    list_filter = ("mailbox",)
    list_select_related = ("mailbox",)
    fields = ("mailbox", "place", "size", "attempts", "failed_at", "problem")

    @admin.display(description=_("reason"))
    def short_problem(self, row: Unstored) -> str:
        """Return why it could not be stored, cut."""
        return Truncator(row.problem).chars(_SHOWN)

    def may_take_steps(self, request: HttpRequest, row: Any = None) -> bool:
        return configures(request)


@register(IgnoreRule)
class IgnoreRuleAdmin(SignedAdmin):
    """Whose mail goes to quarantine at once (CH-21)."""

    fields = ("looks_at", "pattern")
    list_display = ("pattern", "looks_at", "created_at")
    list_filter = ("looks_at",)
    search_fields = ("pattern",)

    def save_row(self, row: IgnoreRule, form: Any, *, by: Actor, why: str) -> None:
        save_ignore_rule(row, by=by, now=clock.now(), why=why)
