"""Follow the whole service or team of an incident from its page; how much of it is chosen among what one follows."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts import clock
from accounts.access.requests import SignedInRequest, actor_of
from accounts.choices import Right
from accounts.operation_form import OperationForm
from incidents.desk.access import staff_page
from incidents.desk.views.incident import found
from incidents.records.choices import Wanted
from incidents.records.models import Incident
from incidents.records.operations.subscribing import subscribe, unsubscribe
from incidents.records.subscription_models import Subscription

_KINDS = ("service", "team")


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def incident_following(request: SignedInRequest, number: str) -> HttpResponse:
    """Show whether one follows the service and the team, or change it; HTMX asks for the part alone."""
    incident = found(request, number)
    if request.method == "POST":
        _toggle(request, incident, request.POST.get("target", ""))
        if not request.htmx:  # type: ignore[attr-defined]
            return redirect(incident)
    followed = Subscription.objects.visible_to(request.user).covering(incident)
    mine = {row.target: row for row in followed.select_related("service", "team")}
    # Teams are for those who see all incidents.
    kinds = _KINDS if request.user.may(Right.SEE_ALL) else _KINDS[:1]
    offered = [(kind, getattr(incident, kind)) for kind in kinds]
    context = {
        "incident": incident,
        # What is retired can be left, and not followed any more.
        "places": [
            (kind, target, mine.get(target))
            for kind, target in offered
            if target is not None and (target.retired_at is None or target in mine)
        ],
    }
    page = "_following.html" if request.htmx else "following.html"  # type: ignore[attr-defined]
    return render(request, f"incidents/desk/{page}", context)


def _toggle(request: SignedInRequest, incident: Incident, kind: str) -> None:
    target = getattr(incident, kind) if kind in _KINDS else None
    if target is None:
        raise Http404
    followed = Subscription.objects.visible_to(request.user).filter(**{kind: target}).first()
    form, by = OperationForm(request.POST), actor_of(request)
    if followed is not None:
        form.submit(unsubscribe, followed, by=by)
    else:
        form.submit(subscribe, target, Wanted.ALL, by=by, now=clock.now())
    if form.errors:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
