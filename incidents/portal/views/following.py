"""Follow a service or a team: what happens to its incidents reaches one, as far as one may see them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import clock
from accounts.access.requests import SignedInRequest, actor_of
from incidents.portal.following_forms import FollowForm
from incidents.records.operations.subscribing import MOST_FOLLOWED, stop_following, subscribe, unsubscribe
from incidents.records.subscription_models import RoleSubscription, Subscription


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def following(request: SignedInRequest) -> HttpResponse:
    """List what one follows, and follow something more."""
    # Pages of incidents lead here with what they are about.
    form = FollowForm.of(request, user=request.user, initial={"target": request.GET.get("target", "")})
    if form.is_valid() and form.submit(
        subscribe, form.chosen, form.cleaned_data["wanted"], by=actor_of(request), now=clock.now()
    ):
        messages.success(request, _("You follow “%(name)s”.") % {"name": form.result})
        return redirect("following")
    mine = Subscription.objects.visible_to(request.user).select_related("service", "team")
    page = {
        "base_template": "staff.html" if request.user.is_staff_member else "portal.html",
        "form": form,
        "subscriptions": mine[:MOST_FOLLOWED],
        "by_role": RoleSubscription.objects.of(request.user).select_related("role", "service", "team"),
    }
    return render(request, "incidents/portal/following.html", page, status=422 if form.is_bound else 200)


@login_required
@require_POST
def unfollow(request: SignedInRequest, pk: int) -> HttpResponse:
    """Stop following."""
    row = get_object_or_404(
        Subscription.objects.visible_to(request.user).select_related("service", "team"), pk=pk
    )
    unsubscribe(row, by=actor_of(request))
    messages.success(request, _("You do not follow “%(name)s” any more.") % {"name": row})
    return redirect("following")


@login_required
@require_POST
def unfollow_role(request: SignedInRequest, pk: int) -> HttpResponse:
    """Stop following what one follows by a role."""
    row = get_object_or_404(
        RoleSubscription.objects.of(request.user).select_related("service", "team"), pk=pk
    )
    stop_following(row.target, by=actor_of(request), now=clock.now())
    messages.success(request, _("You do not follow “%(name)s” any more.") % {"name": row.target})
    return redirect("following")
