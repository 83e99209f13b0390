"""The fields of a search, each with what its values mean."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.dateparse import parse_date
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _

from accounts.choices import Channel
from accounts.people.models import Team, User
from accounts.people.queries import people_matching, people_named
from incidents.catalogue.choices import Priority
from incidents.catalogue.models import Category, Service, Supplier
from incidents.desk.queues import standing_like
from incidents.desk.search.syntax import Term
from incidents.records.choices import MajorState, State
from incidents.records.models import IS_OPEN
from incidents.records.timeline_models import Attachment
from incidents.sla.choices import Health

ME, NOBODY = "me", "none"
_MOST_PEOPLE = 50
_AGO = re.compile(r"(\d{1,4})([hdw])")
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


@dataclass(frozen=True, slots=True)
class Asker:
    """Who searches, and when."""

    user: User
    now: datetime


class NoSuchValueError(LookupError):
    """A value that the field cannot have; the argument says what it can."""


def condition_of(term: Term, asker: Asker) -> Q:
    """Return what a term keeps; raises NoSuchValueError with a sentence."""
    kept = Q()
    for value in term.values:
        try:
            kept |= FIELDS[term.name](value.replace("\x00", ""), asker)
        except NoSuchValueError as problem:
            sentence = _("“%(name)s:%(value)s” was left out. %(why)s")
            told = {"name": term.name, "value": value[:40], "why": problem.args[0]}
            raise NoSuchValueError(sentence % told) from None
    return ~kept if term.is_unwanted else kept


def _one_of(choices: Mapping[str, Q]) -> Callable[[str, Asker], Q]:
    def build(value: str, _asker: Asker) -> Q:
        if value.lower() not in choices:
            raise NoSuchValueError(_("It may be: %(values)s.") % {"values": ", ".join(choices)})
        return choices[value.lower()]

    return build


def _named(model: Any, column: str) -> Callable[[str, Asker], Q]:
    def build(value: str, _asker: Asker) -> Q:
        if value.lower() == NOBODY:
            return Q(**{column: None})
        row = model.objects.filter(Q(slug__iexact=value) | Q(name__iexact=value)).first()
        if row is None:
            raise NoSuchValueError(_("There is none of this name."))
        return Q(**{column: row})

    return build


def _person(column: str) -> Callable[[str, Asker], Q]:
    def build(value: str, asker: Asker) -> Q:
        if value.lower() == ME:
            return Q(**{column: asker.user})
        if value.lower() == NOBODY:
            return Q(**{column: None})
        people = list(people_named(value)[:2]) or list(
            people_matching(value, by_contact=False)[:_MOST_PEOPLE]
        )
        if not people:
            raise NoSuchValueError(_("Nobody is called so."))
        return Q(**{f"{column}__in": people})

    return build


def _category(value: str, _asker: Asker) -> Q:
    row = Category.objects.filter(Q(path__iexact=value) | Q(slug__iexact=value)).order_by("path").first()
    if row is None:
        raise NoSuchValueError(_("There is no such category."))
    return Q(category__path=row.path) | Q(category__path__startswith=f"{row.path}/")


def _moment(value: str, asker: Asker) -> datetime:
    ago = _AGO.fullmatch(value.lower())
    if ago is not None:
        return asker.now - int(ago[1]) * _UNITS[ago[2]]
    try:
        day = parse_date(value)
    except ValueError:
        day = None
    if day is None or not 1970 <= day.year <= 9000:
        raise NoSuchValueError(_("Write a date such as 2026-11-30, or 12h, 30d or 4w."))
    return datetime(day.year, day.month, day.day, tzinfo=get_current_timezone())


def _is(value: str, asker: Asker) -> Q:
    if value.lower() == Health.BREACHED:
        return standing_like(Health.BREACHED, asker.now)
    return _one_of({**_STANDING, Health.BREACHED.value: Q()})(value, asker)


_STANDING = {
    "open": IS_OPEN,
    "major": Q(major_state=MajorState.DECLARED),
    "flapping": Q(flapping_since__isnull=False),
    "unassigned": IS_OPEN & Q(assignee=None),
}
_STATES = {
    "open": IS_OPEN,
    "done": Q(state__in=[State.RESOLVED, State.CLOSED]),
    **{state.value: Q(state=state) for state in State},
}
_PRIORITIES = {
    name: Q(priority=level.value) for level in Priority for name in (f"p{level.value}", str(level.value))
}
_HAS = {
    "file": Q(Exists(Attachment.objects.filter(incident=OuterRef("pk")).order_by())),
    "parent": Q(parent__isnull=False),
    "supplier": Q(supplier__isnull=False),
}
FIELDS: Mapping[str, Callable[[str, Asker], Q]] = {
    "state": _one_of(_STATES),
    "is": _is,
    "priority": _one_of(_PRIORITIES),
    "team": _named(Team, "team"),
    "assignee": _person("assignee"),
    "requester": _person("requester"),
    "service": _named(Service, "service"),
    "category": _category,
    "supplier": _named(Supplier, "supplier"),
    "channel": _one_of({channel.value: Q(channel=channel) for channel in Channel}),
    "has": _one_of(_HAS),
    "since": lambda value, asker: Q(reported_at__gte=_moment(value, asker)),
    "before": lambda value, asker: Q(reported_at__lt=_moment(value, asker)),
}
