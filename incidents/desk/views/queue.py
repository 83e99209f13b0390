"""The queue: what do I do next?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from accounts import clock, keyset
from accounts.access.pace import at_typing_pace
from accounts.access.requests import SignedInRequest
from incidents.catalogue.models import Service
from incidents.desk.access import staff_page
from incidents.desk.clock_cards import cards_context
from incidents.desk.clocks import faces_for, hang
from incidents.desk.columns import Columns, columns_for
from incidents.desk.context import counts_of_desk, told_on
from incidents.desk.counting import LATE, SOON_DUE, changed_since, changes_said, read_told
from incidents.desk.filtering import Asked, as_query, read_filters
from incidents.desk.focusing import BY_COST, FOCUS, focus_rows
from incidents.desk.forms.saved import ColumnsForm
from incidents.desk.models import SavedView
from incidents.desk.queues import ORDERS, PAGE_SIZE, VIEW_BY_SLUG, VIEWS, View, rows_of
from incidents.desk.rows import Group, grouped
from incidents.desk.saved import first_view, views_for
from incidents.desk.views.incident import found, steps_context
from incidents.records.models import Incident


@dataclass(frozen=True, slots=True)
class Shown:
    """Which list is asked for: a view of the product with the filters of the address, or a saved one."""

    view: View
    saved: SavedView | None = None

    @property
    def title(self) -> str:
        """Return what the page is called."""
        return str(self.saved or self.view.name)


@staff_page
@at_typing_pace("q")
def queue(request: SignedInRequest, view: str = "") -> HttpResponse:
    """Show a view of the queue, narrowed by the filters in the address; HTMX asks for the rows alone."""
    slug: str | SavedView = view or ("all" if request.GET else first_view(request.user))
    if isinstance(slug, SavedView):
        return queue_page(request, slug.view, slug)
    return queue_page(request, slug)


def queue_page(request: SignedInRequest, view: str, saved: SavedView | None = None) -> HttpResponse:
    """Show a list with everything around it, or for HTMX its rows."""
    if view not in VIEW_BY_SLUG:
        raise Http404
    context, shown = list_context(request, view, saved), Shown(VIEW_BY_SLUG[view], saved)
    context["shown"] = shown
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "incidents/desk/_rows.html", context)
    context |= tabs_context(request)
    columns: Columns = context["columns"]
    context["columns_form"] = ColumnsForm(
        initial={"columns": list(columns.names), "density": columns.density, "back": request.get_full_path()},
        auto_id="columns_%s",
    )
    context["orders"] = [(name, label) for name, (label, _fields) in ORDERS.items()]
    return render(request, "incidents/desk/queue.html", context)


def tabs_context(request: SignedInRequest) -> dict[str, Any]:
    """Return the tabs with their figures."""
    counts = counts_of_desk(request).views
    return {
        "tabs": [(tab, counts.get(tab.slug)) for tab in VIEWS],
        "counts": counts,
        "told": told_on(request, [*VIEW_BY_SLUG, LATE, SOON_DUE]),
        "page": "queue",
    }


def list_context(request: SignedInRequest, view: str, saved: SavedView | None) -> dict[str, Any]:
    """Return a page of rows with their clocks, and the ways to its neighbours."""
    services = list(Service.objects.offered().only("slug", "name", "retired_at"))
    if saved is None:
        asked = read_filters(request, services)
    else:
        asked = read_filters(request, services, as_query(saved.query), reverse("queue", args=[view]))
    order, now = ORDERS[asked.sort][1], clock.now()
    columns = columns_for(request.user, saved)
    if view == FOCUS and "sort" not in (saved.query if saved else request.GET):
        return _focus_context(request, asked, columns, now)
    more = ("team__name",) if "team" in columns.names else ()
    rows = rows_of(request.user, view, asked.filters, now, more=more)
    try:
        page = keyset.page_of(rows, order, size=PAGE_SIZE, cursor=request.GET.get("after") or None)
    except keyset.BadCursorError:
        asked.problems.append(_("This page of the list does not exist; the list starts anew."))
        page = keyset.page_of(rows, order, size=PAGE_SIZE)
    hang(page.rows, faces_for(page.rows, now))
    rest = QueryDict(mutable=True) if saved else request.GET.copy()
    rest.pop("after", None)
    return {
        "view": VIEW_BY_SLUG[view],
        "columns": columns,
        "asked": asked,
        "groups": grouped(page.rows, order=asked.sort, now=now),
        "next": _beside(rest, page.next),
        "previous": _beside(rest, page.previous),
        "fresh_clocks": _clocks_of(page.rows),
    }


def _focus_context(request: SignedInRequest, asked: Asked, columns: Columns, now: datetime) -> dict[str, Any]:
    """Return the focus list: one page, since nobody looks beyond it for what to do next."""
    rows = focus_rows(request.user, asked.filters, now)
    return {
        "view": VIEW_BY_SLUG[FOCUS],
        "columns": columns,
        "asked": asked,
        "sorted_by": BY_COST,
        "groups": [Group("", "", "", "", rows)] if rows else [],
        "fresh_clocks": _clocks_of(rows),
    }


def _clocks_of(rows: Sequence[Incident]) -> str:
    names = QueryDict(mutable=True)
    names.setlist("n", [incident.number for incident in rows])
    return f"{reverse('queue_clocks')}?{names.urlencode()}"


@staff_page
def fresh_counts(request: SignedInRequest) -> HttpResponse:
    """Return the figures that changed since a page was told them, or 204: one question to the incidents."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("queue")
    before, counts = read_told(request.GET.get("told", "")), counts_of_desk(request)
    changed = changed_since(before, counts)
    if not changed:
        return HttpResponse(status=204)
    context = {
        "told": counts.told(before),
        "counts": counts.views,
        "figures": [(name, figure) for name, figure in changed if name not in (LATE, SOON_DUE)],
        "is_list": LATE in before,
        "said": changes_said(before, counts),
    }
    return render(request, "incidents/desk/_fresh_counts.html", context)


