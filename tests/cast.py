"""A fixed cast of people for every test: who they are says what they may do."""

import pickle
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.db.models import Model

from accounts.actor import Actor
from accounts.choices import Channel, PersonKind
from accounts.history import save_as
from accounts.people.models import Membership, Organisation, Team, User
from accounts.people.queries import the_product
from incidents.catalogue.models import Category, Service

# What the cast is made of; a row may point only to rows of a model before its own.
MODELS: tuple[type[Model], ...] = (
    Organisation,
    Team,
    User,
    User.groups.through,
    Membership,
    Service,
    Category,
)

# name -> (role, team, leads it, organisation)
PEOPLE = {
    "agnes": ("Agent", "service-desk", False, None),
    "aaron": ("Agent", "service-desk", False, None),
    "rafael": ("Resolver", "network", False, None),
    "nadia": ("Resolver", "network", False, None),
    "paul": ("Resolver", "applications", False, None),
    "lena": ("Team lead", "network", True, None),
    "ines": ("Incident manager", None, False, None),
    "mia": ("Major incident manager", None, False, None),
    "ruth": ("Requester", None, False, "north"),
    "oskar": ("Requester", None, False, "north"),
    "vera": ("Organisation viewer", None, False, "north"),
    "stefan": ("Requester", None, False, "south"),
    "audra": ("Auditor", None, False, None),
    "adam": ("Administrator", None, False, None),
    "monitor": ("Integration", None, False, None),
}


@dataclass
class Cast:
    """The people, teams and things that tests speak of."""

    people: dict[str, User]
    teams: dict[str, Team]
    services: dict[str, Service]
    categories: dict[str, Category]
    system: Actor

    def __getattr__(self, name: str) -> User:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None

    def actor(self, name: str, channel: Channel = Channel.WEB) -> Actor:
        """Return the person as an actor with rights freshly read."""
        if name == "system":
            return self.system
        return Actor(User.objects.get(username=name), channel)


def make_cast() -> Cast:
    """Make everybody; the migration has made the roles and the reference data."""
    by = the_product("test cast")
    organisations = {slug: Organisation(slug=slug, name=slug.title()) for slug in ("north", "south")}
    teams = {
        slug: Team(slug=slug, name=slug.replace("-", " ").title())
        for slug in ("service-desk", "network", "applications")
    }
    for row in (*organisations.values(), *teams.values()):
        save_as(row, by=by)
    people = {}
    for name, (role, team, leads, organisation) in PEOPLE.items():
        person = User(
            username=name,
            first_name=name.title(),
            last_name="Example",
            email=f"{name}@example.org",
            organisation=organisations[organisation] if organisation else None,
            kind=PersonKind.SERVICE if role == "Integration" else PersonKind.PERSON,
            is_staff=role == "Administrator",
        )
        person.set_password("demo")
        save_as(person, by=by)
        person.groups.add(Group.objects.get(name=role))
        if team:
            save_as(Membership(team=teams[team], user=person, is_lead=leads), by=by)
        people[name] = person
    services = {
        "email": Service(slug="email", name="E-mail", support_team=teams["applications"]),
        "vpn": Service(slug="vpn", name="VPN", support_team=teams["network"]),
    }
    email = Category(slug="email", name="E-mail", path="email")
    categories = {
        "email": email,
        "email/delivery": Category(parent=email, slug="delivery", name="Delivery", path="email/delivery"),
        "network": Category(slug="network", name="Network", path="network"),
    }
    for row in (*services.values(), *categories.values()):
        save_as(row, by=by)
    return Cast(people, teams, services, categories, by)


@dataclass(frozen=True)
class Rehearsal:
    """The cast as it was made once: the statements that put its rows back, with the same ids, and its members."""

    statements: list[tuple[str, Any]]
    members: bytes

    def perform(self) -> Cast:
        """Make everybody again, which takes a tenth of the time."""
        with connection.cursor() as cursor:
            for sql, params in self.statements:
                cursor.execute(sql, params)
        return Cast(**pickle.loads(self.members))


def rehearse() -> Rehearsal:
    """Make the cast, write down how to make it again, and leave the database without it."""
    models = [
        model for one in MODELS for model in (one, getattr(getattr(one, "history", None), "model", None))
    ]
    models = [model for model in models if model is not None]
    kept: list[tuple[str, Any]] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        kept.append((sql, params))
        return execute(sql, params, many, context)

    with transaction.atomic():
        before = {model: set(model._base_manager.values_list("pk", flat=True)) for model in models}
        members = pickle.dumps(vars(make_cast()))
        made = {model: list(model._base_manager.exclude(pk__in=before[model])) for model in models}
        transaction.set_rollback(True)
    with transaction.atomic():
        with connection.execute_wrapper(keep):
            for model, rows in made.items():
                model._base_manager.bulk_create(rows)
        transaction.set_rollback(True)
    if connection.vendor == "sqlite":
        _pass_over(made)
    return Rehearsal([one for one in kept if one[0].startswith("INSERT")], members)


def _pass_over(made: dict[type[Model], list[Any]]) -> None:
    """Keep the ids of the cast from others who may come first: on PostgreSQL they are gone once used."""
    with connection.cursor() as cursor:
        for model, rows in made.items():
            table = model._meta.db_table
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute(
                "INSERT INTO sqlite_sequence VALUES (%s, %s)", [table, max(row.pk for row in rows)]
            )
