"""Whom a work note calls on by @name or @team, and who of them may read it (INV-13)."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q
from django.db.models.functions import Lower

from accounts.access.backends import warm_rights
from accounts.people.models import Team, User
from accounts.people.queries import people_matching
from incidents.lifecycle.rules import mentioned_names
from incidents.records.models import Incident

MOST_OFFERED = 8


@dataclass(frozen=True, slots=True)
class Mentioned:
    """Who is called on: people by name, members of teams, and those who may not read work notes."""

    people: list[User] = field(default_factory=list)
    members: list[User] = field(default_factory=list)
    barred: list[User] = field(default_factory=list)

    @property
    def readers(self) -> list[User]:
        """Return everybody who is told."""
        return [*self.people, *self.members]


def mentioned_in(words: str) -> Mentioned:
    """Return who a note calls on; a name that nobody and no team has is only a word."""
    names = mentioned_names(words)
    if not names:
        return Mentioned()
    active: Iterable[User] = (
        User.objects.active().people().annotate(called=Lower("username")).filter(called__in=names)
    )
    named = list(active)
    warm_rights(named)
    free = set(names) - {person.username.lower() for person in named}
    members = _members_of(free, but=named) if free else []
    return Mentioned(
        [person for person in named if person.is_staff_member],
        [person for person in members if person.is_staff_member],
        [person for person in (*named, *members) if not person.is_staff_member],
    )


def _members_of(names: Iterable[str], *, but: Iterable[User]) -> list[User]:
    teams = Team.objects.offered().filter(slug__in=names)
    known = {person.pk for person in but}
    rows = User.objects.active().people().filter(memberships__team__in=teams).exclude(pk__in=known)
    members = list(rows.order_by("username").distinct())
    warm_rights(members)
    return members


@dataclass(frozen=True, slots=True)
class Name:
    """A name that may stand behind @."""

    name: str
    label: str
    is_team: bool = False
    is_barred: bool = False


def names_for(incident: Incident, asked: str) -> list[Name]:
    """Return the names that fit what is typed; at first the team of the incident and its members."""
    asked = asked.replace("\x00", "").strip()
    if asked:
        people = list(people_matching(asked, by_contact=False).order_by("username")[:MOST_OFFERED])
        teams = Team.objects.offered().filter(Q(slug__icontains=asked) | Q(name__icontains=asked))
    else:
        teams = Team.objects.offered().filter(incident=incident)
        rows = User.objects.active().people().filter(memberships__team__in=teams)
        people = list(rows.order_by("username")[:MOST_OFFERED])
    warm_rights(people)
    found = [
        Name(person.username, person.display_name, is_barred=not person.is_staff_member) for person in people
    ]
    found += [Name(team.slug, team.name, is_team=True) for team in teams[:MOST_OFFERED]]
    return sorted(found, key=lambda one: (one.is_barred, not one.name.startswith(asked.lower())))[
        :MOST_OFFERED
    ]
