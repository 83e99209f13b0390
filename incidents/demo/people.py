"""Who lives in Northmoor: the demo's organisations, teams and people."""

from dataclasses import dataclass

PASSWORD = "demo"  # noqa: S105
ORGANISATIONS = (("northmoor", "Northmoor University"), ("northmoor-press", "Northmoor Press"))
# slug, name, what it does
TEAMS = (
    ("service-desk", "Service Desk", "First contact for everybody"),
    ("network", "Network", "Cables, wireless, remote access and sign-in"),
    ("applications", "Applications", "Mail, records, finance and learning platforms"),
    ("workplace", "Workplace", "Laptops, printers and rooms"),
)


@dataclass(frozen=True, slots=True)
class Somebody:
    """One account: roles by name, teams by short name (those led have a star)."""

    username: str
    first: str
    last: str
    roles: tuple[str, ...]
    teams: tuple[str, ...] = ()
    organisation: str = "northmoor"
    location: str = ""
    is_vip: bool = False


PEOPLE = (
    Somebody("admin", "Ada", "Norling", ("Administrator", "Agent"), ("service-desk",)),
    Somebody("agent", "Amara", "Okafor", ("Agent",), ("service-desk",)),
    Somebody("lead", "Linus", "Berg", ("Team lead",), ("service-desk*", "network*")),
    Somebody("manager", "Maren", "Holt", ("Incident manager", "Major incident manager")),
    Somebody("reviewer", "Ravi", "Menon", ("Service owner",)),
    Somebody("auditor", "Edith", "Clarke", ("Auditor",)),
    Somebody("requester", "Rosa", "Delgado", ("Requester",), location="History, North Hall 2.14"),
    Somebody("requester2", "Tom", "Achterberg", ("Requester",), location="Finance, Moor House 1.03"),
    Somebody("bruno", "Bruno", "Santos", ("Agent",), ("service-desk",)),
    Somebody("chloe", "Chloe", "Martin", ("Agent",), ("service-desk",)),
    Somebody("dev", "Dev", "Patel", ("Resolver",), ("network",)),
    Somebody("elif", "Elif", "Kaya", ("Resolver",), ("network",)),
    Somebody("femi", "Femi", "Ade", ("Resolver",), ("applications",)),
    Somebody("greta", "Greta", "Lind", ("Team lead",), ("applications*",)),
    Somebody("hugo", "Hugo", "Reyes", ("Resolver",), ("workplace",)),
    Somebody("irene", "Irene", "Rothwell", ("Team lead",), ("workplace*",)),
    Somebody("jonas", "Jonas", "Weber", ("Requester",), location="Library, desk 4"),
    Somebody("keiko", "Keiko", "Mori", ("Requester",), location="Vice-Chancellor’s office", is_vip=True),
    Somebody("liam", "Liam", "Byrne", ("Requester",), location="Chemistry, Lab 3"),
    Somebody("nora", "Nora", "Haddad", ("Organisation viewer",), (), "northmoor-press", "Press, Mill Street"),
    Somebody("pavel", "Pavel", "Novak", ("Requester",), (), "northmoor-press", "Press, Mill Street"),
)
