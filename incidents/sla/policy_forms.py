"""The form of a policy: conditions, a table of targets, and what happens when a target comes near."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.people.models import Organisation, Team
from accounts.webhooks.models import Webhook
from incidents.catalogue.choices import Priority
from incidents.catalogue.models import Service
from incidents.sla import refusals
from incidents.sla.calendar_plan import Plan
from incidents.sla.calendar_words import as_minutes
from incidents.sla.calendars import WorkingCalendar
from incidents.sla.choices import KINDS_COVERED, ClockKind, Covers, Majors, StopsOn, Tell, UpdateMode
from incidents.sla.defaults import STEPS
from incidents.sla.fields import DurationField
from incidents.sla.forms import VersionedForm
from incidents.sla.models import Calendar, CalendarVersion, Policy
from incidents.sla.queries import terms_of
from incidents.sla.rules import minutes_of_a_day, problems_of, target_field
from incidents.sla.terms import Step, Terms

_EMPTY_ROWS = 3
_MOST_ROWS = 40
_HOUR = 60
_STEP_FIELD = re.compile(r"step_(\d{1,3})_\w+")


class Cell(NamedTuple):
    """One target of the table, and the minutes it means in words."""

    field: forms.BoundField
    meaning: str


class TargetRow(NamedTuple):
    """The targets of one clock, P1 to P5."""

    kind: ClockKind
    cells: list[Cell]


class StepRow(NamedTuple):
    """One escalation step."""

    percent: forms.BoundField
    minutes: forms.BoundField
    tell: forms.BoundField
    urgency: forms.BoundField
    team: forms.BoundField
    webhook: forms.BoundField


class DueRow(NamedTuple):
    """When the clocks of one kind that start now are due, P1 to P5."""

    kind: ClockKind
    zone: str
    dues: list[str]


class PolicyForm(VersionedForm):
    """A promise about time."""

    levels = tuple(Priority)

    calendar = forms.ModelChoiceField(Calendar.objects.all(), label=_("Calendar"))
    follows_service = forms.BooleanField(
        label=_("The service's own calendar goes first"),
        required=False,
        help_text=_("Where a service has a calendar, its hours count instead."),
    )
    priorities = forms.TypedMultipleChoiceField(
        label=_("Priorities"),
        choices=[(level.value, f"{level.code} {level.label}") for level in Priority],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked means all."),
    )
    services = forms.ModelMultipleChoiceField(
        Service.objects.all(), label=_("Services"), required=False, help_text=_("None chosen means all.")
    )
    organisations = forms.ModelMultipleChoiceField(
        Organisation.objects.all(),
        label=_("Organisations of the requester"),
        required=False,
        help_text=_("None chosen means all."),
    )
    teams = forms.ModelMultipleChoiceField(
        Team.objects.all(), label=_("Teams"), required=False, help_text=_("None chosen means all.")
    )
    majors = forms.ChoiceField(label=_("Major incidents"), choices=Majors, initial=Majors.ANY)
    stops_on = forms.ChoiceField(label=_("The response ends with"), choices=StopsOn, initial=StopsOn.EITHER)
    update_mode = forms.ChoiceField(
        label=_("The next update is owed"), choices=UpdateMode, initial=UpdateMode.UNANSWERED
    )
    close_after_days = forms.IntegerField(
        label=_("Working days until a resolved incident closes"), min_value=1, max_value=60, initial=5
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in self.kinds():
            for level in Priority:
                label = _("%(clock)s, %(priority)s") % {"clock": kind.label, "priority": level.code}
                self.fields[target_field(kind, level)] = DurationField(label=label)
        teams = [("", "–"), *((team.pk, team.name) for team in Team.objects.filter(retired_at=None))]
        webhooks = [("", "–"), *_webhook_choices(self.terms_now)]
        for row in self._row_numbers():
            self._add_step_fields(row, teams, webhooks)

    def kinds(self) -> Iterable[ClockKind]:
        """Return the clocks of the table: those of the promise, or all while it is not chosen yet."""
        return KINDS_COVERED[Covers(self.instance.covers)] if self.instance.pk else tuple(ClockKind)

    def _row_numbers(self) -> range:
        """Return the lines that were sent, or those there are with some empty ones."""
        if not self.is_bound:
            return range(len(self.terms_now.steps if self.terms_now else STEPS) + _EMPTY_ROWS)
        sent = [int(match[1]) for name in self.data if (match := _STEP_FIELD.fullmatch(name))]
        return range(min(max(sent, default=-1) + 1, _MOST_ROWS))

    def _add_step_fields(
        self, row: int, teams: list[tuple[Any, Any]], webhooks: list[tuple[Any, Any]]
    ) -> None:
        self.fields |= {
            f"step_{row}_percent": forms.IntegerField(
                label=_("Percent of the target"), required=False, min_value=1, max_value=1000
            ),
            f"step_{row}_minutes": DurationField(label=_("Or working time after the breach")),
            f"step_{row}_tell": forms.MultipleChoiceField(
                label=_("Tell"), choices=Tell, required=False, widget=forms.CheckboxSelectMultiple
            ),
            f"step_{row}_urgency": forms.BooleanField(label=_("Raise the urgency"), required=False),
            f"step_{row}_team": forms.TypedChoiceField(
                label=_("Hand over to"), choices=teams, coerce=int, empty_value=None, required=False
            ),
            f"step_{row}_webhook": forms.TypedChoiceField(
                label=_("Call the web-hook"), choices=webhooks, coerce=int, empty_value=None, required=False
            ),
        }

    def content(self) -> dict[str, Any]:
        self.terms_now = terms_of(self.current.pk) if self.current is not None else None
        known = self.terms_now
        if known is None:
            steps = [Step(percent, tell=tuple(tell)) for percent, tell in STEPS]
            return {"position": _free_position(), **dict(_step_content(steps))}
        targets = {
            target_field(kind, priority): str(minutes)
            for kind, by_priority in known.targets.items()
            for priority, minutes in by_priority.items()
        }
        words = ("calendar", "follows_service", "majors", "stops_on", "update_mode", "close_after_days")
        lists = ("priorities", "services", "organisations", "teams")
        return {
            **{name: getattr(known, name) for name in words},
            **{name: sorted(getattr(known, name)) for name in lists},
            **targets,
            **dict(_step_content(known.steps)),
        }

    def _referred(self, name: str) -> list[Any]:
        """Keep what the version refers to on offer, though it may be retired meanwhile."""
        value = self.initial.get(name) or []
        return value if isinstance(value, list) else [value]

    def terms(self) -> Terms:
        """Return what was typed as one version of the policy."""
        told = self.cleaned_data
        day = self.minutes_of_a_day()
        targets: dict[ClockKind, dict[int, int]] = {}
        for kind in self.kinds():
            for level in Priority:
                if (duration := told.get(target_field(kind, level))) is not None:
                    targets.setdefault(kind, {})[level.value] = as_minutes(duration, day)
        return Terms(
            version=0,
            slug=self.instance.slug,
            name=self.instance.name,
            number=0,
            covers=Covers(told.get("covers") or self.instance.covers),
            calendar=told["calendar"].pk,
            follows_service=told["follows_service"],
            priorities=frozenset(told["priorities"]),
            services=frozenset(row.pk for row in told["services"]),
            organisations=frozenset(row.pk for row in told["organisations"]),
            teams=frozenset(row.pk for row in told["teams"]),
            majors=Majors(told["majors"]),
            targets=targets,
            stops_on=StopsOn(told["stops_on"]),
            update_mode=UpdateMode(told["update_mode"]),
            steps=tuple(self._steps(day)),
            close_after_days=told["close_after_days"],
        )

    def _steps(self, day: int) -> Iterator[Step]:
        told = self.cleaned_data
        for row in self._row_numbers():
            minutes = told.get(f"step_{row}_minutes")
            step = Step(
                percent=told.get(f"step_{row}_percent"),
                minutes_after=None if minutes is None else as_minutes(minutes, day),
                tell=tuple(Tell(word) for word in told.get(f"step_{row}_tell", ())),
                raises_urgency=told.get(f"step_{row}_urgency", False),
                reassign_to=told.get(f"step_{row}_team"),
                webhook=told.get(f"step_{row}_webhook"),
            )
            if step != Step():
                yield step

    def plan(self) -> Plan | None:
        """Return the hours of the chosen calendar."""
        chosen = (
            getattr(self, "cleaned_data", {}).get("calendar")
            if self.is_bound
            else self.initial.get("calendar")
        )
        if not hasattr(self, "_plans"):
            self._plans: dict[Any, Plan | None] = {}
        key = getattr(chosen, "pk", chosen)
        if key not in self._plans:
            version = CalendarVersion.objects.filter(calendar=key, is_current=True).first() if key else None
            self._plans[key] = Plan.from_dict(version.definition) if version is not None else None
        return self._plans[key]

    def minutes_of_a_day(self) -> int:
        """Return the minutes of an ordinary working day in the chosen calendar."""
        plan = self.plan()
        return minutes_of_a_day(plan) if plan is not None else 0

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.previews and not self.errors:
            try:
                refusals.refuse(problems_of(self.terms()))
            except ValidationError as refusal:
                self.show(refusal)
        return cleaned

    def target_rows(self) -> list[TargetRow]:
        """Return the table of targets."""
        return [
            TargetRow(kind, [self._cell(self[target_field(kind, level)]) for level in Priority])
            for kind in self.kinds()
        ]

    def _cell(self, field: forms.BoundField) -> Cell:
        try:
            duration = field.field.clean(field.value())
        except ValidationError:
            return Cell(field, "")
        if duration is None:
            return Cell(field, "")
        return Cell(field, meaning_of(as_minutes(duration, self.minutes_of_a_day()), self.minutes_of_a_day()))

    def step_rows(self) -> list[StepRow]:
        """Return the lines of escalation steps."""
        return [
            StepRow(*(self[f"step_{row}_{name}"] for name in StepRow._fields)) for row in self._row_numbers()
        ]

    def preview(self, now: datetime) -> list[DueRow]:
        """Say when clocks that start now are due, in the calendar's zone; nothing while the form is wrong (SLA-26)."""
        plan = self.plan()
        if plan is None or (self.is_bound and self.errors):
            return []
        targets = (
            self.terms().targets if self.is_bound else (self.terms_now.targets if self.terms_now else {})
        )
        calendar = WorkingCalendar(plan)

        def due(minutes: int | None) -> str:
            return "" if minutes is None else _due(calendar, now, minutes)

        return [
            DueRow(kind, plan.zone.key, [due(targets[kind].get(level.value)) for level in Priority])
            for kind in ClockKind
            if targets.get(kind)
        ]


