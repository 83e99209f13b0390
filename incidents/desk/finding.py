"""What the palette finds while somebody types: incidents, services, people and macros, each row by row (UX-07)."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from accounts.access.backends import warm_rights
from accounts.actor import Actor
from accounts.choices import Right
from accounts.people.models import User
from accounts.people.queries import people_matching
from incidents.catalogue.models import Service
from incidents.prepared.macros.queries import macros_for
from incidents.records.models import Incident
from incidents.records.search import matching

SHORTEST = 2
_MOST_INCIDENTS, _MOST_OTHERS = 8, 4


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that can be gone to."""

    href: str
    icon: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Finds:
    """What was found, by kind."""

    incidents: list[Incident]
    macros: list[Found]
    services: list[Found]
    people: list[Found]


def find(asked: str, by: Actor, about: Incident | None = None) -> Finds:
    """Return what fits the words; a number, with or without the prefix, comes first. `about` is the open page's."""
    asked = asked.replace("\x00", "").strip()
    if len(asked) < SHORTEST:
        return Finds([], [], [], [])
    return Finds(
        _incidents(asked, by.user),
        list(_macros(asked, by, about))[:_MOST_OTHERS],
        list(_services(asked)),
        list(_people(asked, by.user)),
    )


def _incidents(asked: str, user: User) -> list[Incident]:
    visible = Incident.objects.visible_to(user).only("number", "title", "state", "priority")
    number = f"{settings.INCIDENT_PREFIX}-{asked}" if asked.isascii() and asked.isdigit() else asked
    exact = list(visible.filter(number__iexact=number).order_by()[:1])
    found = list(matching(visible, asked).order_by("-id")[: _MOST_INCIDENTS + 1])
    others = [row for row in found if row not in exact]
    return [*exact, *sorted(others, key=lambda row: not row.is_open)][:_MOST_INCIDENTS]


def _macros(asked: str, by: Actor, about: Incident | None) -> Iterator[Found]:
    if about is None:
        return
    for row in macros_for(about, by, asked):
        yield Found(reverse("macro", args=[about.number, row.slug]), "list", row.name, row.description)


def _services(asked: str) -> Iterator[Found]:
    rows = Service.objects.offered().filter(Q(name__icontains=asked) | Q(slug__icontains=asked))
    for row in rows[:_MOST_OTHERS]:
        yield Found(
            f"{reverse('queue', args=['all'])}?{urlencode({'service': row.slug})}", "services", row.name
        )


def _people(asked: str, user: User) -> Iterator[Found]:
    """Yield colleagues with what they work on, and everybody else with the form that logs for them."""
    rows = people_matching(asked, by_contact=user.may(Right.SEE_PERSONAL_DATA)).order_by("username")
    people = list(rows[:_MOST_OTHERS])
    warm_rights(people)
    for person in people:
        if person.is_staff_member:
            href = f"{reverse('queue', args=['all'])}?{urlencode({'assignee': person.username})}"
        else:
            href = f"{reverse('log_incident')}?{urlencode({'requester': person.username})}"
        yield Found(href, "user", person.display_name, person.username)
