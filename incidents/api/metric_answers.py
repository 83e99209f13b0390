"""The shapes of metrics, for the schema: `metric_representation.py` writes them."""

from rest_framework.serializers import CharField, DateTimeField, FloatField, IntegerField, URLField

from incidents.api.answers import Answer


class PauseShareOut(Answer):
    """How long one person let incidents wait for one reason."""

    reason = CharField(help_text="Short name of the hold reason.")
    person = CharField()
    name = CharField()
    pauses = IntegerField()
    paused_seconds = IntegerField(help_text="Working time.")
    share = FloatField(help_text="Of all working time in the population, from 0 to 1.")


class LatePauseOut(Answer):
    """A pause that began in the last tenth of a target."""

    incident = CharField()
    url = URLField()
    person = CharField()
    name = CharField()
    reason = CharField()
    started_at = DateTimeField()
    used_percent = IntegerField(help_text="How much of the target was used up, from 90 to 100.")


class SilentHoldOut(Answer):
    """A hold that stopped a clock while nobody outside was asked anything."""

    incident = CharField()
    url = URLField()
    person = CharField(allow_null=True, help_text="Null once the account is erased.")
    name = CharField()
    reason = CharField()
    happened_at = DateTimeField()


class PauseIntegrityOut(Answer):
    """Whether pauses were honest. Each list is cut off after 200 lines; its count is that of all."""

    metric = CharField()
    definition = CharField()
    value = FloatField(allow_null=True, help_text="Share of working time that stood still; null without any.")
    population_seconds = IntegerField(help_text="Working time of resolution clocks, running or paused.")
    running_seconds = IntegerField()
    paused_seconds = IntegerField()
    shares = PauseShareOut(many=True, help_text="The largest first.")
    shares_count = IntegerField()
    late = LatePauseOut(many=True, help_text="In time order.")
    late_count = IntegerField()
    silent = SilentHoldOut(many=True, help_text="In time order.")
    silent_count = IntegerField()

    def get_fields(self) -> dict[str, object]:  # type: ignore[override]
        """Add the period, whose beginning is a word of the language."""
        return {"from": DateTimeField(), "to": DateTimeField(), **super().get_fields()}
