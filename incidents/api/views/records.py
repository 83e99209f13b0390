"""Incidents: list, log, show, change; and what changed since."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import paging
from accounts.access.idempotency import idempotent
from accounts.notices.models import Event
from incidents.api import answers, documentation, filters, inputs
from incidents.api.documentation import documented, parameter
from incidents.api.representation import EXPANSIONS, IN_LISTS, INCIDENT, event_json, incident_json
from incidents.api.views.common import IncidentApiView, RecordApiView
from incidents.lifecycle.operations.details import change_details
from incidents.lifecycle.operations.moving import assign
from incidents.lifecycle.operations.opening import Report, open_incident
from incidents.records.feed import settled_until
from incidents.records.models import Incident
from incidents.sla.glance import with_clocks

_TAG = "Incidents"
ORDERINGS = paging.Orderings(
    {
        "number": "id",
        "priority": "priority",
        "state": "state",
        "reported_at": "reported_at",
        "updated_at": "updated_at",
        "next_due_at": "next_due_at",
    },
    default="-number",
)
_SHOWN = [
    parameter("fields", "Comma-separated members of the answer."),
    parameter("expand", f"Comma-separated, names become objects: {', '.join(EXPANSIONS)}."),
]
_NEW = OpenApiExample(
    "A report",
    value={"title": "E-mail arrives late", "service": "email", "impact": "medium", "urgency": "medium"},
    request_only=True,
)
_CHANGE = OpenApiExample("Another assignee", value={"assignee": "n.haddad"}, request_only=True)


def chosen(request: Request, name: str, known: Iterable[str], default: Iterable[str]) -> list[str]:
    """Return the members that `fields` or `expand` names."""
    text = request.query_params.get(name)
    if text is None:
        return list(default)
    words = text.split(",")
    if not set(words) <= set(known):
        sentence = _("Choose from: %s.") % ", ".join(known)
        raise ValidationError({name: ValidationError(sentence, "invalid")})
    return list(dict.fromkeys(words))


def for_list(rows: QuerySet[Incident], fields: Iterable[str], expand: Iterable[str]) -> QuerySet[Incident]:
    """Fetch in one query what a list shows, and leave long texts in the database unless they are named."""
    rows = rows.select_related(
        "service", "category", "team", "assignee", "requester", "parent", "hold_reason"
    )
    if "sla" in fields:
        rows = rows.prefetch_related(with_clocks())
    if "resolution" in fields:
        rows = rows.select_related("resolution_code", "cause_category")
    if "details" in expand:
        return rows.select_related(
            "major_manager", "blocked_by", "cancel_reason", "duplicate_of", "reporter", "supplier"
        )
    long_texts = {"description", "impact_statement", "communication_plan", "resolution_text"}
    if "description" in fields:
        long_texts.discard("description")
    if "resolution" in fields:
        long_texts.discard("resolution_text")
    return rows.defer(*long_texts, "parent__description", "parent__resolution_text")


class Incidents(IncidentApiView):
    """The list of incidents, and the place to log one."""

    query_parameters = (*filters.IncidentFilters.base_filters, *paging.PARAMETERS, "fields", "expand")

    @documented(
        "incidents_list",
        "List incidents",
        tag=_TAG,
        answer=documentation.list_of(answers.IncidentOut),
        parameters=[
            *filters.described(filters.IncidentFilters),
            *documentation.paging_parameters(ORDERINGS.columns),
            *_SHOWN,
        ],
    )
    def get(self, request: Request) -> Response:
        """Return a page of the incidents that the caller may see."""
        fields = chosen(request, "fields", INCIDENT, IN_LISTS)
        expand = chosen(request, "expand", EXPANSIONS, ())
        seen = Incident.objects.visible_to(self.actor.user)
        rows = for_list(filters.narrowed(filters.IncidentFilters, seen, request), fields, expand)
        reader = self.reader
        return paging.page(request, rows, ORDERINGS, lambda row: incident_json(row, reader, fields, expand))

    @documented(
        "incidents_create",
        "Log an incident",
        tag=_TAG,
        request=inputs.IncidentIn,
        answer=answers.IncidentOut,
        status=201,
        problems=documentation.WRITE,
        parameters=[documentation.IDEMPOTENCY_KEY],
        examples=[_NEW],
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Log an incident."""
        values = self.read(inputs.IncidentIn)
        values.pop("custom", None)
        report = Report(**{name: value for name, value in values.items() if value is not None})
        return self.answer(open_incident(report, by=self.actor, now=self.now), status=201)


