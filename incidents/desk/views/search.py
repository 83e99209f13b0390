"""Search: has somebody had this before, and where is it?"""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts import clock
from accounts.access.pace import at_typing_pace
from accounts.access.requests import SignedInRequest
from incidents.catalogue.choices import Priority
from incidents.desk.access import staff_page
from incidents.desk.search.queries import MOST_COUNTED, MOST_SHOWN, PAGE_SIZE, facets_of, page_of, prepare
from incidents.desk.search.syntax import read_question, with_term
from incidents.desk.search.terms import FIELDS, Asker
from incidents.records.models import Incident
from incidents.records.search import MAX_LENGTH, number_in

EXAMPLES = ("state:open", "assignee:me", "since:30d", "priority:p1,p2", '"exact words"', "-word")
_STATES = (
    ("open", gettext_lazy("Open")),
    ("done", gettext_lazy("Resolved or closed")),
    ("cancelled", gettext_lazy("Cancelled")),
)


@staff_page
@require_safe
@at_typing_pace("q")
def search(request: SignedInRequest) -> HttpResponse:
    """Show what was found; a number leads to its incident, and HTMX asks for the results alone."""
    line = request.GET.get("q", "").replace("\x00", "").strip()[:MAX_LENGTH]
    is_fragment = bool(request.htmx)  # type: ignore[attr-defined]
    number = number_in(line)
    if number and not is_fragment:
        incident = Incident.objects.visible_to(request.user).filter(number__iexact=number).first()
        if incident is not None:
            return redirect(incident)
    context = {"line": line, "examples": EXAMPLES, "longest": MAX_LENGTH}
    if line:
        context |= _found(request, line)
    return render(request, f"incidents/desk/{'_results' if is_fragment else 'search'}.html", context)


def _found(request: SignedInRequest, line: str) -> dict[str, Any]:
    question = read_question(line, FIELDS)
    ready = prepare(question, Asker(request.user, clock.now()))
    start = _start_of(request.GET.get("from", ""))
    hits, has_more = page_of(ready, start)
    facets = facets_of(ready)
    unknown = _("There is no field “%(name)s”, so it was searched for as a word. Fields are: %(fields)s.")
    ready.problems += [
        unknown % {"name": name, "fields": ", ".join(FIELDS)} for name in dict.fromkeys(question.unknown)
    ]
    return {
        "hits": hits,
        "total": facets.total,
        "is_more": facets.total >= MOST_COUNTED,
        "problems": ready.problems,
        "facets": [
            (
                _("State"),
                [_facet(line, "state", name, label, facets.states.get(name, 0)) for name, label in _STATES],
            ),
            (
                _("Priority"),
                [
                    _facet(line, "priority", f"p{value}", Priority(value), n)
                    for value, n in facets.priorities.items()
                ],
            ),
            (_("Team"), [_facet(line, "team", slug, name, n) for (slug, name), n in facets.teams.items()]),
        ],
        "previous": _page(line, start - PAGE_SIZE) if start else "",
        "next": _page(line, start + PAGE_SIZE) if has_more else "",
    }


def _facet(line: str, name: str, value: str, label: Any, count: int) -> dict[str, Any]:
    """Return a link that narrows to a value, or widens again where it did."""
    address = with_term(line, name, value)
    shown = f"{label.code} {label.label}" if isinstance(label, Priority) else label
    return {"url": _page(address, 0), "label": shown, "count": count, "is_on": len(address) < len(line)}


def _page(line: str, start: int) -> str:
    query = {"q": line} | ({"from": str(start)} if start > 0 else {})
    return f"{reverse('search')}?{urlencode(query)}"


def _start_of(text: str) -> int:
    return (
        min(int(text), MOST_SHOWN - PAGE_SIZE) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    )
