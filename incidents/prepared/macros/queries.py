"""Which macros somebody can use on an incident as it is."""

from django.db.models import Q

from accounts.actor import Actor
from incidents.lifecycle.roles import steps_for
from incidents.prepared.macros.models import Macro
from incidents.records.models import Incident
from incidents.records.queries import is_desk

MOST_SHOWN = 50
_MOST_WORDS = 6


def macros_for(incident: Incident, by: Actor, asked: str = "") -> list[Macro]:
    """Return the macros whose step the actor may take now, and that have the words; what they need is asked later."""
    if incident.is_locked or not is_desk(by):
        return []
    rows = Macro.objects.offered().filter(step__in=["", *steps_for(incident, by)])
    for word in asked.replace("\x00", "").split()[:_MOST_WORDS]:
        rows = rows.filter(Q(slug__icontains=word) | Q(name__icontains=word) | Q(description__icontains=word))
    return list(rows[:MOST_SHOWN])


def macro_named(slug: str) -> Macro | None:
    """Return a macro that is offered, with all that it names; None if there is none."""
    rows = Macro.objects.offered().select_related(
        "service",
        "category",
        "team",
        "assignee",
        "hold_reason",
        "resolution_code",
        "cause_category",
        "cancel_reason",
    )
    found: Macro | None = rows.filter(slug=slug).first()
    return found
