"""Clocks of an incident with the derivation of their deadlines, what people say of a miss; and the policies."""

import re
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiExample
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.idempotency import idempotent
from accounts.people.models import User
from incidents.api import clock_answers, documentation, inputs
from incidents.api.clock_representation import clock_name, clocks_json, policy_json
from incidents.api.documentation import documented
from incidents.api.representation import Json
from incidents.api.views.common import IncidentApiView
from incidents.api.views.parts import StaffPartView
from incidents.api.views.reference import ReferenceDetail, ReferenceList, Resource, detail_of, list_of
from incidents.sla.choices import BreachCause, ClockKind, Covers
from incidents.sla.models import Clock, Policy, PolicyVersion
from incidents.sla.operations.judging import explain_breach, waive_breach

_TAG = "Service levels"
_CLOCK = re.compile(r"^(?P<kind>[a-z]{2,10})(?:-(?P<ordinal>[1-9][0-9]{0,3}))?$")
_CLOCKS = OpenApiExample(
    "A clock that runs",
    value={
        "results": [
            {
                "clock": "resolution",
                "state": "running",
                "target_seconds": 14400,
                "elapsed_seconds": 3600,
                "due_at": "2026-01-13T13:00:00Z",
                "breach_at": "2026-01-13T13:00:00Z",
                "breached_at": None,
                "name": "resolution",
                "health": "ok",
                "policy": "standard",
                "policy_version": 1,
                "calendar": "office-hours",
                "time_zone": "Europe/Berlin",
                "started_at": "2026-01-13T09:00:00Z",
                "paused_seconds": 0,
                "actual_seconds": 3600,
                "is_late_logged": False,
                "breach_cause": "",
                "is_waived": False,
                "segments": [
                    {
                        "from": "2026-01-13T09:00:00Z",
                        "to": None,
                        "kind": "running",
                        "cause": "started",
                        "calendar": "office-hours",
                        "target_seconds": 14400,
                        "seconds": 3600,
                    }
                ],
                "explanation": [
                    {"text": "Tue 13 Jan, 10:00-14:00: 4 h counted", "kind": "counted", "seconds": 14400}
                ],
            }
        ]
    },
    response_only=True,
    status_codes=["200"],
)


class Clocks(IncidentApiView):
    """The clocks."""

    @documented(
        "clocks_list",
        "Show the clocks, their ledger and how each deadline comes about",
        tag=_TAG,
        answer=documentation.json_list(clock_answers.FullClockOut),
        examples=[_CLOCKS],
    )
    def get(self, request: Request, number: str) -> Response:
        """Return the clocks in the order in which they began; sentences are in the reader's zone."""
        return Response({"results": clocks_json(self.incident(), self.reader)})


class JudgedClockView(StaffPartView):
    """One clock about which somebody says something."""

    def clock(self) -> Clock:
        """Return the clock of the address."""
        match = _CLOCK.match(self.kwargs["clock"])
        if match is None or match["kind"] not in ClockKind.values:
            raise Http404
        ordinal = int(match["ordinal"] or 0)
        clock: Clock = Clock.objects.get(incident=self.incident(), kind=match["kind"], ordinal=ordinal)
        return clock

    def told(self, clock: Clock) -> Response:
        """Answer with the clock as it is then."""
        name = clock_name(clock.kind, clock.ordinal)
        found = next(each for each in clocks_json(self.incident(), self.reader) if each["name"] == name)
        return Response(found)


def _judgement(operation: str, summary: str, shape: type[inputs.Input], example: Json) -> Any:
    return documented(
        operation,
        summary,
        tag=_TAG,
        request=shape,
        answer=clock_answers.FullClockOut,
        problems=documentation.WRITE,
        parameters=[documentation.IDEMPOTENCY_KEY],
        examples=[OpenApiExample("Details", value=example, request_only=True)],
    )


class ExplainBreach(JudgedClockView):
    """Say why the target was missed."""

    @_judgement(
        "clocks_explain_breach",
        "Say why a target was missed",
        inputs.ExplainBreachIn,
        {"cause": BreachCause.SUPPLIER.value, "comment": "The part came two days late."},
    )
    @idempotent
    def post(self, request: Request, number: str, clock: str) -> Response:
        """Set cause and comment; the breach itself stays."""
        row, values = self.clock(), self.read(inputs.ExplainBreachIn)
        return self.told(explain_breach(row, **values, by=self.actor, now=self.now))


class Waive(JudgedClockView):
    """Waive a missed target."""

    @_judgement(
        "clocks_waive",
        "Waive a missed target",
        inputs.WaiveIn,
        {"reason": "The customer was away and agreed to the later date."},
    )
    @idempotent
    def post(self, request: Request, number: str, clock: str) -> Response:
        """Waive it, once; the breach itself stays visible."""
        row, values = self.clock(), self.read(inputs.WaiveIn)
        return self.told(waive_breach(row, **values, by=self.actor, now=self.now))


def _policies(user: User) -> QuerySet[Policy]:
    """Staff see all; others the promises to requesters that do not name other organisations only."""
    current = PolicyVersion.objects.filter(is_current=True).select_related("calendar")
    current = current.prefetch_related(
        "targets", "steps__reassign_to", "steps__webhook", "services", "organisations", "teams"
    )
    rows = Policy.objects.prefetch_related(Prefetch("versions", current))
    if user.is_staff_member:
        return rows
    versions = PolicyVersion.objects.filter(is_current=True).filter(
        Q(organisations=None) | Q(organisations=user.organisation_id)
    )
    return rows.filter(covers=Covers.REQUESTER, pk__in=versions.order_by().values("policy"))


POLICIES = Resource("slug", _policies, policy_json)


@list_of("policies", clock_answers.PolicyOut)
class Policies(ReferenceList):
    """The service level policies."""

    resource = POLICIES


@detail_of("policies", "Show a service level policy", clock_answers.PolicyOut)
class PolicyDetail(ReferenceDetail):
    """One policy."""

    resource = POLICIES
