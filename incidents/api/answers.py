"""The shapes of answers, for the schema: `representation.py` writes them, a test compares the two."""

from typing import Any

from rest_framework import serializers
from rest_framework.serializers import (
    BooleanField,
    CharField,
    ChoiceField,
    DateTimeField,
    DictField,
    IntegerField,
    ListField,
    URLField,
)

from accounts.access.choices import Scope
from accounts.choices import Channel
from incidents.catalogue.choices import Level
from incidents.lifecycle.choices import Action
from incidents.records.choices import (
    AffectedKind,
    DetectedBy,
    EntryKind,
    Evidence,
    LinkKind,
    MajorState,
    State,
)
from incidents.sla.choices import ClockKind, SegmentKind


class Answer(serializers.Serializer[Any]):
    """An object in an answer."""


def moment() -> DateTimeField:
    return DateTimeField(allow_null=True)


def maybe() -> CharField:
    return CharField(allow_null=True)


class ResolutionOut(Answer):
    """How an incident was resolved."""

    code = maybe()
    text = CharField()
    cause_category = maybe()
    evidence = ChoiceField(Evidence.choices, allow_blank=True)


class ClockOut(Answer):
    """A service level clock: the newest of its kind; those of teams and suppliers are for staff."""

    clock = ChoiceField(ClockKind.choices)
    state = ChoiceField(SegmentKind.choices)
    target_seconds = IntegerField(help_text="Working time.")
    elapsed_seconds = IntegerField(help_text="Working time used up.")
    due_at = DateTimeField(allow_null=True, help_text="Null unless it runs.")
    breach_at = DateTimeField(allow_null=True, help_text="The last instant at which the target is met.")
    breached_at = moment()


class DetailsOut(Answer):
    """What `expand=details` adds."""

    major_state = ChoiceField(MajorState.choices)
    major_manager = maybe()
    impact_statement = CharField()
    communication_plan = CharField()
    hold_until = moment()
    blocked_by = maybe()
    cancel_reason = maybe()
    duplicate_of = maybe()
    closure_evidence = ChoiceField(Evidence.choices, allow_blank=True)
    affected_count = IntegerField(allow_null=True)
    configuration_item = CharField()
    location = CharField()
    contact = CharField()
    supplier = maybe()
    supplier_reference = CharField()
    next_step = CharField()
    next_step_at = moment()
    reporter = CharField()
    cancelled_at = moment()
    created_at = DateTimeField()


class IncidentOut(Answer):
    """An incident. Lists leave out `description` and `resolution` unless `fields` names them."""

    number = CharField()
    version = IntegerField(help_text="Also sent as ETag.")
    url = URLField()
    html_url = URLField()
    title = CharField()
    description = CharField(help_text="Markdown.")
    state = ChoiceField(State.choices)
    hold_reason = maybe()
    priority = ChoiceField([(f"P{level}", f"P{level}") for level in range(1, 6)])
    impact = ChoiceField(Level.choices)
    urgency = ChoiceField(Level.choices)
    service = maybe()
    category = maybe()
    team = maybe()
    assignee = maybe()
    requester = CharField()
    channel = ChoiceField(Channel.choices)
    detected_by = ChoiceField(DetectedBy.choices)
    is_major = BooleanField()
    logged_late = BooleanField(help_text="It was recorded after the fact.")
    is_flapping = BooleanField(
        help_text="Its alert fires and ends again and again; it stays open until there was quiet."
    )
    parent = maybe()  # type: ignore[assignment]
    external_reference = CharField()
    occurred_at = moment()
    detected_at = DateTimeField()
    reported_at = DateTimeField()
    acknowledged_at = moment()
    restored_at = moment()
    resolved_at = moment()
    closed_at = moment()
    resolution = ResolutionOut(allow_null=True)
    reopen_count = IntegerField()
    reassignment_count = IntegerField()
    updated_at = DateTimeField()
    sla = ClockOut(many=True)
    allowed_actions = ListField(
        child=ChoiceField([(action.value, action.label) for action in Action if action != Action.OPEN])
    )
    details = DetailsOut(required=False, help_text="Only with expand=details.")


class EntryOut(Answer):
    """A line of the timeline."""

    id = IntegerField()
    incident = CharField()
    kind = ChoiceField(EntryKind.choices)
    event = maybe()
    is_public = BooleanField()
    author = maybe()
    author_name = CharField()
    channel = ChoiceField(Channel.choices)
    body = CharField()
    sentence = maybe()
    facts = DictField(help_text="Empty for everybody but staff.")
    happened_at = DateTimeField()
    recorded_at = DateTimeField()
    attachments = ListField(child=CharField())


