"""How the deadlines of an incident came about, clock by clock, in sentences that add up."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import get_current_timezone_name
from django.views.decorators.http import require_safe

from accounts import clock
from accounts.access.requests import SignedInRequest
from incidents.catalogue.choices import Level
from incidents.catalogue.models import Service
from incidents.desk.access import staff_page
from incidents.desk.clock_cards import name_of
from incidents.desk.consequences import consequences_for
from incidents.desk.views.incident import found
from incidents.records.models import Incident
from incidents.sla.models import Clock
from incidents.sla.naming import names_for
from incidents.sla.queries import current_book
from incidents.sla.standing import standings
from incidents.sla.wording import Sentence, derivation

# An incident may have one clock for every update it ever owed.
_MOST = 30


@dataclass(frozen=True, slots=True)
class Told:
    """One clock unfolded; the seconds of its sentences add up to the target, or to what is used up."""

    clock: Clock
    name: str
    state: Any
    sentences: list[Sentence]
    elapsed: int


@staff_page
@require_safe
def explain(request: SignedInRequest, number: str) -> HttpResponse:
    """Unfold every deadline into the time that counted and the time that did not (SLA-17)."""
    incident = found(request, number)
    context = {"incident": incident, "derivations": derivations(incident, clock.now())}
    page = "_explain.html" if request.htmx else "explain.html"  # type: ignore[attr-defined]
    return render(request, f"incidents/desk/{page}", context)


@staff_page
@require_safe
def consequences(request: SignedInRequest, number: str) -> HttpResponse:
    """Say in a sentence what the levels and the service that are chosen do to the deadline."""
    incident = found(request, number)
    levels = [request.GET.get(name, "") for name in ("impact", "urgency")]
    if not incident.is_open or not all(level in Level for level in levels):
        return HttpResponse(status=204)
    slug = request.GET.get("service", "").replace("\x00", "")
    service = Service.objects.filter(slug=slug).first() if slug else incident.service
    told = consequences_for(incident, clock.now()).with_all(levels[0], levels[1], service)
    return render(request, "incidents/desk/_consequence.html", {"sentence": told})


def derivations(incident: Incident, now: datetime) -> list[Told]:
    """Return the clocks, live ones first, the newest before older ones (a constant number of questions)."""
    stands = sorted(standings(incident, now), key=lambda one: (not one.is_live, -one.clock.pk))[:_MOST]
    names = names_for(incident, [one.ledger for one in stands], current_book())
    zone = ZoneInfo(get_current_timezone_name())
    return [
        Told(
            clock=one.clock,
            name=name_of(one.clock),
            state=one.state.label,
            sentences=derivation(one.ledger, names.telling(one.ledger, zone), now),
            elapsed=one.elapsed_seconds,
        )
        for one in stands
    ]
