"""One's own pages: details and API tokens."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from accounts import clock
from accounts.access.models import ApiToken
from accounts.access.operations import create_token, revoke_token
from accounts.access.requests import SignedInRequest, actor_of
from accounts.me.forms import ProfileForm, TokenForm
from accounts.people.operations import change_profile

TOKENS_SHOWN = 100


def _frame(request: SignedInRequest) -> dict[str, Any]:
    """Return the frame that the person knows: the desk's or the portal's."""
    return {"base_template": "staff.html" if request.user.is_staff_member else "portal.html"}


@login_required
def profile(request: SignedInRequest) -> HttpResponse:
    """Show and change one's own details."""
    form = ProfileForm.of(request, user=request.user)
    if form.is_valid() and form.submit(change_profile, request.user, form.cleaned_data, by=actor_of(request)):
        messages.success(request, _("Saved."))
        return redirect("profile")
    context = {**_frame(request), "form": form}
    return render(request, "accounts/me/profile.html", context, status=422 if form.is_bound else 200)


@login_required
@sensitive_variables("secret")
def tokens(request: SignedInRequest) -> HttpResponse:
    """List one's own tokens and make one; its text is in this one answer and nowhere else."""
    now, secret = clock.now(), ""
    form = TokenForm.of(request)
    if form.is_valid() and form.submit(
        create_token,
        request.user,
        name=form.cleaned_data["name"],
        scopes=form.cleaned_data["scopes"],
        expires_at=form.expiry(now),
        by=actor_of(request),
        now=now,
    ):
        _token, secret = form.result
        form = TokenForm()
    mine = ApiToken.objects.filter(user=request.user)[:TOKENS_SHOWN]
    context = {**_frame(request), "form": form, "secret": secret, "tokens": mine, "now": now}
    return render(request, "accounts/me/tokens.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    """End one of one's own tokens."""
    token = get_object_or_404(ApiToken, pk=pk, user=request.user)
    revoke_token(token, by=actor_of(request), now=clock.now())
    messages.success(request, _("“%(name)s” does not work any more.") % {"name": token.name})
    return redirect("tokens")
