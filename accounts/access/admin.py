"""API tokens in the administration: list, make (the secret is shown once) and revoke."""

from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.access.choices import Scope
from accounts.access.models import ApiToken
from accounts.access.operations import create_token, revoke_token
from accounts.actor import Actor
from accounts.admin_base import SignedAdmin
from accounts.admin_forms import SignedForm
from accounts.admin_site import configures, register
from accounts.admin_steps import Step
from accounts.choices import PersonKind
from accounts.people.models import User

REVOKE = Step(
    "revoke",
    _("Revoke"),
    _("Calls with this token are refused at once. It cannot be undone."),
    _("Revoked: %(rows)s."),
    revoke_token,
    lambda token: token.revoked_at is None,
)


class TokenForm(SignedForm):
    """A new token."""

    scopes = forms.MultipleChoiceField(
        label=_("Scopes"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = ApiToken
        fields = ("user", "name", "scopes", "expires_at")


@register(ApiToken)
class TokenAdmin(SignedAdmin):
    """Tokens of service accounts and one's own: a token for a colleague would act in the colleague's name."""

    form = TokenForm
    steps = (REVOKE,)
    fields = ("user", "name", "scopes", "expires_at")
    list_display = ("name", "key", "user", "created_at", "expires_at", "last_used_at", "revoked_at")
    list_select_related = ("user",)
    search_fields = ("name", "key", "user__username")

    def get_fieldsets(self, request: HttpRequest, obj: ApiToken | None = None) -> Any:
        shown = ("user", "name", "key", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at")
        return [(None, {"fields": shown})] if obj else super().get_fieldsets(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and super().has_change_permission(request, obj)

    def may_take_steps(self, request: HttpRequest, row: Any = None) -> bool:
        return configures(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "user":
            own = Q(pk=request.user.pk)
            kwargs["queryset"] = User.objects.active().filter(own | Q(kind=PersonKind.SERVICE))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_row(self, row: ApiToken, form: Any, *, by: Actor, why: str) -> None:
        asked = form.cleaned_data
        made, form.secret = create_token(
            asked["user"],
            scopes=asked["scopes"],
            name=asked["name"],
            expires_at=asked["expires_at"],
            by=by,
            now=clock.now(),
        )
        vars(row).update(vars(made))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        request.token_secret = form.secret  # type: ignore[attr-defined]
        super().save_related(request, form, formsets, change)

    def response_add(
        self, request: HttpRequest, obj: ApiToken, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Show the secret on this page only; it is stored nowhere, not even in a message."""
        context = {
            **self.admin_site.each_context(request),
            "title": _("Token created"),
            "opts": self.opts,
            "token": obj,
            "secret": request.token_secret,  # type: ignore[attr-defined]
        }
        response = TemplateResponse(request, "admin/token_secret.html", context)
        patch_cache_control(response, private=True, no_store=True)
        return response
