"""What calls to other systems say of an incident: the members of the API that its owner may read."""

from typing import Any

from django.conf import settings

from accounts.actor import Actor
from accounts.choices import Channel
from accounts.notices.models import Event
from accounts.people.models import User
from incidents.api.representation import IN_LISTS, Reader, incident_json, name_of
from incidents.lifecycle.escalation_notices import STEP_REACHED
from incidents.lifecycle.sentences import SENTENCES
from incidents.records.models import Incident
from incidents.records.operations.saving import OF_NO_NOTICE

KINDS = (
    *SENTENCES,
    *(f"incident.{story}" for story in OF_NO_NOTICE),
    "incident.changed",
    "incident.sla_near",
    "incident.sla_missed",
    STEP_REACHED,
)
# What a caller may do differs from what the receiver of a call may do, and clocks cost queries of their own.
_MEMBERS = tuple(name for name in IN_LISTS if name not in ("sla", "allowed_actions"))


def describe(event: Event, reader: User) -> dict[str, Any] | None:
    """Return the incident as it is now with the facts of the event; None for who may not read what staff read."""
    if not reader.is_staff_member:
        return None
    incident = Incident.objects.visible_to(reader).with_people().filter(number=event.about).first()
    if incident is None:
        return None
    told = incident_json(
        incident, Reader(Actor(reader, Channel.API), settings.BASE_URL, event.occurred_at), _MEMBERS
    )
    return {**told, "actor": name_of(event.actor, "username"), "facts": event.facts}
