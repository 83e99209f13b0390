"""Who may open the agent's pages: staff; requesters are shown to their own pages instead."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

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
