"""What is sent and answered about how one is reached: choices, hours, chat addresses, and what one follows."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.serializers import BooleanField, CharField, ChoiceField, DateTimeField, IntegerField

from accounts.notices.chat.models import LONGEST_NAME, ChatAddress
from accounts.notices.chat.opening import LONGEST_ADDRESS
from accounts.notices.choices import Way
from accounts.notices.reach.choices import Pace
from accounts.notices.reach.operations import Hours
from accounts.notices.reach.queries import Reach
from accounts.notices.reach.rules import cell, is_on
from accounts.notices.reach.topics import known_topics
from accounts.people.models import Team
from incidents.api.answers import Answer
from incidents.api.fields import Flag, Named, Text, Whole, Word
from incidents.api.inputs import Input
from incidents.api.representation import Json, Reader, instant, name_of
from incidents.catalogue.models import Service
from incidents.records.choices import Wanted
from incidents.records.subscription_models import Subscription

# As working calendars name them; the place in the row is the figure that is kept.
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLOCK = "%H:%M"


def _clock(**options: Any) -> serializers.TimeField:
    return serializers.TimeField(format=_CLOCK, input_formats=[_CLOCK], **options)


class ChoicesIn(Input):
    """What changes: by event and way, as the answer names them; the rest stays."""

    choices = serializers.DictField(child=serializers.DictField(child=Flag()))

    def validate_choices(self, chosen: dict[str, dict[str, bool]]) -> dict[str, bool]:
        """Return the cells by the names under which they are kept."""
        return {cell(topic, way): value for topic, ways in chosen.items() for way, value in ways.items()}


class TopicOut(Answer):
    """Events that one chooses ways for together."""

    topic = CharField()
    title = CharField()
    group = CharField()
    ways = serializers.DictField(
        child=BooleanField(), help_text="`chat` is there once there is an address for it."
    )
    fixed = serializers.ListField(
        child=ChoiceField(Way.choices), help_text="Ways that cannot be switched off for this."
    )


class ChoicesOut(Answer):
    """By which ways one is told of what, beside the inbox, which has everything."""

    topics = TopicOut(many=True)
    has_choices = BooleanField(help_text="Whether anything differs from the defaults of one's roles.")


def choices_json(reach: Reach) -> Json:
    """Return the matrix as it holds for somebody."""
    ways = reach.ways
    return {
        "topics": [
            {
                "topic": topic.slug,
                "title": str(topic.label),
                "group": str(topic.group),
                "ways": {way.value: is_on(topic.row, way, reach.choices, reach.by_role) for way in ways},
                "fixed": [way.value for way in ways if way in topic.floor],
            }
            for topic in known_topics()
        ],
        "has_choices": bool(reach.choices),
    }


class HoursIn(Input):
    """When one wants to be written to; what is left out stays."""

    quiet_days = serializers.ListField(
        child=Word([(day, day) for day in DAYS]), required=False, max_length=len(DAYS)
    )
    quiet_from = _clock(required=False, allow_null=True)
    quiet_to = _clock(required=False, allow_null=True)
    pace = Word(Pace.choices, required=False)
    daily_at = _clock(required=False)
    hourly_budget = Whole(required=False)


class HoursOut(Answer):
    """When one is written to, in the own time zone; nothing of it holds back what is urgent."""

    quiet_days = serializers.ListField(
        child=ChoiceField(DAYS),
        help_text="Days on which quiet hours begin; an earlier end is on the next day.",
    )
    quiet_from = _clock(allow_null=True)
    quiet_to = _clock(allow_null=True)
    pace = ChoiceField(Pace.choices)
    daily_at = _clock()
    hourly_budget = IntegerField()
    time_zone = CharField()


def hours_of(reach: Reach) -> Hours:
    """Return the hours that hold for somebody, as they are chosen."""
    times, quiet = reach.times, reach.times.quiet
    return Hours(
        quiet_days="".join(str(day) for day in sorted(quiet.days)) if quiet else "",
        quiet_from=quiet.start if quiet else None,
        quiet_to=quiet.end if quiet else None,
        pace=times.pace,
        daily_at=times.daily_at,
        hourly_budget=times.hourly_budget,
    )


def figures_of(days: list[str]) -> str:
    """Return days of the week as they are kept."""
    return "".join(str(DAYS.index(day)) for day in days)


def hours_json(reach: Reach) -> Json:
    """Return when somebody is written to."""
    hours = hours_of(reach)
    return {
        "quiet_days": [DAYS[int(day)] for day in hours.quiet_days],
        "quiet_from": hours.quiet_from.strftime(_CLOCK) if hours.quiet_from else None,
        "quiet_to": hours.quiet_to.strftime(_CLOCK) if hours.quiet_to else None,
        "pace": hours.pace,
        "daily_at": hours.daily_at.strftime(_CLOCK),
        "hourly_budget": hours.hourly_budget,
        "time_zone": str(reach.times.zone),
    }


class AddressIn(Input):
    """An address at a chat or SMS service: what the service calls its web-hook, or as Apprise writes it."""

    name = Text(single_line=True, max_length=LONGEST_NAME)
    address = Text(single_line=True, max_length=LONGEST_ADDRESS)


class AddressOut(Answer):
    """An own address at a chat or SMS service; what it is nobody is told again."""

    id = IntegerField()
    url = CharField()
    name = CharField()
    service = CharField()
    created_at = DateTimeField()
    tested_at = DateTimeField(allow_null=True)
    problem = CharField(help_text="Why the last message did not arrive; empty if it did.")


def address_json(row: ChatAddress, reader: Reader) -> Json:
    """Return what may be known of an address."""
    return {
        "id": row.pk,
        "url": reader.address("chat_address", row.pk),
        "name": row.name,
        "service": row.service,
        "created_at": instant(row.created_at),
        "tested_at": instant(row.tested_at),
        "problem": row.problem,
    }


class SubscriptionIn(Input):
    """A service or a team to follow; following it again changes what is wanted."""

    service = Named(Service.objects.all, required=False)
    team = Named(Team.objects.all, required=False)
    wanted = Word(Wanted.choices, required=False, default=Wanted.ALL)

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        """Refuse nothing, and both at once."""
        if ("service" in values) == ("team" in values):
            sentence = _("Name one service or one team.")
            raise serializers.ValidationError({"service": [sentence], "team": [sentence]}, "invalid")
        return values


class SubscriptionChangesIn(Input):
    """How much of it one wants to be told of."""

    wanted = Word(Wanted.choices)


class SubscriptionOut(Answer):
    """A service or a team that one follows; it gives no right to read an incident."""

    id = IntegerField()
    url = CharField()
    service = CharField(allow_null=True)
    team = CharField(allow_null=True)
    wanted = ChoiceField(Wanted.choices)
    created_at = DateTimeField()


def subscription_json(row: Subscription, reader: Reader) -> Json:
    """Return what is followed."""
    return {
        "id": row.pk,
        "url": reader.address("subscription", row.pk),
        "service": name_of(row.service),
        "team": name_of(row.team),
        "wanted": row.wanted,
        "created_at": instant(row.created_at),
    }
