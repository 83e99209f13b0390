"""The review as the incident's page shows it: its state, or the wish for one."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts import clock
from accounts.access.requests import SignedInRequest, actor_of
from accounts.choices import Right
from incidents.records.models import Incident
from reviews.pages.forms import RequestForm
from reviews.pages.showing import STATE_LOOKS
from reviews.pages.views.asking import refusal_status
from reviews.records.choices import ReviewState
from reviews.records.models import Review
from reviews.records.operations.drafting import request_review
from reviews.records.queries import review_of


@login_required
def incident_review(request: SignedInRequest, number: str) -> HttpResponse:
    """Show the state of an incident's review, or ask for one; for staff only."""
    if not request.user.is_staff_member:
        raise Http404
    incident = get_object_or_404(Incident.objects.visible_to(request.user), number=number)
    form = RequestForm.of(request)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        asked = {"reason": said["reason"], "by": actor_of(request), "now": clock.now()}
        if form.submit(request_review, incident, said["rule"], **asked) and not request.htmx:  # type: ignore[attr-defined]
            return redirect(form.result)
    review = review_of(incident)
    context = {
        "incident": incident,
        "review": review,
        "form": form,
        "may_open": review is not None and _may_open(request, review),
        "may_request": request.user.may(Right.REVIEW),
        "looks": STATE_LOOKS[ReviewState(review.state)] if review else None,
    }
    page = "_incident_panel.html" if request.htmx else "incident_review.html"  # type: ignore[attr-defined]
    return render(request, f"reviews/{page}", context, status=refusal_status(form) if form.errors else 200)


def _may_open(request: SignedInRequest, review: Review) -> bool:
    return Review.objects.visible_to(request.user).filter(pk=review.pk).exists()
