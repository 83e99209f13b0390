"""Intake in the administration: integrations with keys that are shown once, and the log with replay and release."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.actor import Actor
from accounts.admin_base import ReadOnlyAdmin
from accounts.admin_site import configures, register
from accounts.admin_steps import BRING_BACK, RETIRE, Step, StepsAdmin
from accounts.choices import PersonKind
from accounts.people.models import User
from incidents.intake.choices import IntegrationKind, SignalState
from incidents.intake.mail.models import MailMessage
from incidents.intake.mail.operations.sorting import release
from incidents.intake.mapping_page import MappingPage
from incidents.intake.models import Integration, Signal
from incidents.intake.operations.emptying import gone_since
from incidents.intake.operations.keys import create_integration, rotate_key
from incidents.intake.operations.receiving import replay

_SHOWN_BODY = 20_000


def _give_new_key(integration: Integration, *, by: Actor, now: datetime, why: str) -> None:
    integration.new_key = rotate_key(integration, by=by, why=why)  # type: ignore[attr-defined]


NEW_KEY = Step(
    "new-key",
    _("Give a new key"),
    _("The old key opens nothing from now on. The new one is shown once, on the next page."),
    _("New key: %(rows)s."),
    _give_new_key,
    # A heartbeat has an address of its own, and is paused by itself.
    lambda integration: integration.retired_at is None and integration.kind != IntegrationKind.HEARTBEAT,
)
_RETIRE = replace(RETIRE, is_possible=NEW_KEY.is_possible)


def _replay(signal: Signal, *, by: Actor, now: datetime, why: str) -> None:
    replay(signal, by=by, now=now, why=why)


REPLAY = Step(
    "replay",
    _("Replay"),
    _("They are worked on again with the settings of today. What they did before they do not do again."),
    _("Worked on again: %(rows)s."),
    _replay,
    lambda signal: signal.state != SignalState.WAITING,
)


def _release(signal: Signal, *, by: Actor, now: datetime, why: str) -> None:
    release(signal, by=by, now=now, why=why)


RELEASE = Step(
    "release",
    _("Release"),
    _("It becomes an incident or a reply, as if no rule had held it. An unknown sender becomes a requester."),
    _("Released: %(rows)s."),
    _release,
    lambda signal: signal.state == SignalState.HELD,
)


@register(Integration)
class IntegrationAdmin(MappingPage):
    """Monitoring tools, what their alerts open, and their keys."""

    change_form_template = "admin/integration_form.html"
    steps = (_RETIRE, BRING_BACK, NEW_KEY)
    fixed_after_adding = ("kind",)
    list_display = ("name", "kind", "prefix", "service", "team", "may_resolve", "retired_at")
    list_filter: ClassVar[Any] = ("kind", ("retired_at", admin.EmptyFieldListFilter))
    list_select_related = ("service", "team")
    search_fields = ("name", "prefix")
    fields = (
        "name",
        "kind",
        "account",
        "service",
        "team",
        "critical_opens",
        "error_opens",
        "warning_opens",
        "info_opens",
        "may_resolve",
        "reopen_minutes",
        "flap_pairs",
        "flap_minutes",
        "quiet_minutes",
    )

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.mapping_view)
        return [path("<int:pk>/mapping/", view, name="incidents_integration_mapping"), *super().get_urls()]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "account":
            kwargs["queryset"] = User.objects.active().filter(kind=PersonKind.SERVICE)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "kind":
            # That of the heartbeats is made with the first of them.
            known = db_field.get_choices(include_blank=True)
            kwargs["choices"] = [choice for choice in known if choice[0] != IntegrationKind.HEARTBEAT]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def save_row(self, row: Integration, form: Any, *, by: Actor, why: str) -> None:
        if not row._state.adding:
            super().save_row(row, form, by=by, why=why)
            return
        asked = {name: form.cleaned_data[name] for name in self.fields}
        made, key = create_integration(
            asked.pop("kind"), asked.pop("name"), by=by, now=clock.now(), why=why, **asked
        )
        vars(row).update(vars(made), new_key=key)

    def response_add(
        self, request: HttpRequest, obj: Integration, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._keys_page(request, [obj])

    def take(
        self, request: HttpRequest, step: Step, rows: Sequence[Any], back: str, *, action: str = ""
    ) -> HttpResponse:
        answer = super().take(request, step, rows, back, action=action)
        changed = [row for row in rows if getattr(row, "new_key", "")]
        return self._keys_page(request, changed) if changed else answer

    def _keys_page(self, request: HttpRequest, integrations: Sequence[Integration]) -> HttpResponse:
        """Show keys on this page only; they are stored nowhere, not even in a message."""
        context = {
            **self.admin_site.each_context(request),
            "title": _("Key of the integration"),
            "opts": self.opts,
            "integrations": integrations,
        }
        answer = TemplateResponse(request, "admin/intake_keys.html", context)
        patch_cache_control(answer, private=True, no_store=True)
        return answer


@register(Signal)
class SignalAdmin(ReadOnlyAdmin, StepsAdmin):
    """The intake log: what came in as it came, and what became of it (CH-18)."""

    steps = (RELEASE, REPLAY)
    list_display = ("id", "source", "sender", "received_at", "state", "attempts", "short_outcome")
    list_filter = ("state", "subject", "integration", "mailbox")
    list_select_related = ("integration", "mailbox", "mail")
    search_fields = ("outcome", "rule_path", "mail__sender", "mail__message_id")
    fields = (
        "source",
        "subject",
        "sender",
        "received_at",
        "state",
        "outcome",
        "rule_path",
        "attempts",
        "due_at",
        "done_at",
        "emptied_at",
        "headers",
        "shown_body",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Signal]:
        # Bodies are up to half a megabyte each: a list of fifty must not fetch them.
        rows = super().get_queryset(request)
        return (
            rows
            if request.resolver_match and "object_id" in request.resolver_match.kwargs
            else rows.defer("body")
        )

    def may_take_steps(self, request: HttpRequest, row: Any = None) -> bool:
        return configures(request)

    @admin.display(description=_("outcome"))
    def short_outcome(self, signal: Signal) -> str:
        """Return the beginning of what became of it."""
        return signal.outcome[:120]

    @admin.display(description=_("source"))
    def source(self, signal: Signal) -> str:
        """Return the integration or mailbox it came by."""
        return str(signal.integration or signal.mailbox)

    @admin.display(description=_("sender"))
    def sender(self, signal: Signal) -> str:
        """Return who a message says it is from, and how often it came."""
        message: MailMessage | None = getattr(signal, "mail", None)
        if message is None:
            return "–"
        again = _now("came %(count)s times more") % {"count": message.copies} if message.copies else ""
        return ", ".join(part for part in (message.sender or "–", message.place, again) if part)

    @admin.display(description=_("body"))
    def shown_body(self, signal: Signal) -> str:
        """Return the body as text, cut.

        Of a message that was taken in nothing: configuring gives no right to read incidents (ROL-06).
        """
        if signal.mailbox_id is not None and signal.state == SignalState.DONE:
            return _now("Read it in the incident.")
        if signal.emptied_at is not None:
            return gone_since(signal)
        return bytes(signal.body[:_SHOWN_BODY]).decode("utf-8", "replace").replace("\x00", "\ufffd")
