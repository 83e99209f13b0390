"""Metrics: figures over many incidents, each with its definition and what it counted."""

from datetime import UTC, datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.choices import Scope
from incidents.api import documentation, filters, metric_answers
from incidents.api.documentation import documented
from incidents.api.metric_representation import pause_integrity_json
from incidents.api.views.common import RecordApiView
from incidents.sla.reports import answered_for, may_read_pauses, pause_integrity

_USUAL, _LONGEST = timedelta(days=30), timedelta(days=366)
_FIRST = datetime(1971, 1, 1, tzinfo=UTC)
_PERIOD = [
    documentation.parameter(name, text, type="string", format="date-time")
    for name, text in (
        ("from", "Where the period begins; without it 30 days before its end."),
        ("to", "Where it ends, itself left out; without it now."),
    )
]
_EXAMPLE = OpenApiExample(
    "A month",
    value={
        "metric": "pause_integrity",
        "definition": "Share of the working time of resolution clocks that stood still in the period, …",
        "from": "2026-01-01T00:00:00Z",
        "to": "2026-01-31T00:00:00Z",
        "value": 0.25,
        "population_seconds": 14400,
        "running_seconds": 10800,
        "paused_seconds": 3600,
        "shares": [
            {
                "reason": "agreed_date",
                "person": "m.osei",
                "name": "Mary Osei",
                "pauses": 1,
                "paused_seconds": 3600,
                "share": 0.25,
            }
        ],
        "shares_count": 1,
        "late": [],
        "late_count": 0,
        "silent": [],
        "silent_count": 0,
    },
    response_only=True,
    status_codes=["200"],
)


def period_of(request: Request, now: datetime) -> tuple[datetime, datetime]:
    """Return the period that the request asks for; one that lies ahead, is turned round or too long is refused."""
    field = filters.MomentField(required=False)
    given: dict[str, datetime | None] = {}
    for name in ("from", "to"):
        try:
            given[name] = field.clean(request.query_params.get(name))
        except ValidationError as refusal:
            raise ValidationError({name: ValidationError(refusal.messages[0], "invalid")}) from refusal
        moment = given[name]
        if moment is not None and not _FIRST <= moment <= now:
            raise ValidationError({name: ValidationError(_("Choose a moment that has passed."), "invalid")})
    until = given["to"] or now
    since = given["from"] or until - _USUAL
    if not since < until <= since + _LONGEST:
        sentence = _("Choose a moment before the end of the period, and at most 366 days before it.")
        raise ValidationError({"from": ValidationError(sentence, "invalid")})
    return since, until


class PauseIntegrity(RecordApiView):
    """Whether pauses were honest."""

    read_scope = Scope.REPORTS_READ
    query_parameters = ("from", "to", *filters.MetricFilters.base_filters)

    @documented(
        "metrics_pause_integrity",
        "Show how pauses were used",
        tag="Metrics",
        answer=metric_answers.PauseIntegrityOut,
        parameters=[*_PERIOD, *filters.described(filters.MetricFilters)],
        examples=[_EXAMPLE],
    )
    def get(self, request: Request) -> Response:
        """Return a period: all of it to incident managers and auditors, that of the own teams to their leads."""
        if not may_read_pauses(self.actor.user):
            raise PermissionDenied(_("Only those who answer for pauses may read how they were used."))
        since, until = period_of(request, self.now)
        incidents = filters.narrowed(filters.MetricFilters, answered_for(self.actor.user), request)
        found = pause_integrity(incidents, since, until)
        return Response(pause_integrity_json(found, since, until, self.reader))
