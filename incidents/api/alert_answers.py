"""The shape of an alert in answers, for the schema; `intake/representation.py` writes it."""

from rest_framework.serializers import (
    CharField,
    ChoiceField,
    DateTimeField,
    DictField,
    IntegerField,
    ListField,
    URLField,
)

from incidents.api.answers import Answer
from incidents.intake.choices import AlertStatus, IntegrationKind, Mark, Severity


class AlertLinkOut(Answer):
    """An address that the monitor gave."""

    href = URLField()
    text = CharField()


class AlertImageOut(Answer):
    """The address of a picture that the monitor gave; it is not fetched."""

    src = URLField()
    alt = CharField()


class AlertMarkOut(Answer):
    """What was not as it should be in the signal."""

    code = ChoiceField(Mark.choices)
    text = CharField()


class AlertOut(Answer):
    """What one key of a monitor means for the incident."""

    id = IntegerField()
    integration = CharField()
    kind = ChoiceField(IntegrationKind.choices)
    dedup_key = CharField()
    status = ChoiceField(AlertStatus.choices)
    severity = ChoiceField(Severity.choices)
    summary = CharField()
    component = CharField()
    group = CharField()
    occurrences = IntegerField()
    first_seen_at = DateTimeField()
    last_seen_at = DateTimeField()
    started_at = DateTimeField(allow_null=True)
    ended_at = DateTimeField(allow_null=True)
    flapping_until = DateTimeField(
        allow_null=True, help_text="It flaps, and counts as quiet if nothing happens up to then."
    )
    details = DictField()
    links = ListField(child=AlertLinkOut())
    images = ListField(child=AlertImageOut())
    marks = ListField(child=AlertMarkOut())

    def get_fields(self) -> dict[str, object]:  # type: ignore[override]
        """Add the fields whose names mean something else to Python or to the framework."""
        return {**super().get_fields(), "source": CharField(), "class": CharField()}
