"""Who may open the agent's pages: staff; requesters are shown to their own pages instead."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from accounts.choices import Right
from accounts.people.models import User

View = Callable[..., HttpResponseBase]


def staff_page(view: View) -> View:
    """Let staff in; send others to the portal, to the same incident if the page is about one."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_staff_member:  # type: ignore[union-attr]
            return view(request, *args, **kwargs)
        if request.method in ("GET", "HEAD"):
            number = kwargs.get("number")
            return redirect("portal_incident", number) if number else redirect("portal")
        return HttpResponse(status=403)

    return login_required(guarded)


def reads_all_pauses(user: User) -> bool:
    """Say whether the person answers for how everybody uses pauses."""
    return any(
        user.may(right) for right in (Right.INCIDENT_MANAGER, Right.MAJOR_INCIDENT_MANAGER, Right.AUDIT)
    )


def may_read_pauses(user: User) -> bool:
    """Say whether the person answers for all of them, or as a lead for those of the own teams."""
    return reads_all_pauses(user) or (user.may(Right.LEAD) and bool(user.led_team_ids))
