"""Reads the queue's filters from the address; a value that does not exist is said, not guessed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.people.models import Team, User
from incidents.catalogue.choices import Priority
from incidents.catalogue.models import Service
from incidents.desk.context import teams_of_desk
from incidents.desk.queues import BY_DUE, ORDERS, Filters
from incidents.records.choices import State
from incidents.sla.choices import Health

NOBODY = "none"
ME = "me"
_Group = TypeVar("_Group", Team, Service)
_SINGLE = ("team", "service", "assignee", "q", "sort")


class QueueFilterForm(forms.Form):
    """The filters as the address carries them."""

    state = forms.MultipleChoiceField(label=gettext_lazy("State"), choices=State, required=False)
    priority = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Priority"), choices=Priority, coerce=int, required=False
    )
    team = forms.ChoiceField(label=gettext_lazy("Team"), required=False)
    service = forms.ChoiceField(label=gettext_lazy("Service"), required=False)
    assignee = forms.CharField(label=gettext_lazy("Assignee"), max_length=150, required=False)
    sla = forms.ChoiceField(
        label=gettext_lazy("Service level"),
        choices=[("", gettext_lazy("Any")), *Health.choices],
        required=False,
    )
    q = forms.CharField(label=gettext_lazy("Text"), max_length=200, required=False)
    sort = forms.ChoiceField(
        label=gettext_lazy("Sort"),
        choices=[(name, label) for name, (label, _fields) in ORDERS.items()],
        required=False,
    )


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on: its words, what the address says, and the address without it."""

    name: str
    label: Any
    value: str
    raw: list[str]
    without: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: filters, order, and what could not be read."""

    filters: Filters
    sort: str
    chips: list[Chip]
    problems: list[str]
    form: QueueFilterForm

    @property
    def stored(self) -> dict[str, list[str]]:
        """Return what a saved view keeps: the filters that are on, and the order if it is not the usual one."""
        kept = {chip.name: chip.raw[-1:] if chip.name in _SINGLE else chip.raw for chip in self.chips}
        return kept if self.sort == BY_DUE else {**kept, "sort": [self.sort]}

    @property
    def address(self) -> str:
        """Return the filters and the order as an address has them."""
        return urlencode(self.stored, doseq=True)


def as_query(stored: Mapping[str, Sequence[str]]) -> QueryDict:
    """Return the filters of a saved view as an address would bring them."""
    query = QueryDict(mutable=True)
    # The database keeps no order of names.
    known = [name for name in QueueFilterForm.base_fields if name in stored]
    for name in dict.fromkeys([*known, *stored]):
        query.setlist(name, list(stored[name]))
    return query


def _without(query: QueryDict, name: str, page: str) -> str:
    rest = query.copy()
    for gone in (name, "after"):
        rest.pop(gone, None)
    return f"{page}?{rest.urlencode()}" if rest else f"{page}?"


def read_filters(
    request: HttpRequest, services: list[Service], query: QueryDict | None = None, page: str = ""
) -> Asked:
    """Return the filters of the address, or of a saved view; unknown values are left out and named.

    `page` is the address at which filters are taken away, where that is not the page's own.
    """
    query = request.GET if query is None else query
    form = QueueFilterForm(query)
    teams = _by_slug(teams_of_desk(request), query.getlist("team"))
    by_slug = _by_slug(services, query.getlist("service"))
    _offer(form, "team", [(slug, named(team)) for slug, team in teams.items()])
    _offer(form, "service", [(slug, named(service)) for slug, service in by_slug.items()])
    form.is_valid()
    good = form.cleaned_data
    assignee, wants_nobody = _assignee(good.get("assignee", ""), request.user, form)
    filters = Filters(
        states=tuple(good.get("state") or ()),
        priorities=tuple(good.get("priority") or ()),
        team=teams.get(good.get("team", "")),
        service=by_slug.get(good.get("service", "")),
        assignee=assignee,
        is_unassigned=wants_nobody,
        health=good.get("sla", ""),
        text=good.get("q", ""),
    )
    problems = [
        f"{form.fields[name].label}: {error}" for name, errors in form.errors.items() for error in errors
    ]
    problems += [
        _("There is no filter “%(name)s”.") % {"name": name[:40]}
        for name in list(query)[:20]
        if name not in form.fields and name != "after"
    ]
    problems += [
        _("“%(name)s” is given more than once; the last one counts.") % {"name": form.fields[name].label}
        for name in _SINGLE
        if len(query.getlist(name)) > 1
    ]
    return Asked(filters, good.get("sort") or BY_DUE, _chips(query, filters, page), problems, form)


def named(row: Team | Service) -> str:
    """Return the name, with a word about what is not offered any more."""
    return _("%(name)s (retired)") % {"name": row.name} if row.retired_at else row.name


def _by_slug(offered: list[_Group], asked: list[str]) -> dict[str, _Group]:
    """Return what is offered by its slug, and what an old address still asks for; that is read only then."""
    found = {row.slug: row for row in offered}
    gone = [slug[:60] for slug in asked[:20] if slug and slug not in found and "\x00" not in slug]
    if gone and offered:
        retired = type(offered[0])._default_manager.filter(slug__in=gone)
        found.update((row.slug, row) for row in retired.only("slug", "name", "retired_at"))
    return found


def _offer(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = [("", _("Any")), *choices]


def _assignee(name: str, me: Any, form: QueueFilterForm) -> tuple[User | None, bool]:
    if name == NOBODY:
        return None, True
    if name == ME:
        return me, False
    if not name:
        return None, False
    found = User.objects.filter(username__iexact=name).first()
    if found is None:
        form.add_error("assignee", _("Nobody has this user name."))
    return found, False


def _chips(query: QueryDict, filters: Filters, page: str) -> list[Chip]:
    shown = (
        ("state", _("State"), ", ".join(str(State(code).label) for code in filters.states)),
        ("priority", _("Priority"), ", ".join(Priority(value).code for value in filters.priorities)),
        ("team", _("Team"), named(filters.team) if filters.team else ""),
        ("service", _("Service"), named(filters.service) if filters.service else ""),
        ("assignee", _("Assignee"), _("nobody") if filters.is_unassigned else str(filters.assignee or "")),
        ("sla", _("Service level"), str(Health(filters.health).label) if filters.health else ""),
        ("q", _("Text"), f"“{filters.text}”" if filters.text else ""),
    )
    return [
        Chip(name, label, value, query.getlist(name), _without(query, name, page))
        for name, label, value in shown
        if value
    ]
