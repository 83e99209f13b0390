"""The shapes of answers about clocks and policies, for the schema: `clock_representation.py` writes them."""

from rest_framework.serializers import (
    BooleanField,
    CharField,
    ChoiceField,
    DateTimeField,
    IntegerField,
    ListField,
)

from incidents.api.answers import Answer, ClockOut
from incidents.sla.choices import (
    BreachCause,
    Cause,
    ClockKind,
    Covers,
    Health,
    Majors,
    SegmentKind,
    StopsOn,
    Tell,
    UpdateMode,
)


class SegmentOut(Answer):
    """A line of the ledger."""

    kind = ChoiceField(SegmentKind.choices)
    cause = ChoiceField(Cause.choices)
    calendar = CharField()
    target_seconds = IntegerField()
    seconds = IntegerField(help_text="Working time by the calendar, up to now if it lasts.")
    actor = CharField(required=False, help_text="For staff.")

    def get_fields(self) -> dict[str, object]:  # type: ignore[override]
        """Add the two ends, whose names are words of the language or nearly so."""
        ends = {"from": DateTimeField(), "to": DateTimeField(allow_null=True)}
        return {**ends, **super().get_fields()}


class SentenceOut(Answer):
    """A sentence of the derivation."""

    text = CharField()
    kind = CharField()
    seconds = IntegerField(help_text="What counts; all of them add up to the target, or to the time used up.")


class HeldByOut(Answer):
    """Working time in somebody's hands."""

    team = CharField(allow_null=True)
    assignee = CharField(allow_null=True)
    seconds = IntegerField()


class FullClockOut(ClockOut):
    """A clock with its ledger, and the derivation of its deadline in sentences."""

    name = CharField(help_text="In addresses: the kind, with a number from the second of its kind on.")
    health = ChoiceField(Health.choices)
    policy = CharField()
    policy_version = IntegerField()
    calendar = CharField()
    time_zone = CharField()
    started_at = DateTimeField()
    paused_seconds = IntegerField()
    actual_seconds = IntegerField(help_text="By the wall clock.")
    is_late_logged = BooleanField()
    breach_cause = ChoiceField(BreachCause.choices, allow_blank=True)
    is_waived = BooleanField()
    segments = SegmentOut(many=True)
    explanation = SentenceOut(many=True)
    team = CharField(required=False, allow_null=True, help_text="For staff, as all that follows.")
    breach_comment = CharField(required=False)
    waived_at = DateTimeField(required=False, allow_null=True)
    waived_by = CharField(required=False, allow_null=True)
    waive_reason = CharField(required=False)
    held_by = HeldByOut(many=True, required=False, help_text="Of the resolution clock; adds up to its time.")


class ConditionsOut(Answer):
    """When a policy applies; an empty list is no condition."""

    priorities = ListField(child=CharField())
    services = ListField(child=CharField())
    organisations = ListField(child=CharField())
    teams = ListField(child=CharField())
    majors = ChoiceField(Majors.choices)


class TargetOut(Answer):
    """A target."""

    clock = ChoiceField(ClockKind.choices)
    priority = CharField()
    seconds = IntegerField(help_text="Working time.")


class StepOut(Answer):
    """An escalation step: at a percentage of the target, or some working minutes after the breach."""

    percent = IntegerField(allow_null=True)
    minutes_after = IntegerField(allow_null=True)
    tell = ListField(child=ChoiceField(Tell.choices))
    raises_urgency = BooleanField()
    reassign_to = CharField(allow_null=True)
    webhook = CharField(allow_null=True, help_text="The short name of the web-hook that is called.")


class PolicyOut(Answer):
    """A promise about time, as it is now; running clocks may stand on an earlier version."""

    slug = CharField()
    name = CharField()
    description = CharField()
    position = IntegerField(help_text="Policies are tried from the lowest up; the first that applies counts.")
    covers = ChoiceField(Covers.choices)
    is_retired = BooleanField()
    version = IntegerField()
    calendar = CharField()
    follows_service = BooleanField(help_text="The service's own calendar goes first.")
    conditions = ConditionsOut()
    targets = TargetOut(many=True)
    stops_on = ChoiceField(StopsOn.choices)
    update_mode = ChoiceField(UpdateMode.choices)
    close_after_days = IntegerField()
    steps = StepOut(many=True, help_text="Empty for everybody but staff.")
