"""Reads the queue's filters from the address; a value that does not exist is said, not guessed."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.people.models import User
from incidents.catalogue.choices import Priority
from incidents.catalogue.models import Service
from incidents.desk.context import teams_of_desk
from incidents.desk.queues import BY_DUE, ORDERS, Filters
from incidents.records.choices import State
from incidents.sla.choices import Health

NOBODY = "none"
ME = "me"
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


def _without(query: QueryDict, name: str) -> str:
    rest = query.copy()
    for gone in (name, "after"):
        rest.pop(gone, None)
    return f"?{rest.urlencode()}" if rest else "?"


def read_filters(request: HttpRequest, services: list[Service]) -> Asked:
    """Return the filters; unknown values are left out and named."""
    form = QueueFilterForm(request.GET)
    teams = {team.slug: team for team in teams_of_desk(request)}
    by_slug = {service.slug: service for service in services}
    _offer(form, "team", [(slug, team.name) for slug, team in teams.items()])
    _offer(form, "service", [(slug, service.name) for slug, service in by_slug.items()])
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
        for name in list(request.GET)[:20]
        if name not in form.fields and name != "after"
    ]
    problems += [
        _("“%(name)s” is given more than once; the last one counts.") % {"name": form.fields[name].label}
        for name in _SINGLE
        if len(request.GET.getlist(name)) > 1
    ]
    return Asked(filters, good.get("sort") or BY_DUE, _chips(request.GET, filters), problems, form)


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


def _chips(query: QueryDict, filters: Filters) -> list[Chip]:
    shown = (
        ("state", _("State"), ", ".join(str(State(code).label) for code in filters.states)),
        ("priority", _("Priority"), ", ".join(Priority(value).code for value in filters.priorities)),
        ("team", _("Team"), filters.team.name if filters.team else ""),
        ("service", _("Service"), filters.service.name if filters.service else ""),
        ("assignee", _("Assignee"), _("nobody") if filters.is_unassigned else str(filters.assignee or "")),
        ("sla", _("Service level"), str(Health(filters.health).label) if filters.health else ""),
        ("q", _("Text"), f"“{filters.text}”" if filters.text else ""),
    )
    return [
        Chip(name, label, value, query.getlist(name), _without(query, name))
        for name, label, value in shown
        if value
    ]
