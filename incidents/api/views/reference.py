"""What incidents refer to: services, categories, teams, people, organisations; only people are added here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

import django_filters
from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import paging
from accounts.access.choices import Scope
from accounts.access.idempotency import idempotent
from accounts.people.models import Membership, Team, User
from accounts.roles.operations import introduce
from incidents.api import answers, documentation, filters, inputs, reference_answers
from incidents.api.documentation import documented
from incidents.api.fields import organisations_for, people_for
from incidents.api.reference_representation import (
    category_json,
    me_json,
    organisation_json,
    service_json,
    supplier_json,
    team_json,
    template_json,
    user_json,
)
from incidents.api.representation import Json, Reader
from incidents.api.views.common import RecordApiView, plain_name
from incidents.catalogue.models import Category, Service, Supplier
from incidents.prepared.reports.models import ReportTemplate
from incidents.prepared.reports.queries import offered_templates

_TAG = "Reference"
_NEW_REQUESTER = OpenApiExample(
    "Somebody who called",
    value={"name": "Mary Osei", "email": "m.osei@example.org", "phone": "+44 20 7946 0000"},
    request_only=True,
)
View = TypeVar("View", bound=type[Any])


@dataclass(frozen=True, slots=True)
class Resource:
    """Rows that administrators maintain: their stable name, who sees which, and how they are shown."""

    key: str
    rows: Callable[[User], QuerySet[Any]]
    show: Callable[[Any, Reader], Json]


class ReferenceApiView(RecordApiView):
    """A view of such rows."""

    read_scope = Scope.CATALOGUE_READ
    write_scope = Scope.CATALOGUE_WRITE
    resource: ClassVar[Resource]


class ReferenceList(ReferenceApiView):
    """A list of them."""

    narrow: ClassVar[type[django_filters.FilterSet]] = filters.ReferenceFilters

    def get(self, request: Request) -> Response:
        """Return a page, in the order of the stable names."""
        reader, key, show = self.reader, self.resource.key, self.resource.show
        rows = filters.narrowed(self.narrow, self.resource.rows(self.actor.user), request)
        orderings = paging.Orderings({key: key}, key, key=key)
        return paging.page(request, rows, orderings, lambda row: show(row, reader))


class ReferenceDetail(ReferenceApiView):
    """One of them."""

    def get(self, request: Request, name: str) -> Response:
        """Return the row of this name."""
        row = self.resource.rows(self.actor.user).get(**{self.resource.key: plain_name(name)})
        return Response(self.resource.show(row, self.reader))


def list_of(noun: str, answer: type[answers.Answer]) -> Callable[[View], View]:
    """Describe a list of reference data."""

    def decorate(view: View) -> View:
        view.query_parameters = (*view.narrow.base_filters, *paging.PARAMETERS)
        described = documented(
            f"{noun}_list",
            f"List {noun}",
            tag=_TAG,
            answer=documentation.list_of(answer),
            parameters=[
                *filters.described(view.narrow),
                *documentation.paging_parameters([view.resource.key]),
            ],
        )
        return extend_schema_view(get=described)(view)

    return decorate


def detail_of(noun: str, summary: str, answer: type[answers.Answer]) -> Callable[[View], View]:
    """Describe one row of reference data."""
    described = documented(f"{noun}_read", summary, tag=_TAG, answer=answer)
    return extend_schema_view(get=described)


def _services(_user: User) -> QuerySet[Service]:
    rows = Service.objects.select_related("owner", "owner_team", "support_team", "calendar")
    return rows.prefetch_related("upstream")


def _categories(_user: User) -> QuerySet[Category]:
    return Category.objects.select_related("parent", "default_team", "default_service")


def _templates(user: User) -> QuerySet[ReportTemplate]:
    return offered_templates() if user.is_staff_member else ReportTemplate.objects.none()


def _suppliers(user: User) -> QuerySet[Supplier]:
    rows: QuerySet[Supplier] = Supplier.objects.all()
    return rows if user.is_staff_member else rows.none()


def _teams(_user: User) -> QuerySet[Team]:
    members = Membership.objects.select_related("user").order_by("user__username")
    return Team.objects.prefetch_related(Prefetch("memberships", members))


def _users(user: User) -> QuerySet[User]:
    return people_for(user).select_related("organisation")


SERVICES = Resource("slug", _services, lambda row, _reader: service_json(row))
CATEGORIES = Resource("path", _categories, lambda row, _reader: category_json(row))
SUPPLIERS = Resource("slug", _suppliers, lambda row, _reader: supplier_json(row))
TEMPLATES = Resource("slug", _templates, lambda row, _reader: template_json(row))
TEAMS = Resource("slug", _teams, team_json)
ORGANISATIONS = Resource("slug", organisations_for, lambda row, _reader: organisation_json(row))
USERS = Resource("username", _users, user_json)


@list_of("services", reference_answers.ServiceOut)
class Services(ReferenceList):
    """The service catalogue."""

    resource = SERVICES


@detail_of("services", "Show a service", reference_answers.ServiceOut)
class ServiceDetail(ReferenceDetail):
    """One service."""

    resource = SERVICES


@list_of("categories", reference_answers.CategoryOut)
class Categories(ReferenceList):
    """The category tree."""

    resource = CATEGORIES


@detail_of("categories", "Show a category", reference_answers.CategoryOut)
class CategoryDetail(ReferenceDetail):
    """One category."""

    resource = CATEGORIES


@list_of("suppliers", reference_answers.SupplierOut)
class Suppliers(ReferenceList):
    """The suppliers, for staff."""

    resource = SUPPLIERS


@detail_of("suppliers", "Show a supplier", reference_answers.SupplierOut)
class SupplierDetail(ReferenceDetail):
    """One supplier."""

    resource = SUPPLIERS


@list_of("incident_templates", reference_answers.TemplateOut)
class Templates(ReferenceList):
    """Templates of new incidents, for staff."""

    resource = TEMPLATES


@list_of("teams", reference_answers.TeamOut)
class Teams(ReferenceList):
    """The teams."""

    resource = TEAMS


@detail_of("teams", "Show a team", reference_answers.TeamOut)
class TeamDetail(ReferenceDetail):
    """One team."""

    resource = TEAMS


@list_of("organisations", reference_answers.OrganisationOut)
class Organisations(ReferenceList):
    """The organisations; whoever is not staff sees their own."""

    resource = ORGANISATIONS


@detail_of("organisations", "Show an organisation", reference_answers.OrganisationOut)
class OrganisationDetail(ReferenceDetail):
    """One organisation."""

    resource = ORGANISATIONS


@list_of("users", reference_answers.UserOut)
class Users(ReferenceList):
    """People and service accounts; whoever is not staff sees themselves."""

    resource = USERS
    narrow = filters.UserFilters
    # Whoever may log for others may write down who reports.
    write_scope = Scope.INCIDENTS_WRITE

    @documented(
        "users_create",
        "Write down somebody who reports",
        tag=_TAG,
        request=inputs.RequesterIn,
        answer=reference_answers.UserOut,
        status=201,
        problems=documentation.WRITE,
        parameters=[documentation.IDEMPOTENCY_KEY],
        examples=[_NEW_REQUESTER],
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Make a requester; an e-mail address that somebody has is a conflict that names them."""
        values = self.read(inputs.RequesterIn)
        person = introduce(**values, by=self.actor, now=self.now, why="reported by way of the API")
        address = self.reader.address("user", person.username)
        return Response(user_json(person, self.reader), 201, headers={"Location": address})


@detail_of("users", "Show an account", reference_answers.UserOut)
class UserDetail(ReferenceDetail):
    """One account."""

    resource = USERS


class Me(RecordApiView):
    """The caller's own account, which every token may read."""

    read_scope = None

    @documented("users_me", "Show the own account", tag=_TAG, answer=reference_answers.MeOut)
    def get(self, request: Request) -> Response:
        """Return the account with its rights and teams."""
        return Response(me_json(self.actor.user, self.reader))