class IncidentDetail(IncidentApiView):
    """One incident."""

    query_parameters = ("fields", "expand")

    @documented("incidents_read", "Show an incident", tag=_TAG, answer=answers.IncidentOut, parameters=_SHOWN)
    def get(self, request: Request, number: str) -> Response:
        """Return the incident with its version as ETag."""
        fields = chosen(request, "fields", INCIDENT, INCIDENT)
        expand = chosen(request, "expand", EXPANSIONS, ())
        return self.answer(self.incident(), fields=fields, expand=expand)

    @documented(
        "incidents_change",
        "Change an incident",
        tag=_TAG,
        request=inputs.ChangesIn,
        answer=answers.IncidentOut,
        problems=documentation.WRITE,
        parameters=[documentation.IF_MATCH],
        examples=[_CHANGE],
    )
    def patch(self, request: Request, number: str) -> Response:
        """Change the fields that are named; the state is changed by actions."""
        incident, version = self.incident(), self.seen_version
        values = self.read(inputs.ChangesIn)
        why = values.pop("reason", "")
        how: dict[str, Any] = {"by": self.actor, "now": self.now, "version": version}
        if set(values) == {"assignee"}:
            return self.answer(assign(incident, assignee=values["assignee"], **how))
        return self.answer(change_details(incident, values, why=why, **how))


# What somebody outside the desk may hear of their own incidents; the rest is the desk's business.
_PUBLIC_KINDS = tuple(
    f"incident.{word}"
    for word in (
        "opened",
        "started",
        "held",
        "resumed",
        "resolved",
        "reopened",
        "closed",
        "cancelled",
        "restored",
    )
)
_MAX_SEQUENCE = 2**63 - 1


class Changes(RecordApiView):
    """The change feed."""

    query_parameters = ("after", "limit")

    @documented(
        "changes_list",
        "What happened since",
        tag="Changes",
        answer=answers.FeedOut,
        parameters=[
            parameter("after", "The last sequence that was seen.", type="integer", minimum=0),
            parameter("limit", "How many at most.", type="integer", minimum=1, maximum=200, default=50),
        ],
    )
    def get(self, request: Request) -> Response:
        """Return events in their order, and none that a slower one may still overtake."""
        after, limit = self._after(), paging.limit_of(request)
        until, may_go_on = settled_until(after, now=self.now)
        rows = Event.objects.filter(pk__gt=after, pk__lte=until, kind__startswith="incident.")
        if not self.actor.user.is_staff_member:
            own = Incident.objects.visible_to(self.actor.user).order_by().values("number")
            public = Q(kind__in=_PUBLIC_KINDS) | Q(kind="incident.commented", facts__public=True)
            rows = rows.filter(public, about__in=own)
        found = list(rows.select_related("actor").order_by("id")[: limit + 1])
        shown, is_full, reader = found[:limit], len(found) > limit, self.reader
        return Response(
            {
                "results": [event_json(event, reader) for event in shown],
                "last": shown[-1].pk if is_full else until,
                "has_more": is_full or may_go_on,
            }
        )

    def _after(self) -> int:
        text = self.request.query_params.get("after", "0")
        if not text.isascii() or not text.isdigit() or len(text) > 19 or int(text) > _MAX_SEQUENCE:
            sentence = _("Send a sequence number from an earlier answer.")
            raise ValidationError({"after": ValidationError(sentence, "invalid")})
        return int(text)
