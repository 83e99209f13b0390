"""The palette's question while somebody types: one bounded answer to each pause of the keys (UX-07)."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access.pace import at_typing_pace
from accounts.access.requests import SignedInRequest, actor_of
from incidents.desk.access import staff_page
from incidents.desk.finding import find
from incidents.records.models import Incident

_LONGEST_QUESTION = 200


@staff_page
@require_safe
@at_typing_pace("q")
def palette(request: SignedInRequest) -> HttpResponse:
    """Return what fits the words; without a script it is a search in the queue."""
    asked = request.GET.get("q", "")[:_LONGEST_QUESTION].strip()
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(f"{reverse('queue')}?{urlencode({'q': asked})}")
    # What begins so asks for the commands of the page alone.
    words = "" if asked.startswith(">") else asked
    number = request.GET.get("about", "")[:24].replace("\x00", "")
    about = (
        Incident.objects.visible_to(request.user).filter(number=number).first() if number and words else None
    )
    found = find(words, actor_of(request), about)
    return render(request, "incidents/desk/_found.html", {"found": found, "asked": asked, "about": about})
