"""What requesters send on an incident: a message, whether it works, that they take it back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from accounts import clock
from accounts.access.requests import SignedInRequest, actor_of
from accounts.choices import Channel
from accounts.operation_form import OperationForm
from incidents.portal import operations
from incidents.portal.forms import AnswerForm, ReplyForm
from incidents.portal.views.incident import context_of, found, page, refusal_status
from incidents.records.models import Incident


def _go(request: SignedInRequest, number: str) -> HttpResponse:
    """Show the incident as it is now."""
    address = reverse("portal_incident", args=[number])
    is_htmx = bool(request.htmx)  # type: ignore[attr-defined]
    return HttpResponseClientRedirect(address) if is_htmx else redirect(address)


@login_required
@require_POST
def reply(request: SignedInRequest, number: str) -> HttpResponse:
    """Add a message; a refusal keeps the text."""
    incident = found(request, number)
    form = ReplyForm.of(request)
    is_htmx = bool(request.htmx)  # type: ignore[attr-defined]
    if form.is_valid() and form.submit(
        operations.reply_once,
        incident,
        form.cleaned_data["body"],
        form.cleaned_data["uploads"],
        token=form.cleaned_data["form_token"],
        by=actor_of(request, Channel.PORTAL),
        now=clock.now(),
    ):
        return _after_reply(request, incident, form.result)
    if is_htmx:
        context = context_of(request, incident, reply=form)
        return render(request, "incidents/portal/_thread.html", context, status=refusal_status(form))
    return page(request, incident, reply=form, status=refusal_status(form))


def _after_reply(request: SignedInRequest, incident: Incident, number: str) -> HttpResponse:
    if number != incident.number:
        facts = {"old": incident.number, "new": number}
        sentence = _("%(old)s was finished, so your message opened %(new)s.")
        if incident.duplicate_of is not None:
            sentence = _("%(old)s goes on as %(new)s; your message is there.")
        messages.success(request, sentence % facts)
        return _go(request, number)
    if request.htmx:  # type: ignore[attr-defined]
        context = {**context_of(request, found(request, number)), "is_fresh": True}
        return render(request, "incidents/portal/_after_reply.html", context)
    messages.success(request, _("Sent."))
    return _go(request, number)


@login_required
@require_POST
def answer(request: SignedInRequest, number: str) -> HttpResponse:
    """Take the requester's word: it works, or it does not yet."""
    incident = found(request, number)
    form = AnswerForm.of(request)
    works = form.is_valid() and form.cleaned_data["works"] == "yes"
    if form.is_valid() and form.submit(
        operations.say_whether_it_works,
        incident,
        works=works,
        reason=form.cleaned_data["reason"],
        by=actor_of(request, Channel.PORTAL),
        now=clock.now(),
    ):
        thanks = _("Thank you. It is closed.") if works else _("We take it up again at once.")
        messages.success(request, thanks)
        return _go(request, number)
    return _refused(request, number, form, "incidents/portal/_confirm.html")


def _refused(request: SignedInRequest, number: str, form: OperationForm, fragment: str) -> HttpResponse:
    """Show the refusal with the incident as it is now, which may not be what the person saw."""
    incident, status = found(request, number), refusal_status(form)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, fragment, context_of(request, incident, answer=form), status=status)
    return page(request, incident, answer=form, status=status)


@login_required
def withdraw(request: SignedInRequest, number: str) -> HttpResponse:
    """Ask whether the report shall be taken back, or take it back."""
    incident = found(request, number)
    form = OperationForm.of(request)
    if form.submit(operations.withdraw, incident, by=actor_of(request, Channel.PORTAL), now=clock.now()):
        messages.success(request, _("Your report is withdrawn."))
        return _go(request, number)
    is_htmx = bool(request.htmx)  # type: ignore[attr-defined]
    template = "_withdraw.html" if is_htmx else "withdraw.html"
    status = refusal_status(form) if form.is_bound else 200
    return render(
        request, f"incidents/portal/{template}", {"incident": incident, "form": form}, status=status
    )
