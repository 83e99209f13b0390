"""The agent's pages."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from accounts.access.requests import SignedInRequest
from incidents.records.models import Incident


@login_required
def queue(request: SignedInRequest) -> HttpResponse:
    """Show what is to be done next."""
    return HttpResponse("", content_type="text/plain")


@login_required
def incident(request: SignedInRequest, number: str) -> HttpResponse:
    """Show one incident."""
    found = get_object_or_404(Incident.objects.visible_to(request.user), number=number)
    return HttpResponse(str(found), content_type="text/plain")