class AttachmentOut(Answer):
    """A file; `url` streams it."""

    id = CharField()
    url = URLField()
    name = CharField()
    content_type = CharField()
    size = IntegerField()
    sha256 = CharField()
    is_private = BooleanField()
    uploaded_by = CharField()
    uploaded_at = DateTimeField()


class TaskOut(Answer):
    """A piece of work."""

    id = IntegerField()
    title = CharField()
    assignee = maybe()
    due_at = moment()
    is_mandatory = BooleanField()
    done = BooleanField()
    done_at = moment()
    created_at = DateTimeField()


class LinkOut(Answer):
    """A link to another incident, as it reads from this end."""

    id = IntegerField()
    kind = ChoiceField(LinkKind.choices)
    direction = ChoiceField([("outgoing", "outgoing"), ("incoming", "incoming")])
    incident = CharField()
    title = CharField()
    state = ChoiceField(State.choices)
    created_at = DateTimeField()


class WatcherOut(Answer):
    """Somebody who follows an incident."""

    user = CharField()
    name = CharField()
    may_reply = BooleanField()


class AffectedOut(Answer):
    """Who is affected, beside the requester: one of `user`, `team` and `organisation` is named, as `type` says."""

    type = ChoiceField(AffectedKind.choices)
    user = maybe()
    team = maybe()
    organisation = maybe()
    name = CharField()
    is_retired = BooleanField(help_text="The team or organisation is not in use any more.")


class FieldChangeOut(Answer):
    """A field before and after."""

    field = CharField()
    old = serializers.JSONField(allow_null=True)
    new = serializers.JSONField(allow_null=True)


class VersionOut(Answer):
    """A version of an incident."""

    version = IntegerField()
    at = DateTimeField()
    by = CharField()
    channel = CharField()
    reason = CharField()
    changes = FieldChangeOut(many=True)


class DeliveryOut(Answer):
    """A message on its way."""

    id = CharField()
    way = CharField()
    address = CharField()
    state = CharField()
    attempts = IntegerField()
    due_at = DateTimeField()
    sent_at = moment()
    problem = CharField()


class ToldOut(Answer):
    """Who was told of an event."""

    id = IntegerField()
    event = CharField()
    recipient = CharField()
    reason = CharField()
    subject = CharField()
    created_at = DateTimeField()
    read_at = moment()
    deliveries = DeliveryOut(many=True)


class NoticeOut(Answer):
    """A line of the own inbox."""

    id = IntegerField()
    event = CharField()
    about = CharField()
    reason = CharField()
    subject = CharField()
    body = CharField()
    html_url = URLField()
    created_at = DateTimeField()
    read_at = moment()


class MarkedOut(Answer):
    """How many notices were unread."""

    marked = IntegerField()


class EventOut(Answer):
    """Something that happened; `sequence` only grows."""

    sequence = IntegerField()
    type = CharField()
    about = CharField()
    occurred_at = DateTimeField()
    actor = maybe()
    data = DictField(help_text="Empty for everybody but staff.")  # type: ignore[assignment]


class FeedOut(Answer):
    """A part of the change feed; go on with `after=<last>`."""

    results = EventOut(many=True)
    last = IntegerField(help_text="The sequence to go on after.")
    has_more = BooleanField()


class TokenOut(Answer):
    """A token of one's own."""

    key = CharField()
    name = CharField()
    scopes = ListField(child=ChoiceField(Scope.choices))
    created_at = DateTimeField()
    expires_at = moment()
    revoked_at = moment()
    last_used_at = moment()


class NewTokenOut(TokenOut):
    """A new token with its text, which is shown this once."""

    token = CharField()


class ProblemOut(Answer):
    """RFC 9457 problem details."""

    type = CharField()
    title = CharField()
    status = IntegerField()
    detail = CharField()
    code = CharField()
    errors = DictField(child=ListField(child=CharField()))  # type: ignore[assignment]
    correlation_id = CharField()
    state = ChoiceField(State.choices, required=False, help_text="With not_allowed_from_state.")
    allowed_actions = ListField(child=CharField(), required=False, help_text="With not_allowed_from_state.")
    current = DictField(required=False, help_text="With stale: the record as it is now.")
