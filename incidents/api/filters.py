"""How lists are narrowed: the filters of the contract, each with its own strict form of value."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter

from accounts import clock
from accounts.choices import Channel
from accounts.people.models import Membership, Team
from incidents.api.documentation import parameter
from incidents.catalogue.choices import Priority
from incidents.catalogue.models import Service
from incidents.intake.maintenance.queries import running_windows
from incidents.records.choices import OPEN_STATES, MajorState, State
from incidents.records.models import Incident, IncidentQuerySet
from incidents.records.search import MAX_LENGTH, matching
from incidents.sla.choices import Health
from incidents.sla.glance import MAIN_KINDS
from incidents.sla.models import Clock

_MOMENT = re.compile(r"^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:[Zz]|[+-]\d{2}:\d{2})$")
_PRIORITIES = [(priority.code, priority.label) for priority in Priority]


class FlagField(forms.Field):
    """True or false, in these words only."""

    def to_python(self, value: Any) -> bool | None:
        """Return the boolean, None where nothing is said."""
        if value in (None, ""):
            return None
        if value not in ("true", "false"):
            raise ValidationError(_("Choose true or false."), "invalid")
        return bool(value == "true")


class MomentField(forms.Field):
    """A moment with its zone."""

    def to_python(self, value: Any) -> datetime | None:
        """Return the moment; a plus sign that the address turned into a space is put back."""
        if value in (None, ""):
            return None
        text = re.sub(r" (?=\d{2}:\d{2}$)", "+", str(value))
        try:
            if not text.isascii() or not _MOMENT.match(text):
                raise ValueError(text)
            return datetime.fromisoformat(text.upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            sentence = _("Write a moment with its zone, such as 2026-01-13T10:00:00Z.")
            raise ValidationError(sentence, "invalid") from None


class WordsField(forms.Field):
    """Several words, separated by commas."""

    def __init__(self, *, choices: Any, **options: Any) -> None:
        self.known = [value for value, _label in choices]
        super().__init__(**options)

    def to_python(self, value: Any) -> list[str]:
        """Return the words, all of them known."""
        words = str(value).split(",") if value else []
        for word in words:
            if word not in self.known:
                raise ValidationError(_("Choose from: %s.") % ", ".join(self.known), "invalid_choice")
        return words


class FlagFilter(django_filters.Filter):
    """Filters by a boolean."""

    field_class = FlagField


class MomentFilter(django_filters.Filter):
    """Filters by a moment."""

    field_class = MomentField


class WordsFilter(django_filters.Filter):
    """Filters by several words."""

    field_class = WordsField


def _named(method: str) -> Any:
    return django_filters.CharFilter(method=method, max_length=250)


class IncidentFilters(django_filters.FilterSet):
    """The filters of the list of incidents."""

    state = django_filters.ChoiceFilter(choices=State.choices)
    state__in = WordsFilter(choices=State.choices, field_name="state", lookup_expr="in")
    open = FlagFilter(method="by_open")
    priority = django_filters.ChoiceFilter(choices=_PRIORITIES, method="by_priority")
    priority__in = WordsFilter(choices=_PRIORITIES, method="by_priorities")
    team = _named("by_team")
    assignee = _named("by_person")
    requester = _named("by_person")
    service = django_filters.CharFilter(field_name="service__slug", max_length=250)
    category = _named("by_category")
    channel = django_filters.ChoiceFilter(choices=Channel.choices)
    is_major = FlagFilter(method="by_major")
    sla = django_filters.ChoiceFilter(choices=Health.choices, method="by_sla")
    reported_after = MomentFilter(field_name="reported_at", lookup_expr="gte")
    reported_before = MomentFilter(field_name="reported_at", lookup_expr="lt")
    updated_after = MomentFilter(field_name="updated_at", lookup_expr="gt")
    external_reference = django_filters.CharFilter(max_length=120)
    supplier = django_filters.CharFilter(field_name="supplier__slug", max_length=250)
    supplier_reference = django_filters.CharFilter(max_length=120)
    q = django_filters.CharFilter(method="by_words", max_length=MAX_LENGTH)

    class Meta:
        model = Incident
        fields: tuple[str, ...] = ()

    def by_open(self, rows: IncidentQuerySet, _name: str, value: bool) -> QuerySet[Incident]:
        """Keep what is open, or what is not."""
        return rows.open() if value else rows.exclude(state__in=OPEN_STATES)

    def by_priority(self, rows: IncidentQuerySet, _name: str, value: str) -> QuerySet[Incident]:
        """Keep one priority."""
        return rows.filter(priority=int(value[1:]))

    def by_priorities(self, rows: IncidentQuerySet, _name: str, value: list[str]) -> QuerySet[Incident]:
        """Keep several priorities."""
        return rows.filter(priority__in=[int(code[1:]) for code in value]) if value else rows

    def by_team(self, rows: IncidentQuerySet, _name: str, value: str) -> QuerySet[Incident]:
        """Keep a team's incidents; `none` keeps those without one."""
        return rows.filter(team=None) if value == "none" else rows.filter(team__slug=value)

    def by_person(self, rows: IncidentQuerySet, name: str, value: str) -> QuerySet[Incident]:
        """Keep somebody's incidents; `me` is the caller, `none` keeps those without anybody."""
        if value == "none":
            return rows.filter(**{name: None})
        if value == "me":
            return rows.filter(**{name: self.request.user})
        return rows.filter(**{f"{name}__username": value})

    def by_category(self, rows: IncidentQuerySet, _name: str, value: str) -> QuerySet[Incident]:
        """Keep a category and everything below it."""
        return rows.filter(Q(category__path=value) | Q(category__path__startswith=f"{value}/"))

    def by_major(self, rows: IncidentQuerySet, _name: str, value: bool) -> QuerySet[Incident]:
        """Keep declared major incidents, or all others."""
        declared = Q(major_state=MajorState.DECLARED)
        return rows.filter(declared if value else ~declared)

    def by_sla(self, rows: IncidentQuerySet, _name: str, value: str) -> QuerySet[Incident]:
        """Keep what stands like this by the worst of its live clocks; without any, everything is in order."""
        clocks = Clock.objects.filter(incident=OuterRef("pk"))
        if not self.request.user.is_staff_member:
            clocks = clocks.filter(kind__in=MAIN_KINDS)
        now = clock.now()
        is_breached, is_at_risk = (
            Exists(clocks.in_health(health, now)) for health in (Health.BREACHED, Health.AT_RISK)
        )
        conditions = {
            Health.BREACHED: Q(is_breached),
            Health.AT_RISK: Q(is_at_risk) & ~Q(is_breached),
            Health.OK: ~Q(is_at_risk) & ~Q(is_breached),
        }
        return rows.filter(conditions[Health(value)])

    def by_words(self, rows: IncidentQuerySet, _name: str, value: str) -> QuerySet[Incident]:
        """Keep what contains the words."""
        return matching(rows, value)


