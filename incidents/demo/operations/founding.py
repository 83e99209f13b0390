"""Found Northmoor: its people, teams, services and categories."""

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction

from accounts.actor import Actor
from accounts.choices import PersonKind
from accounts.history import save_as
from accounts.people.models import Membership, Organisation, Team, User
from incidents.catalogue.models import Category, HoldReason, ResolutionCode, Service, Supplier
from incidents.demo.catalogue import CATEGORIES, MACROS, SERVICES, SUPPLIERS, TEMPLATES, TEXTS
from incidents.demo.people import ORGANISATIONS, PASSWORD, PEOPLE, TEAMS, Somebody
from incidents.prepared.macros.models import Macro
from incidents.prepared.macros.operations import save_macro
from incidents.prepared.reports.models import ReportTemplate
from incidents.prepared.reports.operations import save_template
from incidents.prepared.texts.models import TextBlock
from incidents.prepared.texts.operations import save_text
from incidents.sla.defaults import OFFICE_HOURS
from incidents.sla.models import Calendar


def found(*, by: Actor) -> None:
    """Make everybody and everything that incidents refer to, in one transaction."""
    with transaction.atomic():
        for slug, name in ORGANISATIONS:
            save_as(Organisation(slug=slug, name=name), by=by)
        for slug, name, description in TEAMS:
            email = f"{slug}@northmoor.example"
            save_as(Team(slug=slug, name=name, description=description, email=email), by=by)
        # One hash for all: hashing is slow on purpose, and everybody's password is the same.
        password = make_password(PASSWORD)
        for somebody in PEOPLE:
            _admit(somebody, password, by=by)
        monitor = User(
            username="monitor", first_name="Monitoring", kind=PersonKind.SERVICE, password=password
        )
        save_as(monitor, by=by)
        monitor.groups.add(Group.objects.get(name="Integration"))
        for slug, name, contact in SUPPLIERS:
            save_as(Supplier(slug=slug, name=name, contact=contact), by=by)
        _offer_services(by=by)
        _plant_categories(by=by)
        _prepare(by=by)


def _admit(somebody: Somebody, password: str, *, by: Actor) -> None:
    user = User(
        username=somebody.username,
        first_name=somebody.first,
        last_name=somebody.last,
        email=f"{somebody.username}@northmoor.example",
        organisation=Organisation.objects.get(slug=somebody.organisation),
        location=somebody.location,
        is_vip=somebody.is_vip,
        is_staff="Administrator" in somebody.roles,
        password=password,
    )
    save_as(user, by=by)
    user.groups.add(*Group.objects.filter(name__in=somebody.roles))
    for name in somebody.teams:
        team = Team.objects.get(slug=name.rstrip("*"))
        save_as(Membership(team=team, user=user, is_lead=name.endswith("*")), by=by)


def _offer_services(*, by: Actor) -> None:
    teams = {team.slug: team for team in Team.objects.all()}
    services = {}
    for position, entry in enumerate(SERVICES, start=1):
        service = Service(
            slug=entry.slug,
            name=entry.name,
            description=entry.description,
            position=position * 10,
            owner=User.objects.get(username=entry.owner),
            owner_team=teams[entry.team],
            support_team=teams[entry.team],
            criticality=entry.criticality,
            calendar=Calendar.objects.get(slug=OFFICE_HOURS),
            cost_per_hour=entry.costs[0],
            cost_per_hour_outside=entry.costs[1],
        )
        save_as(service, by=by)
        services[entry.slug] = service
        service.upstream.add(*(services[slug] for slug in entry.upstream))


def _plant_categories(*, by: Actor) -> None:
    planted: dict[str, Category] = {}
    for path, name, team, service in CATEGORIES:
        parent, _, slug = path.rpartition("/")
        category = Category(
            parent=planted.get(parent),
            slug=slug,
            name=name,
            path=path,
            default_team=Team.objects.get(slug=team),
            default_service=Service.objects.get(slug=service) if service else None,
        )
        save_as(category, by=by)
        planted[path] = category


def _prepare(*, by: Actor) -> None:
    for place, (slug, name, body) in enumerate(TEXTS):
        save_text(TextBlock(slug=slug, name=name, body=body, position=place), by=by, why="demo")
    coded = {"hold_reason": HoldReason, "resolution_code": ResolutionCode}
    for place, (slug, name, description, told) in enumerate(MACROS):
        does = {
            field: coded[field].objects.get(slug=value) if field in coded else value
            for field, value in told.items()
        }
        row = Macro(slug=slug, name=name, description=description, position=place, **does)
        save_macro(row, by=by, why="demo")
    services, categories = (
        Service.objects.in_bulk(field_name="slug"),
        Category.objects.in_bulk(field_name="path"),
    )
    for slug, name, title, text, service, category, impact, urgency in TEMPLATES:
        template = ReportTemplate(
            slug=slug,
            name=name,
            title=title,
            text=text,
            service=services[service],
            category=categories[category],
            impact=impact,
            urgency=urgency,
        )
        save_template(template, by=by, why="demo")
