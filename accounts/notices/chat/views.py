"""Own addresses at chat and SMS services: add one, try it, remove it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from accounts import clock
from accounts.access.requests import SignedInRequest, actor_of
from accounts.notices.chat.forms import ChatAddressForm
from accounts.notices.chat.models import ChatAddress
from accounts.notices.chat.operations import add_chat_address, remove_chat_address, try_chat_address
from accounts.notices.reach.views import page_of


@sensitive_post_parameters("address")
@sensitive_variables("form")
@login_required
@require_POST
def add_address(request: SignedInRequest) -> HttpResponse:
    """Keep another address."""
    form = ChatAddressForm.of(request)
    if form.is_valid() and form.submit(
        add_chat_address, request.user, **form.cleaned_data, by=actor_of(request), now=clock.now()
    ):
        messages.success(request, _("Added. Send a test to see whether messages arrive."))
        return redirect("own_notices")
    return page_of(request, addresses=form)


@login_required
@require_POST
def try_address(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send a test to one of the own addresses."""
    place = get_object_or_404(ChatAddress.objects.visible_to(request.user), pk=pk)
    try:
        try_chat_address(place, by=actor_of(request), now=clock.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("The service took the test. Look whether it arrived."))
    return redirect("own_notices")


@login_required
@require_POST
def remove_address(request: SignedInRequest, pk: int) -> HttpResponse:
    """Forget one of the own addresses."""
    place = get_object_or_404(ChatAddress.objects.visible_to(request.user), pk=pk)
    remove_chat_address(place, by=actor_of(request), now=clock.now())
    messages.success(request, _("“%(name)s” is forgotten.") % {"name": place.name})
    return redirect("own_notices")
