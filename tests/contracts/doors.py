"""Every form of the pages as data: who sends it, to which address, a good filling, and the text fields in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.access.choices import LinkPurpose
from accounts.access.links import token_of
from accounts.access.operations import make_links
from incidents.records.models import Incident
from reviews.records.models import Review
from tests.builders import MINUTE, NOON, cancelled, resolved, started
from tests.cast import Cast
from tests.reviews.builders import declared, drafted, in_review, promised, resolve

NOW = NOON + 60 * MINUTE
LEVELS = {"impact": "low", "urgency": "low"}
# What any form of the product might be sent beside its own fields by somebody who wishes (W11).
HIDDEN = {
    "status": "closed",
    "state": "closed",
    "requester_id": "2",
    "reporter": "stefan",
    "is_staff": "1",
    "is_superuser": "1",
    "role": "admin",
    "groups": "1",
    "sla_due": "2099-01-01T00:00",
    "created_at": "1999-01-01T00:00",
    "number": "INC-1",
    "id": "1",
    "pk": "1",
}


@dataclass(frozen=True)
class Door:
    """One form; `lines` and `texts` are its free fields with their limits, `must` those that may not stay empty."""

    name: str
    who: str
    page: str
    arguments: Callable[[Any], tuple[Any, ...]] = lambda it: ()
    make: Callable[[Cast], Any] = lambda cast: None
    good: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    texts: Mapping[str, int] = field(default_factory=dict)
    must: tuple[str, ...] = ()
    prefix: str = "id_"

    @property
    def fields(self) -> dict[str, int]:
        """Return all text fields with their limits."""
        return {**self.lines, **self.texts}

    def mark(self, name: str) -> str:
        """Return what stands in the page where the field is refused."""
        if self.page == "write":
            return 'id="composer-error"'
        return f'id="{self.prefix}{name}_error"'


@dataclass
class Visit:
    """Somebody in front of a door: can send the form again and again."""

    door: Door
    cast: Cast
    client: Client
    address: str
    values: dict[str, Any]
    it: Any

    def send(self, **changes: Any) -> Any:
        """Send the good filling but for the changes; a form about a version gets the present one."""
        return self.client.post(self.address, {**self.filling(), **changes})

    def filling(self) -> dict[str, Any]:
        """Return a good filling."""
        values = dict(self.values)
        if "version" in values:
            self.it.refresh_from_db()
            values["version"] = self.it.version
        return values


def visit(door: Door, cast: Cast) -> Visit:
    """Bring somebody in front of the door."""
    it, client = door.make(cast), Client()
    client.force_login(cast.people[door.who])
    return Visit(door, cast, client, reverse(door.page, args=door.arguments(it)), dict(door.good), it)


def _of(*more: Any) -> Callable[[Any], tuple[Any, ...]]:
    return lambda it: (it.number, *more)


def _property(name: str, limit: int) -> Door:
    kind = "texts" if name == "description" else "lines"
    must = (name,) if name == "title" else ()
    good = {name: "Another value", "version": 0}
    shape: dict[str, Any] = {kind: {name: limit}, "must": must}
    return Door(f"property-{name}", "rafael", "property", _of(name), started, good, **shape)


def _step(action: str, who: str, make: Any, texts: dict[str, int], **good: Any) -> Door:
    must = tuple(name for name in texts if name != "order_reason")
    filled = {**dict.fromkeys(must, "Words of a person"), **good}
    return Door(
        f"step-{action}",
        who,
        "transition",
        _of(action),
        make,
        filled,
        texts=texts,
        must=must,
        prefix="step_",
    )


def _link(cast: Cast) -> str:
    incident = resolved(cast)
    link = make_links(cast.ruth, incident.number, LinkPurpose.REOPEN, expires_at=NOW + 60 * MINUTE)[0]
    return token_of(link)


RESOLUTION = {"code": "fixed_permanently", "evidence": "agent_test", "cause_category": "technical"}
DESK = [
    Door(
        "log",
        "agnes",
        "log_incident",
        good={"title": "Printer", "channel": "phone", "detected_by": "user", **LEVELS},
        lines={
            "title": 200,
            "contact": 120,
            "location": 120,
            "configuration_item": 120,
            "external_reference": 120,
        },
        texts={"description": 50_000},
        must=("title",),
    ),
    *(
        Door(
            f"write-{mode}",
            "rafael",
            "write",
            _of(),
            started,
            {"mode": mode, "body": "Words"},
            texts={"body": 50_000},
            must=("body",),
        )
        for mode in ("public", "note")
    ),
    *(
        _property(name, limit)
        for name, limit in (
            ("title", 200),
            ("description", 50_000),
            ("contact", 120),
            ("location", 120),
            ("configuration_item", 120),
            ("external_reference", 120),
        )
    ),
    _step("hold", "rafael", started, {"question": 50_000}, reason="awaiting_requester"),
    _step("transfer", "rafael", started, {"reason": 500}, team="applications"),
    _step("resolve", "rafael", started, {"text": 50_000, "order_reason": 250}, **RESOLUTION),
    _step("reopen", "agnes", resolved, {"reason": 500}),
    _step("restore", "ines", cancelled, {"reason": 500}),
    _step("propose-major", "rafael", started, {"reason": 500}),
    _step(
        "declare-major",
        "mia",
        started,
        {"impact_statement": 5_000, "communication_plan": 5_000},
        manager="mia",
    ),
    _step("stand-down", "mia", lambda cast: resolve(cast, declared(cast)), {"final_update": 5_000}),
    Door(
        "task",
        "rafael",
        "add_task",
        _of(),
        started,
        {"title": "Look again"},
        lines={"title": 200},
        must=("title",),
    ),
]
PORTAL = [
    Door(
        "report",
        "ruth",
        "portal_report",
        good={"title": "I cannot print", **LEVELS},
        lines={"title": 200, "location": 120, "contact": 120},
        texts={"description": 50_000},
        must=("title",),
    ),
    Door(
        "portal-reply",
        "ruth",
        "portal_reply",
        _of(),
        started,
        {"body": "It is room 4"},
        texts={"body": 50_000},
        must=("body",),
    ),
    Door(
        "portal-answer",
        "ruth",
        "portal_answer",
        _of(),
        resolved,
        {"works": "no", "reason": "It is slow"},
        texts={"reason": 500},
        must=("reason",),
    ),
    Door(
        "link",
        "oskar",
        "action_link",
        lambda it: (it,),
        _link,
        {"reason": "It is slow"},
        texts={"reason": 500},
        must=("reason",),
    ),
]
OWN = [
    Door(
        "profile",
        "ruth",
        "profile",
        good={"language": "en-gb", "time_zone": "Europe/London", "phone": "12", "location": "Hall"},
        lines={"phone": 40, "location": 120},
    ),
    Door(
        "token",
        "ruth",
        "tokens",
        good={"name": "laptop", "scopes": ["incidents:read"], "lifetime": "30"},
        lines={"name": 80},
        must=("name",),
    ),
]


REVIEWS = [
    Door(
        "review-request",
        "agnes",
        "incident_review",
        _of(),
        started,
        {"rule": "R9", "reason": "A near miss"},
        texts={"reason": 500},
    ),
    Door(
        "review-section",
        "lena",
        "review_section",
        _of("surprises"),
        drafted,
        {"text": "What we saw", "version": 0},
        texts={"text": 20_000},
    ),
    Door(
        "review-people",
        "lena",
        "review_people",
        _of(),
        drafted,
        {"title": "VPN down", "visibility": "staff", "version": 0},
        lines={"title": 200},
        must=("title",),
    ),
    Door(
        "factor",
        "lena",
        "new_factor",
        _of(),
        drafted,
        {"statement": "No test", "category": "process", "confidence": "medium"},
        texts={"statement": 500, "evidence": 5_000},
        must=("statement",),
    ),
    Door(
        "moment",
        "lena",
        "new_moment",
        _of(),
        drafted,
        {"happened_at": "2026-03-02T12:10", "text": "A call", "kind": "action"},
        lines={"source": 200},
        texts={"text": 2_000},
        must=("text",),
    ),
    Door(
        "action",
        "lena",
        "new_action",
        _of(),
        drafted,
        {"statement": "Test more", "kind": "prevent", "priority": "improvement"},
        lines={"expected_effect": 500},
        texts={"statement": 500},
        must=("statement",),
    ),
    Door(
        "send-back",
        "ines",
        "review_step",
        _of("send-back"),
        in_review,
        {"reason": "Too short", "version": 0},
        texts={"reason": 500},
        must=("reason",),
    ),
    Door(
        "action-cancel",
        "ines",
        "move_action",
        lambda it: (it.review.number, it.position, "cancel"),
        promised,
        {"note": "Not worth it", "version": 0},
        texts={"note": 500},
        must=("note",),
    ),
]
DOORS = [*DESK, *PORTAL, *OWN, *REVIEWS]
FIELDS = [(door, name, limit) for door in DOORS for name, limit in door.fields.items()]


def field_ids(row: str) -> list[str]:
    """Return a test id for each field of each door: the row of the table, the door, the field."""
    return [f"{row}-{door.name}-{name}" for door, name, _limit in FIELDS]


def _pages() -> dict[str, list[str]]:
    """Return what must still open after any input: the lists, and the pages of every incident and review."""
    desk = ["/queue/all/", "/queue/all/?q=words", "/incidents/new/", "/reviews/", "/inbox/"]
    portal = ["/help/", "/help/?q=words", "/help/report/", "/inbox/"]
    for incident in Incident.objects.all():
        desk += [f"/incidents/{incident.number}/{part}" for part in ("", "history/")]
    desk += [review.get_absolute_url() for review in Review.objects.all()]
    theirs = Incident.objects.filter(requester__username="ruth")
    portal += [f"/help/{incident.number}/" for incident in theirs]
    return {"aaron": desk, "ruth": portal, "lena": ["/inbox/"], "rafael": ["/inbox/"]}


def everything_opens(cast: Cast) -> dict[str, str]:
    """Open all lists and the pages of all incidents; return what they say, by address."""
    said = {}
    for name, addresses in _pages().items():
        client = Client()
        client.force_login(cast.people[name])
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code == 200, (address, answer.status_code)
            said[f"{name} {address}"] = answer.content.decode()
    return said
