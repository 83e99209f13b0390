"""What reaches me, and how."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import clock
from accounts.access.requests import SignedInRequest, actor_of
from accounts.notices.chat.forms import ChatAddressForm
from accounts.notices.chat.models import ChatAddress
from accounts.notices.chat.services import named
from accounts.notices.queries import deferred_for
from accounts.notices.reach.forms import HoursForm, WaysForm
from accounts.notices.reach.operations import choose_hours, choose_ways, reset_ways
from accounts.notices.reach.queries import Reach, reach_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_notices(request: SignedInRequest) -> HttpResponse:
    """Show and change by which ways one is told of what."""
    reach = reach_of([request.user.pk])[request.user.pk]
    form = WaysForm.of(request, reach=reach, ways=reach.ways)
    if form.is_valid() and form.submit(choose_ways, request.user, form.wanted, by=actor_of(request)):
        messages.success(request, _("Saved."))
        return redirect("own_notices")
    return page_of(request, reach, ways=form)


@login_required
@require_POST
def own_hours(request: SignedInRequest) -> HttpResponse:
    """Change when one is written to."""
    reach = reach_of([request.user.pk])[request.user.pk]
    form = HoursForm.of(request, reach=reach)
    if form.is_valid() and form.submit(choose_hours, request.user, form.hours, by=actor_of(request)):
        messages.success(request, _("Saved."))
        return redirect("own_notices")
    return page_of(request, reach, hours=form)


def page_of(
    request: SignedInRequest,
    reach: Reach | None = None,
    *,
    ways: WaysForm | None = None,
    hours: HoursForm | None = None,
    addresses: ChatAddressForm | None = None,
) -> HttpResponse:
    """Show all that one may choose, with the form that was refused."""
    reach = reach or reach_of([request.user.pk])[request.user.pk]
    bound = [form for form in (ways, hours, addresses) if form is not None and form.is_bound]
    page = {
        "base_template": "staff.html" if request.user.is_staff_member else "portal.html",
        "form": ways or WaysForm(reach=reach, ways=reach.ways),
        "hours": hours or HoursForm(reach=reach),
        "address_form": addresses or ChatAddressForm(),
        "addresses": ChatAddress.objects.visible_to(request.user),
        "services": named(),
        "has_choices": bool(reach.choices),
        "waiting": deferred_for(request.user, clock.now()),
    }
    return render(request, "accounts/me/notices.html", page, status=422 if bound else 200)


@login_required
@require_POST
def reset_notices(request: SignedInRequest) -> HttpResponse:
    """Go back to the defaults of one's roles."""
    reset_ways(request.user, by=actor_of(request))
    messages.success(request, _("The defaults of your roles hold again."))
    return redirect("own_notices")
