"""Who is affected by an incident, beside the requester: people, teams, organisations."""

from typing import Any

from django.db.models import F, QuerySet
from drf_spectacular.utils import OpenApiExample, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.idempotency import idempotent
from accounts.access.views import created
from incidents.api import answers, documentation, inputs
from incidents.api.documentation import documented
from incidents.api.representation import affected_json
from incidents.api.views.common import IncidentApiView, plain_name
from incidents.records.models import Affected, Incident
from incidents.records.operations.relating import drop_affected, name_affected
from incidents.records.queries import people_affected

_TAG = "Parts of an incident"
_LIST = inline_serializer(
    "AffectedList",
    {
        "results": answers.AffectedOut(many=True),
        "people": serializers.IntegerField(
            allow_null=True,
            help_text="How many people: the incident's `affected_count`, else everybody named or in a named group, "
            "each once. Null if nobody is named; for callers who are not staff, the stated number alone.",
        ),
    },
)
_EXAMPLES = [
    OpenApiExample(f"A {name}", {name: value}, request_only=True)
    for name, value in (("user", "m.osei"), ("team", "network"), ("organisation", "northmoor-press"))
]


class AffectedApiView(IncidentApiView):
    """A view of who is affected."""

    def rows(self, incident: Incident) -> QuerySet[Affected]:
        """Return who is named: the desk sees all, others see whether they are named themselves."""
        rows = Affected.objects.filter(incident=incident)
        if not self.actor.user.is_staff_member:
            rows = rows.filter(user=self.actor.user)
        return rows.select_related("user", "team", "organisation")

    def drop(self, **named: str) -> Response:
        """Take off whom or what the address names."""
        incident = self.incident()
        row = self.rows(incident).get(**{column: plain_name(name) for column, name in named.items()})
        drop_affected(incident, row.target, by=self.actor, now=self.now)
        return Response(status=204)


class WhoIsAffected(AffectedApiView):
    """People, teams and organisations that are affected."""

    @documented("affected_list", "List who is affected", tag=_TAG, answer=_LIST)
    def get(self, request: Request, number: str) -> Response:
        """Return who is named, people first, and how many people that makes."""
        incident = self.incident()
        names = ("user__username", "team__slug", "organisation__slug")
        rows = self.rows(incident).order_by(*(F(name).asc(nulls_last=True) for name in names))
        is_staff = self.actor.user.is_staff_member
        people = people_affected(incident) if is_staff else incident.affected_count
        return Response({"results": [affected_json(row) for row in rows], "people": people})

    @documented(
        "affected_create",
        "Name who is affected",
        tag=_TAG,
        request=inputs.AffectedIn,
        answer=answers.AffectedOut,
        status=201,
        problems=documentation.WRITE,
        parameters=[documentation.IDEMPOTENCY_KEY],
        examples=_EXAMPLES,
    )
    @idempotent
    def post(self, request: Request, number: str) -> Response:
        """Name one person, team or organisation; naming it twice changes nothing.

        A person who is named may read the incident; members of a group may not on its account.
        """
        incident, values = self.incident(), self.read(inputs.AffectedIn)
        [target] = values.values()
        return created(affected_json(name_affected(incident, target, by=self.actor, now=self.now)))


def _deletes(noun: str, summary: str) -> Any:
    return documented(f"affected_delete{noun}", summary, tag=_TAG, status=204, problems=documentation.WRITE)


class AffectedPerson(AffectedApiView):
    """One of the people who are affected."""

    @_deletes("", "Take somebody off the affected people")
    def delete(self, request: Request, number: str, username: str) -> Response:
        """Take the person off; the timeline remembers it."""
        return self.drop(user__username=username)


class AffectedTeam(AffectedApiView):
    """One of the teams that are affected."""

    @_deletes("_team", "Take a team off those affected")
    def delete(self, request: Request, number: str, name: str) -> Response:
        """Take the team off; the timeline remembers it."""
        return self.drop(team__slug=name)


class AffectedOrganisation(AffectedApiView):
    """One of the organisations that are affected."""

    @_deletes("_organisation", "Take an organisation off those affected")
    def delete(self, request: Request, number: str, name: str) -> Response:
        """Take the organisation off; the timeline remembers it."""
        return self.drop(organisation__slug=name)
