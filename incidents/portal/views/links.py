"""Links from messages: looking does nothing, a press confirms or reopens, once, without signing in (RES-06)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import clock
from accounts.access.choices import LinkPurpose
from accounts.access.links import link_of
from accounts.access.models import ActionLink
from incidents.portal.forms import ReasonForm
from incidents.portal.operations import answer_by_link
from incidents.portal.views.incident import refusal_status
from incidents.records.models import Incident

GONE = 410


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def action_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the link would do, or do it; used, expired and invented links all look the same."""
    link = link_of(token, now=clock.now())
    if link is None or not link.user.is_active:
        return render(request, "incidents/portal/link_gone.html", status=GONE)
    with translation.override(link.user.language), timezone.override(link.user.zone):
        return _answer(request, link)


def _answer(request: HttpRequest, link: ActionLink) -> HttpResponse:
    incident = Incident.objects.visible_to(link.user).filter(number=link.target).first()
    form = ReasonForm.of(request)
    context: dict[str, Any] = {
        "incident": incident,
        "form": form,
        "is_reopening": link.purpose == LinkPurpose.REOPEN,
    }
    request_id = getattr(request, "correlation_id", "")
    if form.is_valid() and form.submit(
        answer_by_link, link, reason=form.cleaned_data["reason"], now=clock.now(), request_id=request_id
    ):
        return render(request, "incidents/portal/link_done.html", context)
    if incident is None or form.refusal_code == "gone":
        return render(request, "incidents/portal/link_gone.html", status=GONE)
    status = refusal_status(form) if form.is_bound else 200
    return render(request, "incidents/portal/link.html", context, status=status)
