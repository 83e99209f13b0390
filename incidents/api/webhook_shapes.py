"""What is sent and answered about web-hooks: shapes of inputs, shapes of answers, and how rows are written."""

from typing import Any

from django.db.models import Q, QuerySet
from rest_framework import serializers
from rest_framework.serializers import BooleanField, CharField, ChoiceField, DateTimeField, IntegerField

from accounts.choices import PersonKind, Right
from accounts.notices.choices import DeliveryState
from accounts.people.models import User
from accounts.webhooks.models import Call, Webhook
from incidents.api.answers import Answer
from incidents.api.fields import Flag, Instant, Named, Text, Whole
from incidents.api.inputs import Input
from incidents.api.representation import Json, instant

# The operation names the limit of kinds; this one only keeps a body from being a list without end.
_MOST_WORDS = 1_000


class Keeper(Named):
    """Whose eyes a web-hook has: one's own, and for who configures those of a service account."""

    def __init__(self, **options: Any) -> None:
        super().__init__(key="username", **options)

    def within(self) -> QuerySet[Any]:
        """Return who may be named."""
        allowed = Q(pk=self.actor.user.pk)
        if self.actor.may(Right.CONFIGURE):
            allowed |= Q(kind=PersonKind.SERVICE)
        people: QuerySet[User] = User.objects.active().filter(allowed)
        return people


def _kinds(**options: Any) -> serializers.ListField:
    return serializers.ListField(
        child=Text(single_line=True, max_length=60), max_length=_MOST_WORDS, **options
    )


class WebhookIn(Input):
    """A new web-hook."""

    slug = Text(single_line=True, max_length=60)
    name = Text(single_line=True, max_length=80)
    url = Text(single_line=True, max_length=500, trim_whitespace=False)
    kinds = _kinds(required=False, default=list)
    owner = Keeper(required=False, allow_null=True)
    is_active = Flag(required=False)


class WebhookChangesIn(Input):
    """What changes; the short name stays."""

    name = Text(single_line=True, max_length=80, required=False)
    url = Text(single_line=True, max_length=500, trim_whitespace=False, required=False)
    kinds = _kinds(required=False)
    owner = Keeper(required=False)
    is_active = Flag(required=False)


class NothingIn(Input):
    """Nothing is asked."""


class RotationIn(Input):
    """How long the earlier secret signs beside the new one: 24 hours, at most seven days."""

    keep_seconds = Whole(required=False)


class ReplayIn(Input):
    """From when to when; the end is now if it is left out."""

    since = Instant()
    until = Instant(required=False, allow_null=True)


class WebhookOut(Answer):
    """A web-hook."""

    slug = CharField()
    name = CharField()
    url = CharField()
    kinds = serializers.ListField(child=CharField())
    owner = CharField()
    is_active = BooleanField()
    stopped_why = CharField(help_text="Why it was switched off by itself, or empty.")
    failures = IntegerField(help_text="Failed attempts in a row.")
    failing_since = DateTimeField(allow_null=True)
    arrived_at = DateTimeField(allow_null=True, help_text="When a call arrived last.")
    created_at = DateTimeField()
    rotated_at = DateTimeField()
    old_secret_until = DateTimeField(allow_null=True)


class NewWebhookOut(WebhookOut):
    """A web-hook with its secret, which is shown this once."""

    secret = CharField()


class AttemptOut(Answer):
    """How one attempt went."""

    number = IntegerField()
    at = DateTimeField()
    milliseconds = IntegerField()
    status_code = IntegerField(allow_null=True)
    excerpt = CharField(help_text="The beginning of what came back.")
    problem = CharField()


class WebhookDeliveryOut(Answer):
    """An event owed to a web-hook."""

    id = CharField(help_text="The `webhook-id` of every attempt.")
    type = CharField()
    about = CharField()
    sequence = IntegerField()
    state = ChoiceField(DeliveryState.choices)
    created_at = DateTimeField()
    due_at = DateTimeField()
    sent_at = DateTimeField(allow_null=True)
    problem = CharField()
    attempts = AttemptOut(many=True)


class ReplayedOut(Answer):
    """How many events are owed once more."""

    replayed = IntegerField()


def webhook_json(row: Webhook) -> Json:
    """Return what is known of a web-hook; its secret is shown once, elsewhere."""
    return {
        "slug": row.slug,
        "name": row.name,
        "url": row.url,
        "kinds": list(row.kinds),
        "owner": row.owner.username,
        "is_active": row.is_active,
        "stopped_why": row.stopped_why,
        "failures": row.failures,
        "failing_since": instant(row.failing_since),
        "arrived_at": instant(row.arrived_at),
        "created_at": instant(row.created_at),
        "rotated_at": instant(row.rotated_at),
        "old_secret_until": instant(row.old_until),
    }


def delivery_json(row: Call) -> Json:
    """Return how a call went, without its body."""
    return {
        "id": str(row.pk),
        "type": row.kind,
        "about": row.about,
        "sequence": row.sequence,
        "state": row.state,
        "created_at": instant(row.created_at),
        "due_at": instant(row.due_at),
        "sent_at": instant(row.sent_at),
        "problem": row.problem,
        "attempts": [
            {
                "number": attempt.number,
                "at": instant(attempt.at),
                "milliseconds": attempt.milliseconds,
                "status_code": attempt.status_code,
                "excerpt": attempt.excerpt,
                "problem": attempt.problem,
            }
            for attempt in row.log.all()
        ],
    }
