"""Follow the whole service or team of an incident from its page; how much of it is chosen among what one follows."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts import clock
from accounts.access.requests import SignedInRequest, actor_of
from accounts.choices import Right
from accounts.operation_form import OperationForm
from accounts.people.models import Team, User
from incidents.catalogue.models import Service
from incidents.desk.access import staff_page
from incidents.desk.views.incident import found
from incidents.records.choices import Wanted
from incidents.records.models import Incident
from incidents.records.operations.subscribing import stop_following, subscribe
from incidents.records.subscription_models import RoleSubscription, Subscription, covers_any

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
    context = {"incident": incident, "places": _places(request.user, incident)}
    page = "_following.html" if request.htmx else "following.html"  # type: ignore[attr-defined]
    return render(request, f"incidents/desk/{page}", context)


def _places(user: User, incident: Incident) -> list[tuple[str, Service | Team, str]]:
    """Return the kind, the target and what of it reaches the person, empty for nothing: by own choice, else by role."""
    covering = covers_any([incident])
    by_role = RoleSubscription.objects.of(user).filter(covering).select_related("service", "team")
    own = Subscription.objects.visible_to(user).filter(covering).select_related("service", "team")
    followed = {row.target: row.get_wanted_display() for row in [*by_role, *own] if row.wanted != Wanted.NONE}
    # Teams are for those who see all incidents.
    kinds = _KINDS if user.may(Right.SEE_ALL) else _KINDS[:1]
    offered = [(kind, getattr(incident, kind)) for kind in kinds]
    return [
        (kind, target, followed.get(target, ""))
        for kind, target in offered
        # What is retired can be left, and not followed any more.
        if target is not None and (target.retired_at is None or target in followed)
    ]


def _toggle(request: SignedInRequest, incident: Incident, kind: str) -> None:
    found_places = {name: (target, told) for name, target, told in _places(request.user, incident)}
    if kind not in found_places:
        raise Http404
    target, is_followed = found_places[kind]
    form, by, now = OperationForm(request.POST), actor_of(request), clock.now()
    if is_followed:
        form.submit(stop_following, target, by=by, now=now)
    else:
        form.submit(subscribe, target, Wanted.ALL, by=by, now=now)
    if form.errors:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
