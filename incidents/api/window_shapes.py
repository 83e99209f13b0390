"""What is sent and answered about maintenance windows: shapes of inputs and answers, and how rows are written."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.serializers import CharField, ChoiceField, DateField, DateTimeField, IntegerField

from accounts.people.models import known_zones
from incidents.api.answers import Answer
from incidents.api.fields import Day, Instant, Named, Text, Word
from incidents.api.inputs import Input
from incidents.api.representation import Json, Reader, instant, name_of
from incidents.catalogue.models import Service
from incidents.intake.maintenance.choices import Repeats, Status
from incidents.intake.maintenance.models import ITEM_LENGTH, MaintenanceWindow

_ZONE = "An IANA time zone such as Europe/Berlin: a window that repeats keeps its hours on the wall there."


class Zone(Text):
    """The name of a time zone."""

    default_error_messages = {"unknown": _("There is no such time zone. Write it like Europe/Berlin.")}

    def to_internal_value(self, data: Any) -> str:
        """Return the name."""
        name = super().to_internal_value(data)
        if name not in known_zones():
            self.fail("unknown")
        return name


def _service() -> Any:
    return Service.objects.filter(retired_at=None)


class WindowIn(Input):
    """A new window, on a service or on an item as the monitor names it; beginning and end of its first time."""

    name = Text(single_line=True, max_length=120)
    service = Named(_service, required=False, allow_null=True)
    item = Text(single_line=True, max_length=ITEM_LENGTH, required=False, allow_blank=True)
    zone = Zone(single_line=True, max_length=60, help_text=_ZONE)
    begins_at = Instant()
    ends_at = Instant()
    repeats = Word(Repeats.choices, required=False)
    repeats_until = Day(required=False, allow_null=True)


class WindowChangesIn(Input):
    """What changes; what is held is looked at again."""

    name = Text(single_line=True, max_length=120, required=False)
    service = Named(_service, required=False, allow_null=True)
    item = Text(single_line=True, max_length=ITEM_LENGTH, required=False, allow_blank=True)
    zone = Zone(single_line=True, max_length=60, required=False, help_text=_ZONE)
    begins_at = Instant(required=False)
    ends_at = Instant(required=False)
    repeats = Word(Repeats.choices, required=False)
    repeats_until = Day(required=False, allow_null=True)
    reason = Text(single_line=True, max_length=500, required=False, allow_blank=True)


class WhyIn(Input):
    """Why, for the history."""

    reason = Text(single_line=True, max_length=500, required=False, allow_blank=True, default="")


class WindowOut(Answer):
    """A maintenance window."""

    id = IntegerField()
    url = CharField()
    name = CharField()
    service = CharField(allow_null=True)
    item = CharField()
    zone = CharField()
    begins_at = DateTimeField(help_text="When it begins for the first time.")
    ends_at = DateTimeField()
    repeats = ChoiceField(Repeats.choices)
    repeats_until = DateField(allow_null=True, help_text="The last day on which it begins.")
    status = ChoiceField(Status.choices)
    next_begins_at = DateTimeField(allow_null=True, help_text="Of the time that goes on or comes next.")
    next_ends_at = DateTimeField(allow_null=True)
    ended_at = DateTimeField(allow_null=True, help_text="When it was last ended early.")
    cancelled_at = DateTimeField(allow_null=True)
    held = IntegerField(help_text="Alerts that wait for its end.")
    created_at = DateTimeField()


def window_json(row: MaintenanceWindow, reader: Reader) -> Json:
    """Return a window, fetched with its counts, and the time that goes on or comes next."""
    span = row.plan.next_span(reader.now)
    return {
        "id": row.pk,
        "url": reader.address("maintenance_window", row.pk),
        "name": row.name,
        "service": name_of(row.service),
        "item": row.item,
        "zone": row.zone,
        "begins_at": instant(row.begins_at),
        "ends_at": instant(row.ends_at),
        "repeats": row.repeats,
        "repeats_until": row.repeats_until.isoformat() if row.repeats_until else None,
        "status": row.status_at(reader.now),
        "next_begins_at": instant(span.begins_at if span else None),
        "next_ends_at": instant(span.ends_at if span else None),
        "ended_at": instant(row.ended_at),
        "cancelled_at": instant(row.cancelled_at),
        "held": row.held_count,
        "created_at": instant(row.created_at),
    }