class MetricFilters(django_filters.FilterSet):
    """Which incidents a metric counts; a name that does not exist would count nothing, so it is refused."""

    team = django_filters.ModelChoiceFilter(
        queryset=Team.objects.all(), to_field_name="slug", null_label="none", null_value="none"
    )
    service = django_filters.ModelChoiceFilter(queryset=Service.objects.all(), to_field_name="slug")
    priority = django_filters.ChoiceFilter(choices=_PRIORITIES, method="by_priority")

    by_priority = IncidentFilters.by_priority


class WindowFilters(django_filters.FilterSet):
    """The filters of maintenance windows."""

    service = django_filters.CharFilter(field_name="service__slug", max_length=250)
    item = django_filters.CharFilter(lookup_expr="iexact", max_length=250)
    q = django_filters.CharFilter(field_name="name", lookup_expr="icontains", max_length=120)
    is_active = FlagFilter(method="by_active")
    is_over = FlagFilter(method="by_over")

    def by_active(self, rows: QuerySet[Any], _name: str, value: bool) -> QuerySet[Any]:
        """Keep what is active now, or what is not."""
        active = Q(pk__in=[one.window.pk for one in running_windows(clock.now())])
        return rows.filter(active if value else ~active)

    def by_over(self, rows: QuerySet[Any], _name: str, value: bool) -> QuerySet[Any]:
        """Keep what is over for good, or what is to come."""
        over = Q(over_at__isnull=False, over_at__lte=clock.now())
        return rows.filter(over if value else ~over)


