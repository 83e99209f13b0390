"""The log form: is this known, and how bad is it?"""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts import clock
from accounts.access.pace import at_typing_pace
from accounts.access.requests import SignedInRequest, actor_of
from accounts.people.models import User
from incidents.catalogue.choices import Level, Priority
from incidents.catalogue.models import LevelDefinition, Service
from incidents.catalogue.queries import priority_matrix
from incidents.catalogue.rules import Matrix
from incidents.desk.access import staff_page
from incidents.desk.consequences import promised_at_log
from incidents.desk.forms.logging import LogForm, prefilled
from incidents.desk.views.steps import refusal_status
from incidents.records.models import Incident
from incidents.records.search import matching


@staff_page
def log_incident(request: SignedInRequest) -> HttpResponse:
    """Show the form, or log what it says; everything typed stays when something is refused."""
    form = LogForm.of(
        request, initial=None if request.method == "POST" else prefilled(request.user, request.GET)
    )
    if form.is_bound and form.is_valid() and form.submit(form.log, by=actor_of(request), now=clock.now()):
        messages.success(request, _("%(number)s is logged.") % {"number": form.result.number})
        return redirect(form.result)
    context: dict[str, Any] = {
        "form": form,
        "matrix": _matrix_for(form["service"].value() or "", form["requester"].value() or "", request.user),
        "meanings": _meanings(),
        **hints_for(request.user, form["title"].value() or "", form["requester"].value() or ""),
    }
    return render(
        request, "incidents/desk/log.html", context, status=refusal_status(form) if form.is_bound else 200
    )


@staff_page
@at_typing_pace("title")
def hints(request: SignedInRequest) -> HttpResponse:
    """Return open twins of what is being typed, and the requester's other incidents."""
    context = hints_for(request.user, request.GET.get("title", ""), request.GET.get("requester", ""))
    return render(request, "incidents/desk/_hints.html", context)


def hints_for(user: User, title: str, requester: str) -> dict[str, Any]:
    """Return incidents that look like the title, and open ones of the requester; bounded and only what is visible."""
    visible = Incident.objects.visible_to(user).with_people()
    words = sorted((word for word in title.split() if len(word) > 3), key=len, reverse=True)[:3]
    twins = (
        list(matching(visible.open(), " ".join(words), any_word=True).order_by("-id")[:5]) if words else []
    )
    theirs = []
    if requester and "\x00" not in requester:
        theirs = list(visible.open().filter(requester__username=requester).order_by("-id")[:5])
    return {"twins": twins, "theirs": theirs}


@staff_page
def priorities(request: SignedInRequest) -> HttpResponse:
    """Return the matrix with the deadlines that follow from the service and the requester that are chosen."""
    cells = _matrix_for(request.GET.get("service", ""), request.GET.get("requester", ""), request.user)
    return render(request, "incidents/desk/_matrix.html", {"matrix": cells})


def _matrix_for(service: str, requester: str, user: User) -> list[dict[str, Any]]:
    matrix = priority_matrix()
    known = "\x00" not in service + requester
    served = Service.objects.offered().filter(slug=service).first() if service and known else None
    asker = User.objects.filter(username=requester).first() if requester and known else user
    return _shown_matrix(matrix, promised_at_log(set(matrix.values()), served, asker, clock.now()))


def _shown_matrix(matrix: Matrix, promised: Mapping[int, str]) -> list[dict[str, Any]]:
    """Return the nine cells in words, for the live priority: the page lights the one that is chosen."""
    return [
        {
            "promise": promised[matrix[(impact.value, urgency.value)]],
            "impact": impact.value,
            "urgency": urgency.value,
            "priority": Priority(matrix[(impact.value, urgency.value)]),
        }
        for urgency in Level
        for impact in Level
    ]


def _meanings() -> dict[str, list[LevelDefinition]]:
    rows = list(LevelDefinition.objects.all())
    return {name: [row for row in rows if row.dimension == name] for name in ("impact", "urgency")}
