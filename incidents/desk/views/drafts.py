"""Saves what an agent is typing, before it is sent (LOG-22)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import clock
from accounts.access.requests import SignedInRequest
from accounts.drafts.operations import Words, forget_draft, keep_draft
from incidents.desk.access import staff_page
from incidents.desk.drafting import LOG_FORM, TOKEN_LENGTH, place_of
from incidents.desk.views.incident import found

# What the log form says by itself, without anybody typing.
_NOT_TYPED = frozenset(
    {"csrfmiddlewaretoken", "form_token", "template", "channel", "impact", "urgency", "detected_by"}
)
_KEPT_BESIDE = ("channel", "impact", "urgency", "detected_by")


@staff_page
@require_POST
def save_words(request: SignedInRequest, number: str) -> HttpResponse:
    """Keep the reply or note that is being written."""
    incident = found(request, number)
    body = request.POST.get("body", "")
    words = {"body": [body], "mode": [request.POST.get("mode", "")]} if body.strip() else {}
    return _kept(request, place_of(incident), words)


@staff_page
@require_POST
def save_log(request: SignedInRequest) -> HttpResponse:
    """Keep the report that is being written."""
    return _kept(request, LOG_FORM, _typed(request.POST))


@staff_page
@require_POST
def discard_log(request: SignedInRequest) -> HttpResponse:
    """Forget a report that is not wanted any more."""
    forget_draft(request.user, LOG_FORM, request.POST.get("form_token", "")[:TOKEN_LENGTH])
    messages.success(request, _("Discarded."))
    return redirect("log_incident" if "stay" in request.POST else "queue")


def _typed(sent: QueryDict) -> Words:
    typed = {name: values for name in sent if name not in _NOT_TYPED and any(values := sent.getlist(name))}
    return {**typed, **{name: sent.getlist(name) for name in _KEPT_BESIDE if name in sent}} if typed else {}


def _kept(request: SignedInRequest, place: str, words: Words) -> HttpResponse:
    token = request.POST.get("form_token", "")[:TOKEN_LENGTH]
    context: dict[str, Any] = {}
    if token and "\x00" not in token:
        try:
            context["draft"] = keep_draft(request.user, place, token, words, now=clock.now())
        except ValidationError as refusal:
            context["problem"] = " ".join(refusal.messages)
    return render(request, "incidents/desk/_draft.html", context)
