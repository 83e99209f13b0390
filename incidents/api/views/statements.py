"""What an incident means for people, as it was said over time (INV-10)."""

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import CharField, DateTimeField, IntegerField

from accounts.access.idempotency import idempotent
from accounts.access.views import created
from incidents.api import documentation
from incidents.api.answers import Answer
from incidents.api.documentation import documented
from incidents.api.fields import Instant, Text, Whole
from incidents.api.inputs import Input
from incidents.api.representation import Json, instant
from incidents.api.views.parts import StaffPartView
from incidents.lifecycle.operations.stating import LONGEST, state_impact
from incidents.records.statement_models import ImpactStatement

_TAG = "Parts of an incident"
_MOST = 200


class StatementIn(Input):
    """A new statement."""

    what = Text(max_length=LONGEST)
    since = Instant(required=False, allow_null=True)
    how_many = Whole(required=False, allow_null=True)


class StatementOut(Answer):
    """A statement; the highest position is the newest."""

    position = IntegerField()
    what = CharField()
    since = DateTimeField(allow_null=True)
    how_many = IntegerField(allow_null=True)
    author = CharField()
    stated_at = DateTimeField()


def statement_json(row: ImpactStatement) -> Json:
    """Return a statement."""
    return {
        "position": row.position,
        "what": row.what,
        "since": instant(row.since),
        "how_many": row.how_many,
        "author": row.author_name,
        "stated_at": instant(row.stated_at),
    }


class Statements(StaffPartView):
    """The statements of one incident."""

    @documented(
        "impact_statements_list",
        "List what the incident means for people",
        tag=_TAG,
        answer=documentation.json_list(StatementOut),
    )
    def get(self, request: Request, number: str) -> Response:
        """Return the newest 200 statements, newest first."""
        rows = ImpactStatement.objects.filter(incident=self.incident())[:_MOST]
        return Response({"results": [statement_json(row) for row in rows]})

    @documented(
        "impact_statements_create",
        "State the impact anew",
        tag=_TAG,
        request=StatementIn,
        answer=StatementOut,
        status=201,
        problems=documentation.WRITE,
        parameters=[documentation.IF_MATCH, documentation.IDEMPOTENCY_KEY],
    )
    @idempotent
    def post(self, request: Request, number: str) -> Response:
        """Add a statement; the incident shows the newest."""
        incident, version = self.incident(), self.seen_version
        values = self.read(StatementIn)
        return created(
            statement_json(state_impact(incident, **values, by=self.actor, now=self.now, version=version))
        )
