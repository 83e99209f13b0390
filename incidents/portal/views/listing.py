"""The requester's home: say what is not working, and see what became of it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import clock, keyset
from accounts.access.pace import at_typing_pace
from accounts.access.requests import SignedInRequest
from incidents.portal.queries import SHOWS, listed, may_see_organisation
from incidents.portal.words import label_of, whose_turn
from incidents.records.models import Incident
from incidents.records.search import MAX_LENGTH

PAGE_SIZE = 20
NEWEST_FIRST = ("-id",)


@login_required
@require_safe
@at_typing_pace("q")
def home(request: SignedInRequest) -> HttpResponse:
    """List the person's own incidents; HTMX asks for the rows alone."""
    asked = _asked(request)
    rows = listed(request.user, everybody=asked["everybody"], show=asked["show"], words=asked["words"])
    try:
        page = keyset.page_of(rows, NEWEST_FIRST, size=PAGE_SIZE, cursor=request.GET.get("after") or None)
    except keyset.BadCursorError:
        page = keyset.page_of(rows, NEWEST_FIRST, size=PAGE_SIZE)
    rest = request.GET.copy()
    rest.pop("after", None)
    context = {
        **asked,
        "rows": [_row(row, request) for row in page.rows],
        "next": f"?{rest.urlencode()}&after={page.next}" if page.next else "",
        "is_continued": bool(request.GET.get("after")),
    }
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "incidents/portal/_rows.html", context)
    context["greeting"] = _greeting()
    return render(request, "incidents/portal/home.html", context)


def _asked(request: SignedInRequest) -> dict[str, Any]:
    show = request.GET.get("show", "open")
    has_choice = may_see_organisation(request.user)
    return {
        "show": show if show in SHOWS else "open",
        "words": request.GET.get("q", "").replace("\0", "")[:MAX_LENGTH],
        "has_choice": has_choice,
        "everybody": has_choice and request.GET.get("of") == "organisation",
    }


def _row(row: Incident, request: SignedInRequest) -> dict[str, Any]:
    is_yours = row.requester_id == request.user.pk
    return {
        "incident": row,
        "icon": f"state-{row.state.replace('_', '-')}",
        "turn": whose_turn(row, is_yours=is_yours),
        "label": label_of(row, is_yours=is_yours),
        "is_yours": is_yours,
    }


def _greeting() -> str:
    hour = clock.now().astimezone(get_current_timezone()).hour
    if hour < 12:
        return _("Good morning")
    return _("Good afternoon") if hour < 18 else _("Good evening")
