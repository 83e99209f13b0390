"""A fixed cast of people for every test: who they are says what they may do."""

from dataclasses import dataclass

from django.contrib.auth.models import Group

from accounts.actor import Actor
from accounts.choices import Channel, PersonKind
from accounts.history import save_as
from accounts.people.models import Membership, Organisation, Team, User
from accounts.people.queries import the_product
from incidents.catalogue.models import Category, Service

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
