"""The requester's pages."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from accounts.access.requests import SignedInRequest
from incidents.records.models import Incident


@login_required
def home(request: SignedInRequest) -> HttpResponse:
    """Show the person's own incidents."""
    return HttpResponse("", content_type="text/plain")


@login_required
def incident(request: SignedInRequest, number: str) -> HttpResponse:
    """Show one incident in plain words."""
    found = get_object_or_404(Incident.objects.visible_to(request.user), number=number)
    return HttpResponse(str(found), content_type="text/plain")


def action_link(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm or reopen by a link from a message."""
    return HttpResponse("", content_type="text/plain")
