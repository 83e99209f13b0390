"""The deadlines of an incident: how they came about, what a choice does to them, and judgements on missed ones."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import clock
from accounts.access.requests import SignedInRequest, actor_of
from accounts.choices import Right
from incidents.catalogue.choices import Level
from incidents.catalogue.models import Service
from incidents.desk.access import staff_page
from incidents.desk.clock_cards import name_of
from incidents.desk.consequences import consequences_for
from incidents.desk.forms.clocks import JUDGEMENTS
from incidents.desk.views.incident import found
from incidents.desk.views.steps import answer_done, refusal_status
from incidents.records.models import Incident
from incidents.sla.choices import ClockKind
from incidents.sla.models import Clock
from incidents.sla.naming import names_for
from incidents.sla.queries import calendar_of, current_book
from incidents.sla.reports import HeldBy, held_by
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
    held_by: list[HeldBy]


@staff_page
@require_safe
def explain(request: SignedInRequest, number: str) -> HttpResponse:
    """Unfold every deadline into the time that counted and the time that did not (SLA-17)."""
    incident = found(request, number)
    context = {"incident": incident, "derivations": derivations(incident, clock.now())}
    page = "_explain.html" if request.htmx else "explain.html"  # type: ignore[attr-defined]
    return render(request, f"incidents/desk/{page}", context)


@staff_page
def judge(request: SignedInRequest, number: str, pk: int, judgement: str) -> HttpResponse:
    """Ask why a target was missed or why that shall not count, or note the answer."""
    if judgement not in JUDGEMENTS:
        raise Http404
    incident = found(request, number)
    if judgement == "waive" and not request.user.may(Right.WAIVE_SLA):
        raise PermissionDenied
    row = get_object_or_404(Clock.objects.select_related("team"), pk=pk, incident=incident)
    form = JUDGEMENTS[judgement].of(request, clock=row)
    if form.is_bound and form.run(by=actor_of(request), now=clock.now()):
        return answer_done(request, incident, _("Noted for %(clock)s.") % {"clock": name_of(row)})
    context = {"incident": incident, "clock": row, "name": name_of(row), "form": form}
    page = "_judge.html" if request.htmx else "judge.html"  # type: ignore[attr-defined]
    status = refusal_status(form) if form.is_bound else 200
    return render(request, f"incidents/desk/{page}", context, status=status)


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
    of_work = next((one for one in stands if one.kind == ClockKind.RESOLUTION), None)
    zone = ZoneInfo(get_current_timezone_name())
    return [
        Told(
            clock=one.clock,
            name=name_of(one.clock),
            state=one.state.label,
            sentences=derivation(one.ledger, names.telling(one.ledger, zone), now),
            elapsed=one.elapsed_seconds,
            held_by=held_by(incident, one.ledger, calendar_of, now) if one is of_work else [],
        )
        for one in stands
    ]