@staff_page
def fresh_clocks(request: SignedInRequest) -> HttpResponse:
    """Return the clocks of the rows that a list shows, for their places; the order of the list stays."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("queue")
    numbers = [number for number in request.GET.getlist("n")[:PAGE_SIZE] if "\x00" not in number]
    rows = list(
        Incident.objects.visible_to(request.user)
        .filter(number__in=numbers)
        .select_related("hold_reason")
        .only("number", "hold_reason__name")
    )
    hang(rows, faces_for(rows, clock.now()))
    return render(request, "incidents/desk/_fresh_clocks.html", {"rows": rows})


def _beside(rest: QueryDict, cursor: str | None) -> str:
    """Return the address of a neighbouring page, with the same filters; empty where there is none."""
    if cursor is None:
        return ""
    return f"?{rest.urlencode()}&after={cursor}" if rest else f"?after={cursor}"


def columns_at(request: SignedInRequest, path: str) -> Columns:
    """Return the columns of the list that is open at an address, so that one of its rows can be drawn anew."""
    try:
        here = resolve(path)
    except Resolver404:
        return columns_for(request.user)
    saved = (
        views_for(request.user).filter(pk=here.kwargs["pk"]).first()
        if here.url_name == "saved_view"
        else None
    )
    return columns_for(request.user, saved)


@staff_page
def preview(request: SignedInRequest, number: str) -> HttpResponse:
    """Show the essentials of one incident beside the list; alone they are no page, the incident's own page is."""
    incident = found(request, number)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(incident)
    return render(request, "incidents/desk/_preview.html", preview_context(request, incident))


def preview_context(request: SignedInRequest, incident: Incident) -> dict[str, Any]:
    """Return the essentials of an incident: its next steps, its clocks and what happened last."""
    return {
        **steps_context(request, incident),
        **cards_context(incident, request.user, clock.now()),
        "entries": incident.entries.visible_to(request.user).select_related("author").order_by("-id")[:5],
    }
