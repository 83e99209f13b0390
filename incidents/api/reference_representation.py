"""What the API says about reference data, people and tokens."""

from accounts.access.models import ApiToken
from accounts.choices import Right
from accounts.people.models import Organisation, Team, User
from incidents.api.representation import Json, Reader, instant, name_of
from incidents.catalogue.models import Category, Service, Supplier
from incidents.prepared.reports.filling import given_by
from incidents.prepared.reports.models import ReportTemplate
from incidents.records.operations.saving import as_fact


def service_json(service: Service) -> Json:
    """Return a service; costs are left to reports."""
    return {
        "slug": service.slug,
        "name": service.name,
        "description": service.description,
        "owner": name_of(service.owner, "username"),
        "owner_team": name_of(service.owner_team),
        "support_team": name_of(service.support_team),
        "criticality": service.criticality,
        "calendar": name_of(service.calendar),
        "upstream": [other.slug for other in service.upstream.all()],
        "is_retired": service.retired_at is not None,
    }


def category_json(category: Category) -> Json:
    """Return a category."""
    return {
        "path": category.path,
        "name": category.name,
        "parent": name_of(category.parent, "path"),
        "default_team": name_of(category.default_team),
        "default_service": name_of(category.default_service),
        "is_retired": category.retired_at is not None,
    }


def supplier_json(supplier: Supplier) -> Json:
    """Return a supplier."""
    return {
        "slug": supplier.slug,
        "name": supplier.name,
        "description": supplier.description,
        "contact": supplier.contact,
        "is_retired": supplier.retired_at is not None,
    }


def template_json(template: ReportTemplate) -> Json:
    """Return a template of new incidents: what it fills in, if that is left empty."""
    given = {name: as_fact(value) for name, value in given_by(template).items()}
    return {
        "slug": template.slug,
        "name": template.name,
        "description": template.description,
        "fills_in": given,
    }


def team_json(team: Team, reader: Reader) -> Json:
    """Return a team; its members are for staff."""
    members = team.memberships.all() if reader.is_staff else ()
    return {
        "slug": team.slug,
        "name": team.name,
        "description": team.description,
        "members": [{"user": row.user.username, "is_lead": row.is_lead} for row in members],
        "is_retired": team.retired_at is not None,
    }


def organisation_json(organisation: Organisation) -> Json:
    """Return an organisation."""
    return {
        "slug": organisation.slug,
        "name": organisation.name,
        "is_retired": organisation.retired_at is not None,
    }


def user_json(user: User, reader: Reader) -> Json:
    """Return an account; how to reach people is shown to those who may see it, and to themselves."""
    may_see = user.pk == reader.user.pk or reader.user.may(Right.SEE_PERSONAL_DATA)
    return {
        "username": user.username,
        "name": user.display_name,
        "kind": user.kind,
        "email": user.email if may_see else None,
        "phone": user.phone if may_see else None,
        "location": user.location if may_see else None,
        "organisation": name_of(user.organisation),
        "is_vip": user.is_vip,
        "is_active": user.is_active,
        "time_zone": user.time_zone,
        "language": user.language,
    }


def token_json(token: ApiToken) -> Json:
    """Return what is known of a token; its text is known to nobody."""
    return {
        "key": token.key,
        "name": token.name,
        "scopes": list(token.scopes),
        "created_at": instant(token.created_at),
        "expires_at": instant(token.expires_at),
        "revoked_at": instant(token.revoked_at),
        "last_used_at": instant(token.last_used_at),
    }


def me_json(user: User, reader: Reader) -> Json:
    """Return the caller's own account with rights and teams."""
    teams = Team.objects.filter(pk__in=user.team_ids).order_by("slug").values_list("slug", flat=True)
    return {
        **user_json(user, reader),
        "rights": [right.value for right in Right if user.may(right)],
        "teams": list(teams),
    }
