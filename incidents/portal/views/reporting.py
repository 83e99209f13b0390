"""The report form."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts import clock
from accounts.access.requests import SignedInRequest, actor_of
from accounts.choices import Channel
from incidents.portal.forms import ReportForm
from incidents.portal.operations import report_once


@login_required
def report(request: SignedInRequest) -> HttpResponse:
    """Ask what is not working, or take the report and go to its page."""
    form = ReportForm.of(request, user=request.user, title=request.GET.get("title", "").replace("\0", ""))
    if form.is_valid() and form.submit(
        report_once,
        form.report(),
        form.cleaned_data["uploads"],
        token=form.cleaned_data["form_token"],
        by=actor_of(request, Channel.PORTAL),
        now=clock.now(),
    ):
        messages.success(request, _("Your report has the number %(number)s.") % {"number": form.result})
        return redirect("portal_incident", form.result)
    return render(
        request, "incidents/portal/report.html", {"form": form}, status=422 if form.is_bound else 200
    )
