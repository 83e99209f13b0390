"""What incidents refer to: services, categories, teams, people, organisations (read only)."""

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

import django_filters
from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import paging
from accounts.access.choices import Scope
from accounts.people.models import Membership, Organisation, Team, User
from incidents.api import answers, documentation, filters
from incidents.api.documentation import documented
from incidents.api.fields import people_for
from incidents.api.reference_representation import (
    category_json,
    me_json,
    organisation_json,
    service_json,
    team_json,
    user_json,
)
from incidents.api.representation import Json, Reader
from incidents.api.views.common import RecordApiView, plain_name
from incidents.catalogue.models import Category, Service

_TAG = "Reference"
View = TypeVar("View", bound=type[Any])


class ReferenceApiView(RecordApiView):
    """A view of rows that administrators maintain."""

    read_scope = Scope.CATALOGUE_READ
    write_scope = Scope.CATALOGUE_WRITE
    key: ClassVar[str] = "slug"
    rows: ClassVar[Callable[[User], QuerySet[Any]]]
    show: ClassVar[Callable[[Any, Reader], Json]]


class ReferenceList(ReferenceApiView):
    """A list of such rows."""

    narrow: ClassVar[type[django_filters.FilterSet]] = filters.ReferenceFilters

    def get(self, request: Request) -> Response:
        """Return a page, in the order of the stable names."""
        reader, orderings = self.reader, paging.Orderings({self.key: self.key}, self.key, key=self.key)
        rows = filters.narrowed(self.narrow, type(self).rows(self.actor.user), request)
        show = type(self).show
        return paging.page(request, rows, orderings, lambda row: show(row, reader))


class ReferenceDetail(ReferenceApiView):
    """One such row."""

    def get(self, request: Request, name: str) -> Response:
        """Return the row of this name."""
        row = type(self).rows(self.actor.user).get(**{self.key: plain_name(name)})
        return Response(type(self).show(row, self.reader))


def _list(noun: str, answer: type[answers.Answer]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        view.query_parameters = (*view.narrow.base_filters, *paging.PARAMETERS)
        described = documented(
            f"{noun}_list",
            f"List {noun}",
            tag=_TAG,
            answer=documentation.list_of(answer),
            parameters=[
                *filters.described(view.narrow),
                *documentation.paging_parameters([view.key]),
            ],
        )
        return extend_schema_view(get=described)(view)

    return decorate


def _detail(noun: str, summary: str, answer: type[answers.Answer]) -> Callable[[View], View]:
    described = documented(f"{noun}_read", summary, tag=_TAG, answer=answer)
    return extend_schema_view(get=described)


class _OfServices(ReferenceApiView):
    rows = staticmethod(
        lambda _user: Service.objects.select_related("owner", "owner_team", "support_team").prefetch_related(
            "upstream"
        )
    )
    show = staticmethod(lambda row, _reader: service_json(row))


@_list("services", answers.ServiceOut)
class Services(_OfServices, ReferenceList):
    """The service catalogue."""


@_detail("services", "Show a service", answers.ServiceOut)
class ServiceDetail(_OfServices, ReferenceDetail):
    """One service."""


class _OfCategories(ReferenceApiView):
    key = "path"
    rows = staticmethod(
        lambda _user: Category.objects.select_related("parent", "default_team", "default_service")
    )
    show = staticmethod(lambda row, _reader: category_json(row))


@_list("categories", answers.CategoryOut)
class Categories(_OfCategories, ReferenceList):
    """The category tree."""


@_detail("categories", "Show a category", answers.CategoryOut)
class CategoryDetail(_OfCategories, ReferenceDetail):
    """One category."""


class _OfTeams(ReferenceApiView):
    rows = staticmethod(
        lambda _user: Team.objects.prefetch_related(
            Prefetch("memberships", Membership.objects.select_related("user").order_by("user__username"))
        )
    )
    show = staticmethod(team_json)


@_list("teams", answers.TeamOut)
class Teams(_OfTeams, ReferenceList):
    """The teams."""


@_detail("teams", "Show a team", answers.TeamOut)
class TeamDetail(_OfTeams, ReferenceDetail):
    """One team."""


def _organisations_for(user: User) -> QuerySet[Organisation]:
    organisations = Organisation.objects.all()
    return organisations if user.is_staff_member else organisations.filter(pk=user.organisation_id)


class _OfOrganisations(ReferenceApiView):
    rows = staticmethod(_organisations_for)
    show = staticmethod(lambda row, _reader: organisation_json(row))


@_list("organisations", answers.OrganisationOut)
class Organisations(_OfOrganisations, ReferenceList):
    """The organisations; whoever is not staff sees their own."""


@_detail("organisations", "Show an organisation", answers.OrganisationOut)
class OrganisationDetail(_OfOrganisations, ReferenceDetail):
    """One organisation."""


class _OfUsers(ReferenceApiView):
    key = "username"
    rows = staticmethod(lambda user: people_for(user).select_related("organisation"))
    show = staticmethod(user_json)


@_list("users", answers.UserOut)
class Users(_OfUsers, ReferenceList):
    """People and service accounts; whoever is not staff sees themselves."""

    narrow = filters.UserFilters


@_detail("users", "Show an account", answers.UserOut)
class UserDetail(_OfUsers, ReferenceDetail):
    """One account."""


class Me(RecordApiView):
    """The caller's own account, which every token may read."""

    read_scope = None

    @documented("users_me", "Show the own account", tag=_TAG, answer=answers.MeOut)
    def get(self, request: Request) -> Response:
        """Return the account with its rights and teams."""
        return Response(me_json(self.actor.user, self.reader))
