"""Web-hooks in the administration: keep them, test them, change the secret, see how calls went, send them again.

Bodies are left out: configuring gives no right to read incidents (ROL-06).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.actor import Actor
from accounts.admin_base import ReadOnlyAdmin, SignedAdmin
from accounts.admin_forms import ReasonForm, SignedForm
from accounts.admin_site import configures, register
from accounts.admin_steps import Step, StepsAdmin
from accounts.choices import PersonKind
from accounts.moment_field import MomentField
from accounts.notices.choices import DeliveryState
from accounts.people.models import User
from accounts.webhooks.models import Attempt, Call, Webhook
from accounts.webhooks.operations.keeping import FIELDS, change_webhook, make_webhook, rotate_secret
from accounts.webhooks.operations.owing import owe_test
from accounts.webhooks.operations.replaying import replay, send_again
from accounts.webhooks.subjects import known_kinds


def _test(webhook: Webhook, *, by: Actor, now: datetime, why: str) -> None:
    owe_test(webhook, by=by, now=now)


def _send_again(call: Call, *, by: Actor, now: datetime, why: str) -> None:
    send_again(call, by=by, now=now)


def _rotate(webhook: Webhook, *, by: Actor, now: datetime, why: str) -> None:
    webhook.new_secret = rotate_secret(webhook, by=by, now=now, why=why)  # type: ignore[attr-defined]


class SpanForm(ReasonForm):
    """A span of time."""

    since = MomentField(label=_("Since"))
    until = MomentField(label=_("Until"), required=False, help_text=_("Empty means now."))
    field_order = ("since", "until", "reason")


def _replay(
    webhook: Webhook, *, by: Actor, now: datetime, why: str, since: datetime, until: datetime | None
) -> None:
    if not replay(webhook, since, until or now, by=by, now=now):
        sentence = _("Nothing that this web-hook wants to know happened in this span.")
        raise ValidationError({"since": ValidationError(sentence, "guard_failed")})


TEST = Step(
    "test",
    _("Send a test"),
    _("A call that says that it is a test goes out at once; “Calls of web-hooks” shows how it went."),
    _("A test is on its way: %(rows)s."),
    _test,
    lambda row: row.is_active,
)
ROTATE = Step(
    "rotate",
    _("Change the secret"),
    _("The new secret is shown once. For 24 hours calls are signed with both, then with the new one only."),
    _("Secret changed: %(rows)s."),
    _rotate,
)
REPLAY = Step(
    "replay",
    _("Replay a span of time"),
    _("All that happened in the span goes out once more, and what was never sent: at most 1,000 events."),
    _("On its way again: %(rows)s. “Calls of web-hooks” shows how it goes."),
    _replay,
    lambda row: row.is_active,
    SpanForm,
)
SEND_AGAIN = Step(
    "send-again",
    _("Send again"),
    _("The same call goes out once more, with the same id."),
    _("Sent again: %(rows)s."),
    _send_again,
    lambda row: row.state != DeliveryState.WAITING,
)


class WebhookForm(SignedForm):
    """A web-hook."""

    kinds = forms.MultipleChoiceField(
        label=_("Events"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked means: only what escalation steps send here."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds: Any = self.fields.get("kinds")
        if kinds is not None:
            kinds.choices = [(kind, kind) for kind in known_kinds()]


@register(Webhook)
class WebhookAdmin(SignedAdmin):
    """Whom we call; the secret is shown once, after adding or changing it."""

    form = WebhookForm
    steps = (TEST, REPLAY, ROTATE)
    fixed_after_adding = ("slug",)
    prepopulated_fields = {"slug": ("name",)}
    list_display = ("name", "slug", "url", "owner", "is_active", "failures", "arrived_at")
    list_filter = ("is_active",)
    list_select_related = ("owner",)
    search_fields = ("name", "slug", "url")
    readonly_fields = (
        "stopped_why",
        "failures",
        "failing_since",
        "arrived_at",
        "rotated_at",
        "old_until",
    )

    def get_fieldsets(self, request: HttpRequest, obj: Webhook | None = None) -> Any:
        fieldsets: list[Any] = [(None, {"fields": ("name", "slug", "url", "owner", "kinds", "is_active")})]
        if obj:
            fieldsets.append((_("How it goes"), {"fields": self.readonly_fields}))
        may_save = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return [*fieldsets, (None, {"fields": ("reason", "seen")})] if may_save else fieldsets

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "owner":
            has_some = Q(pk__in=Webhook.objects.values("owner"))
            allowed = Q(pk=request.user.pk) | Q(kind=PersonKind.SERVICE) | has_some
            kwargs["queryset"] = User.objects.active().filter(allowed)
            kwargs["initial"] = request.user.pk
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_row(self, row: Webhook, form: Any, *, by: Actor, why: str) -> None:
        asked = {name: form.cleaned_data[name] for name in FIELDS if name in form.cleaned_data}
        if row._state.adding:
            made, secret = make_webhook(asked, by=by, now=clock.now(), why=why)
            made.new_secret = secret  # type: ignore[attr-defined]
        else:
            changed = {name: asked[name] for name in form.changed_data if name in asked}
            made = change_webhook(row, changed, by=by, now=clock.now(), why=why)
        vars(row).update(vars(made))

    def response_add(
        self, request: HttpRequest, obj: Webhook, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._show_secrets(request, [obj])

    def take(
        self, request: HttpRequest, step: Step, rows: Sequence[Any], back: str, *, action: str = ""
    ) -> HttpResponse:
        answer = super().take(request, step, rows, back, action=action)
        fresh = [row for row in rows if hasattr(row, "new_secret")]
        return self._show_secrets(request, fresh) if fresh else answer

    def _show_secrets(self, request: HttpRequest, rows: Sequence[Any]) -> HttpResponse:
        """Show secrets on this page only; they are stored nowhere, not even in a message."""
        context = {
            **self.admin_site.each_context(request),
            "title": _("Secret of the web-hook"),
            "opts": self.opts,
            "rows": rows,
        }
        response = TemplateResponse(request, "admin/webhook_secret.html", context)
        patch_cache_control(response, private=True, no_store=True)
        return response


class AttemptInline(admin.TabularInline):  # type: ignore[type-arg]
    """How each attempt went."""

    model = Attempt
    fields = readonly_fields = ("number", "at", "milliseconds", "status_code", "problem", "excerpt")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True


@register(Call)
class CallAdmin(ReadOnlyAdmin, StepsAdmin):
    """The log of calls; what is finished can be sent again."""

    steps = (SEND_AGAIN,)
    inlines = (AttemptInline,)
    list_display = ("created_at", "webhook", "kind", "about", "sequence", "state", "attempts", "problem")
    list_filter = ("state", "webhook")
    list_select_related = ("webhook",)
    date_hierarchy = "created_at"
    search_fields = ("about", "kind")
    fields = (
        "id",
        "webhook",
        "kind",
        "about",
        "sequence",
        "state",
        "created_at",
        "attempts",
        "due_at",
        "sent_at",
        "problem",
    )

    def may_take_steps(self, request: HttpRequest, row: Any = None) -> bool:
        return configures(request)