class ReferenceFilters(django_filters.FilterSet):
    """The filters of reference data."""

    q = django_filters.CharFilter(field_name="name", lookup_expr="icontains", max_length=120)
    is_retired = FlagFilter(method="by_retired")

    def by_retired(self, rows: QuerySet[Any], _name: str, value: bool) -> QuerySet[Any]:
        """Keep what is retired, or what is still offered."""
        return rows.filter(retired_at__isnull=not value)


class UserFilters(django_filters.FilterSet):
    """The filters of people."""

    q = django_filters.CharFilter(method="by_words", max_length=120)
    team = django_filters.CharFilter(method="by_team", max_length=60)
    organisation = django_filters.CharFilter(field_name="organisation__slug", max_length=60)
    is_active = FlagFilter(field_name="is_active")

    def by_words(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Keep those whose names contain every word."""
        for word in value.split()[:5]:
            rows = rows.filter(
                Q(username__icontains=word) | Q(first_name__icontains=word) | Q(last_name__icontains=word)
            )
        return rows

    def by_team(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Keep a team's members."""
        return rows.filter(Exists(Membership.objects.filter(user=OuterRef("pk"), team__slug=value)))


class NoticeFilters(django_filters.FilterSet):
    """The filters of the inbox."""

    unread = FlagFilter(method="by_unread")

    def by_unread(self, rows: QuerySet[Any], _name: str, value: bool) -> QuerySet[Any]:
        """Keep what is unread, or what has been read."""
        return rows.filter(read_at__isnull=value)


def narrowed(filters: type[django_filters.FilterSet], rows: QuerySet[Any], request: Any) -> Any:
    """Return the rows that the parameters of the request keep; refuse a value that fits no filter."""
    chosen = filters(data=request.query_params, queryset=rows, request=request)
    if not chosen.form.is_valid():
        raise ValidationError(
            {
                name: [ValidationError(reason.messages[0], "invalid") for reason in reasons.as_data()]
                for name, reasons in chosen.form.errors.items()
            }
        )
    return chosen.qs


_DESCRIBED: Mapping[str, dict[str, Any]] = {
    "state": {"enum": State.values},
    "state__in": {"description": "Comma-separated states."},
    "open": {"enum": ["true", "false"]},
    "priority": {"enum": [priority.code for priority in Priority]},
    "priority__in": {"description": "Comma-separated priorities."},
    "team": {"description": "Short name, or `none`."},
    "assignee": {"description": "Username, `me` or `none`."},
    "requester": {"description": "Username or `me`."},
    "service": {"description": "Short name."},
    "category": {"description": "Path; what stands below it is included."},
    "channel": {"enum": Channel.values},
    "is_major": {"enum": ["true", "false"]},
    "sla": {"enum": Health.values, "description": "How the worst of the live clocks stands."},
    "reported_after": {"format": "date-time"},
    "reported_before": {"format": "date-time"},
    "updated_after": {"format": "date-time"},
    "external_reference": {},
    "supplier": {"description": "Short name."},
    "supplier_reference": {"description": "The reference of the supplier."},
    "q": {"description": "Words in number, title, description and reference.", "maxLength": MAX_LENGTH},
}


def described(filter_set: type[django_filters.FilterSet]) -> list[OpenApiParameter]:
    """Describe the filters for the schema."""
    return [_described(name, each) for name, each in filter_set.base_filters.items()]


def _described(name: str, each: django_filters.Filter) -> OpenApiParameter:
    told = dict(_DESCRIBED.get(name, {"enum": ["true", "false"]} if isinstance(each, FlagFilter) else {}))
    text = told.pop("description", "")
    return parameter(name, text, **{"type": "string", **told})
