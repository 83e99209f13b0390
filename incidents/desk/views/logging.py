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
from accounts.choices import Right
from accounts.drafts.operations import forget_draft
from accounts.people.models import User
from accounts.people.queries import people_named, person_named
from incidents.catalogue.choices import Level, Priority
from incidents.catalogue.models import LevelDefinition, Service
from incidents.catalogue.queries import priority_matrix
from incidents.catalogue.rules import Matrix
from incidents.desk.access import staff_page
from incidents.desk.consequences import promised_at_log
from incidents.desk.drafting import LOG_FORM, SEVERAL, log_draft, log_drafts
from incidents.desk.forms.logging import LogForm, prefilled, with_template
from incidents.desk.forms.requester import offered, requester_in
from incidents.desk.views.steps import refusal_status
from incidents.prepared.reports.queries import offered_templates
from incidents.records.models import Incident
from incidents.records.search import matching

# Buttons that put something into the form and log nothing.
_ONLY_HELPS = frozenset({"find", "fill"})


@staff_page
def log_incident(request: SignedInRequest) -> HttpResponse:
    """Show the form, or log what it says; everything typed stays when something is refused."""
    if request.method == "POST" and not _ONLY_HELPS & request.POST.keys():
        form = LogForm.of(request, user=request.user)
    else:
        form = LogForm(initial=_typed(request), user=request.user)
    if form.is_bound and form.is_valid() and form.submit(form.log, by=actor_of(request), now=clock.now()):
        forget_draft(request.user, LOG_FORM, form.token)
        messages.success(request, _("%(number)s is logged.") % {"number": form.result.number})
        return redirect(form.result)
    requester = person_named(form.picked)
    context: dict[str, Any] = {
        "form": form,
        "matrix": _matrix_for(form["service"].value() or "", requester, request.user),
        "meanings": _meanings(),
        "templates": list(offered_templates()),
        "template": request.POST.get("template") or request.GET.get("template", ""),
        "drafts": log_drafts(request.user, form["form_token"].value() or ""),
        **_people_context(request.user, form.people, form.picked),
        **hints_for(request.user, form["title"].value() or "", form.picked),
    }
    return render(
        request, "incidents/desk/log.html", context, status=refusal_status(form) if form.is_bound else 200
    )


def _typed(request: SignedInRequest) -> dict[str, Any]:
    """Return what the form begins with: what the address asks for, or what was typed before."""
    if request.method != "POST":
        draft = log_draft(request.user, request.GET.get("draft", ""))
        return draft or with_template(prefilled(request.user, request.GET), request.GET.get("template", ""))
    typed: dict[str, Any] = {name: request.POST.getlist(name) for name in SEVERAL}
    typed = {**request.POST.dict(), **typed}
    return with_template(typed, request.POST.get("template", "")) if "fill" in request.POST else typed


def _people_context(user: User, people: list[User], picked: str, typed: str = "") -> dict[str, Any]:
    return {
        "people": people,
        "picked": picked,
        "is_typed": bool(typed.strip()),
        "shows_contact": user.may(Right.SEE_PERSONAL_DATA),
    }


@staff_page
@at_typing_pace("requester")
def people(request: SignedInRequest) -> HttpResponse:
    """Return whom the words that are being typed may mean (CH-06)."""
    typed = request.GET.get("requester", "")
    exact = person_named(typed)
    found = offered(request.user, typed)
    context = _people_context(request.user, found, exact.username if exact else "", typed)
    return render(request, "incidents/desk/_people.html", context)


@staff_page
@at_typing_pace("title")
def hints(request: SignedInRequest) -> HttpResponse:
    """Return open twins of what is being typed, and the requester's other incidents."""
    requester = request.GET.get("person") or request.GET.get("requester", "")
    context = hints_for(request.user, request.GET.get("title", ""), requester)
    return render(request, "incidents/desk/_hints.html", context)


def hints_for(user: User, title: str, requester: str) -> dict[str, Any]:
    """Return incidents that look like the title, and open ones of the requester; bounded and only what is visible."""
    visible = Incident.objects.visible_to(user).with_people()
    words = sorted((word for word in title.split() if len(word) > 3), key=len, reverse=True)[:3]
    twins = (
        list(matching(visible.open(), " ".join(words), any_word=True).order_by("-id")[:5]) if words else []
    )
    asked = people_named(requester).order_by().values("pk")
    theirs = list(visible.open().filter(requester__in=asked).order_by("-id")[:5]) if requester else []
    return {"twins": twins, "theirs": theirs}


@staff_page
def priorities(request: SignedInRequest) -> HttpResponse:
    """Return the matrix with the deadlines that follow from the service and the requester that are chosen."""
    cells = _matrix_for(request.GET.get("service", ""), requester_in(request.GET), request.user)
    return render(request, "incidents/desk/_matrix.html", {"matrix": cells})


def _matrix_for(service: str, requester: User | None, user: User) -> list[dict[str, Any]]:
    matrix = priority_matrix()
    is_named = bool(service) and "\x00" not in service
    served = Service.objects.offered().filter(slug=service).first() if is_named else None
    return _shown_matrix(
        matrix, promised_at_log(set(matrix.values()), served, requester or user, clock.now())
    )


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
