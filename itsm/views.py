"""Pages of the whole product that belong to no app."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render


def component_sheet(request: HttpRequest) -> HttpResponse:
    """Show every part of every page in all its states; for developers and administrators."""
    if not (settings.DEBUG or request.user.is_staff):
        raise Http404
    return render(request, "ui/sheet.html", {"themes": ("light", "dark")})
