"""What is sent and answered about changes before an impact: shapes of inputs and answers, and how rows are written."""

from rest_framework.serializers import (
    BooleanField,
    CharField,
    ChoiceField,
    DateTimeField,
    IntegerField,
    JSONField,
    ListField,
)

from incidents.api.alert_answers import AlertLinkOut
from incidents.api.answers import Answer
from incidents.api.fields import Word
from incidents.api.inputs import Input
from incidents.api.representation import Json, instant, name_of
from incidents.intake.changes.choices import Verdict
from incidents.intake.changes.queries import Standing


class VerdictIn(Input):
    """What is thought of the change."""

    verdict = Word(Verdict.choices)


class ChangeOut(Answer):
    """A change beside an incident."""

    id = IntegerField()
    title = CharField()
    summary = CharField()
    happened_at = DateTimeField()
    service = CharField(allow_null=True)
    is_upstream = BooleanField(help_text="It is a change of another service than the incident's.")
    item = CharField()
    integration = CharField()
    links = ListField(child=AlertLinkOut())
    details = JSONField(allow_null=True, help_text="What the sender tells beside that, as it was sent.")
    verdict = ChoiceField(Verdict.choices, allow_null=True)
    judged_by = CharField(allow_null=True)
    judged_at = DateTimeField(allow_null=True)

    def get_fields(self) -> dict[str, object]:  # type: ignore[override]
        """Add the field whose name means something else to the framework."""
        return {**super().get_fields(), "source": CharField()}


def change_json(standing: Standing) -> Json:
    """Return a change with the verdict on it."""
    change, judgement = standing.change, standing.judgement
    return {
        "id": change.pk,
        "title": change.title,
        "summary": change.summary,
        "happened_at": instant(change.happened_at),
        "service": name_of(change.service),
        "is_upstream": standing.is_upstream,
        "item": change.item,
        "source": change.source,
        "integration": change.integration.name,
        "links": change.links,
        "details": change.details,
        "verdict": judgement.verdict if judgement else None,
        "judged_by": judgement.judged_by.username if judgement else None,
        "judged_at": instant(judgement.judged_at) if judgement else None,
    }
