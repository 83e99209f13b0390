"""The board of a view: columns by state; a card moves by the step of its life cycle."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from accounts import clock
from accounts.access.requests import SignedInRequest, actor_of
from incidents.catalogue.models import Service
from incidents.desk.access import staff_page
from incidents.desk.board import columns_of, moves
from incidents.desk.clocks import faces_for, hang
from incidents.desk.filtering import read_filters
from incidents.desk.queues import ORDERS, VIEW_BY_SLUG
from incidents.desk.views.queue import Shown, tabs_context
from incidents.lifecycle.roles import steps_for


@staff_page
def board(request: SignedInRequest, view: str) -> HttpResponse:
    """Show a view as columns; HTMX asks for the columns alone after a step."""
    if view not in VIEW_BY_SLUG:
        raise Http404
    services = list(Service.objects.offered().only("slug", "name", "retired_at"))
    asked, now = read_filters(request, services), clock.now()
    columns = columns_of(request.user, view, asked.filters, asked.sort, now)
    cards = [card for column in columns for card in column.cards]
    hang(cards, faces_for(cards, now))
    by = actor_of(request)
    for card in cards:
        card.moves = moves(card, steps_for(card, by))  # type: ignore[attr-defined]
    shown = Shown(VIEW_BY_SLUG[view])
    context: dict[str, Any] = {"view": shown.view, "shown": shown, "asked": asked, "columns": columns}
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "incidents/desk/_board.html", context)
    context |= tabs_context(request)
    context["page"] = "board"
    context["orders"] = [(name, label) for name, (label, _fields) in ORDERS.items()]
    return render(request, "incidents/desk/board.html", context)
