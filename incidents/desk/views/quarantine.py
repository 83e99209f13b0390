"""The quarantine of e-mail: what waits for a person, what was ignored or discarded, and what may be done about it."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db import Error
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import clock, keyset
from accounts.access.requests import SignedInRequest, actor_of
from accounts.actor import Actor
from incidents.desk.access import staff_page
from incidents.intake.mail.choices import Held, IgnoredBy, Shelf
from incidents.intake.mail.models import SORTS_MAIL, MailMessage, MailMessageQuerySet
from incidents.intake.mail.operations import sorting
from incidents.intake.operations.sweeping import sweep_signals
from incidents.records.models import Incident

_PAGE = 25
_NEWEST_FIRST = ("-id",)


@staff_page
@require_safe
def quarantine(request: SignedInRequest) -> HttpResponse:
    """Show a page of what was held, newest first, and what was just done with one of them."""
    if not any(request.user.may(right) for right in SORTS_MAIL):
        raise PermissionDenied
    asked = request.GET.get("shelf", "")
    shelf = Shelf(asked) if asked in Shelf.values else Shelf.REVIEW
    rows, cursor = _rows(request).on_shelf(shelf), request.GET.get("after") or None
    try:
        page = keyset.page_of(rows, _NEWEST_FIRST, size=_PAGE, cursor=cursor)
    except keyset.BadCursorError:
        messages.warning(request, _("This page of the list does not exist; the list starts anew."))
        page = keyset.page_of(rows, _NEWEST_FIRST, size=_PAGE)
    context = {
        "shelf": shelf,
        "shelves": Shelf,
        "lines": [(message, _reason(message)) for message in page.rows],
        "next": _address(shelf, after=page.next) if page.next else "",
        "previous": _address(shelf, after=page.previous) if page.previous else "",
        **_just_done(request),
    }
    return render(request, "incidents/desk/quarantine.html", context)


def _rows(request: SignedInRequest) -> MailMessageQuerySet:
    rows = MailMessage.objects.visible_to(request.user).select_related("signal__mailbox")
    # A body may be many megabytes: the first words stand beside it.
    return rows.defer("signal__body", "signal__headers")


def _address(shelf: Shelf, **rest: Any) -> str:
    return f"{reverse('quarantine')}?{urlencode({'shelf': shelf.value, **rest})}"


def _reason(message: MailMessage) -> str:
    """Say why a message is held; of one that was refused, in the words of the refusal."""
    word = message.signal.rule_path.removeprefix("quarantine: ")
    if word not in Held.values or word == Held.REFUSED:
        return message.signal.outcome.partition("\n")[0]
    return str(Held(word).label)


def _just_done(request: SignedInRequest) -> dict[str, Any]:
    """Return the message that was just sorted, and its incident if the reader may see that."""
    asked = request.GET.get("done", "")
    if not asked.isascii() or not asked.isdigit() or len(asked) > 18:
        return {}
    done = _rows(request).filter(pk=int(asked)).first()
    seen = Incident.objects.visible_to(request.user)
    incident = seen.filter(pk=done.incident_id).first() if done and done.incident_id else None
    return {"done": done, "done_incident": incident}


@staff_page
@require_POST
def sort_mail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Do what the button says with one message; back to the list, which offers to take it back."""
    message = get_object_or_404(_rows(request), pk=pk)
    act = _ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise BadRequest(_("Say what to do with it by `act`."))
    shelf = Shelf(message.shelf or Shelf.REVIEW)
    try:
        act(message, actor_of(request))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(_address(shelf))
    message.refresh_from_db(fields=["shelf"])
    # What was taken back is shown where it is now; otherwise the reader goes on where they were.
    is_back = message.shelf == Shelf.REVIEW
    return redirect(_address(Shelf.REVIEW if is_back else shelf, done=pk))


def _release(message: MailMessage, by: Actor) -> None:
    now = clock.now()
    sorting.release(message.signal, by=by, now=now)
    try:
        sweep_signals(now, limit=1, only=message.signal_id)
    except Error:
        # It is released: the worker takes it in when the database is back.
        return


def _ignore(looks_at: IgnoredBy) -> Callable[[MailMessage, Actor], None]:
    return lambda message, by: sorting.ignore(message, looks_at, by=by, now=clock.now())


_ACTS: dict[str, Callable[[MailMessage, Actor], None]] = {
    "release": _release,
    "discard": lambda message, by: sorting.discard(message.signal, by=by, now=clock.now()),
    "put_back": lambda message, by: sorting.put_back(message.signal, by=by, now=clock.now()),
    "ignore_sender": _ignore(IgnoredBy.SENDER),
    "ignore_domain": _ignore(IgnoredBy.DOMAIN),
    "stop_ignoring": lambda message, by: sorting.stop_ignoring(message, by=by, now=clock.now()),
}