def _due(calendar: WorkingCalendar, now: datetime, minutes: int) -> str:
    try:
        due = calendar.due_at(now, minutes * 60).astimezone(calendar.zone)
    except ValueError:
        return _t("never")
    return date_format(due, "D j M Y, H:i")


def _free_position() -> int:
    """Return a place before the last policy, which is the one for all that nobody else wants."""
    taken = Policy.objects.offered().filter(covers=Covers.REQUESTER).order_by("-position")
    last: list[int] = [0, *sorted(taken.values_list("position", flat=True)[:2])]
    return (last[-1] + last[-2]) // 2 if len(last) > 2 else last[-1] + 10


def _step_content(steps: Iterable[Step]) -> Iterator[tuple[str, Any]]:
    for row, step in enumerate(steps):
        yield f"step_{row}_percent", step.percent
        yield f"step_{row}_minutes", "" if step.minutes_after is None else str(step.minutes_after)
        yield f"step_{row}_tell", [str(word) for word in step.tell]
        yield f"step_{row}_urgency", step.raises_urgency
        yield f"step_{row}_team", step.reassign_to
        yield f"step_{row}_webhook", step.webhook


def _webhook_choices(known: Terms | None) -> list[tuple[int, str]]:
    """Offer what is switched on, and what the policy names already."""
    named = {step.webhook for step in known.steps if step.webhook} if known else set()
    offered = Webhook.objects.filter(Q(is_active=True) | Q(pk__in=named))
    return [(webhook.pk, webhook.name) for webhook in offered]


def meaning_of(minutes: int, minutes_of_day: int) -> str:
    """Say what a number of minutes is in hours and in working days (SLA-27)."""
    words = [_t("%(count)d min") % {"count": minutes}]
    if minutes >= _HOUR:
        words.append(_t("%(count)s h") % {"count": f"{minutes / _HOUR:g}"})
    if minutes_of_day and minutes == minutes_of_day:
        words.append(_t("1 working day"))
    elif minutes_of_day and minutes > minutes_of_day:
        words.append(_t("%(count)s working days") % {"count": f"{minutes / minutes_of_day:.4g}"})
    return " = ".join(words)
