"""The log form: who, what, how bad, who takes it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.choices import Channel
from accounts.moment_field import MomentField
from accounts.people.models import Organisation, Team, User
from incidents.catalogue.choices import Level
from incidents.catalogue.models import Category, Service, Supplier
from incidents.desk.forms.fields import (
    PeopleField,
    PersonField,
    TeamField,
    WholeNumberField,
    several,
    text_area,
)
from incidents.desk.forms.requester import RequesterForm
from incidents.lifecycle.operations.moving import triage
from incidents.lifecycle.operations.opening import Report, open_incident
from incidents.prepared.reports.filling import filled, given_by
from incidents.prepared.reports.queries import template_named
from incidents.records.choices import DetectedBy
from incidents.records.models import Incident

_CHANNELS = [
    (channel.value, channel.label) for channel in (Channel.PHONE, Channel.EMAIL, Channel.WALK_UP, Channel.WEB)
]


class LogForm(RequesterForm):
    """An incident as an agent takes it in; with a team it is triaged at once."""

    channel = forms.ChoiceField(
        label=_("Channel"), choices=_CHANNELS, initial=Channel.PHONE, widget=forms.RadioSelect
    )
    title = forms.CharField(label=_("Title"), max_length=200, help_text=_("What the person cannot do."))
    description = forms.CharField(
        label=_("Description"), max_length=50_000, required=False, widget=text_area(4)
    )
    service = forms.ModelChoiceField(
        queryset=Service.objects.offered().select_related("support_team"),
        to_field_name="slug",
        label=_("Service"),
        required=False,
        empty_label=_("Not known yet"),
    )
    category = forms.ModelChoiceField(
        queryset=Category.objects.offered(),
        to_field_name="path",
        label=_("Category"),
        required=False,
        empty_label=_("Not known yet"),
    )
    configuration_item = forms.CharField(label=_("Item"), max_length=120, required=False)
    location = forms.CharField(label=_("Location"), max_length=120, required=False)
    contact = forms.CharField(label=_("Contact"), max_length=120, required=False)
    affected_count = WholeNumberField(
        label=_("People affected"), min_value=0, max_value=10_000_000, required=False
    )
    affected_users = PeopleField(
        label=_("People affected too"),
        required=False,
        help_text=_("User names or e-mail addresses, separated by commas. They may read the incident."),
    )
    affected_teams = several(Team, label=_("Teams affected"))
    affected_organisations = several(Organisation, label=_("Organisations affected"))
    impact = forms.ChoiceField(
        label=_("Impact"), choices=Level, initial=Level.MEDIUM, widget=forms.RadioSelect
    )
    urgency = forms.ChoiceField(
        label=_("Urgency"), choices=Level, initial=Level.MEDIUM, widget=forms.RadioSelect
    )
    detected_by = forms.ChoiceField(label=_("Who noticed first"), choices=DetectedBy, initial=DetectedBy.USER)
    occurred_at = MomentField(label=_("Began"), required=False)
    reported_at = MomentField(label=_("Reported at"), required=False, help_text=_("Empty means now."))
    external_reference = forms.CharField(label=_("External reference"), max_length=120, required=False)
    supplier = forms.ModelChoiceField(
        queryset=Supplier.objects.offered(),
        to_field_name="slug",
        label=_("Supplier"),
        required=False,
        empty_label=_("No supplier"),
        help_text=_("Whose notice told of it."),
    )
    supplier_reference = forms.CharField(label=_("Supplier’s reference"), max_length=120, required=False)
    team = TeamField(
        label=_("Team"),
        required=False,
        empty_label=_("Decide later"),
        help_text=_("With service and category, the team gets it at once."),
    )
    assignee = PersonField(label=_("Assignee"), required=False, empty_label=_("Nobody yet"))

    def log(self, *, by: Actor, now: datetime) -> Incident:
        """Log the incident, and triage it when a team was chosen: both or neither."""
        values: dict[str, Any] = dict(self.cleaned_data)
        team, assignee = values.pop("team"), values.pop("assignee")
        with transaction.atomic():
            values = self.introduced(values, by=by, now=now)
            incident = open_incident(Report(**values), by=by, now=now)
            if team is None:
                return incident
            return triage(
                incident,
                category=incident.category,
                service=incident.service,
                impact=incident.impact,
                urgency=incident.urgency,
                team=team,
                assignee=assignee,
                by=by,
                now=now,
            )

    def found(self, key: str) -> Incident:
        return Incident.objects.get(pk=key)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("assignee") and not values.get("team"):
            self.add_error("team", _("Choose the assignee’s team too."))
        return values


def prefilled(user: User, query: Any) -> dict[str, Any]:
    """Return what the address asks to be filled in."""
    names = ("title", "service", "category", "requester")
    return {name: query[name] for name in names if query.get(name)}


# A level is never empty on the form: where it begins, nobody has chosen one.
_UNCHOSEN = {"impact": Level.MEDIUM, "urgency": Level.MEDIUM}


def with_template(typed: Mapping[str, Any], slug: str) -> dict[str, Any]:
    """Return what was typed, with what is empty filled in by a template (LOG-05)."""
    template = template_named(slug)
    if template is None:
        return dict(typed)
    given = given_by(template)
    for name, key in (("service", "slug"), ("category", "path")):
        if name in given:
            given[name] = getattr(given[name], key)
    left_empty = {name: "" for name, value in _UNCHOSEN.items() if typed.get(name, value) == value}
    return {**_UNCHOSEN, **{n: v for n, v in filled({**typed, **left_empty}, given).items() if v != ""}}
