"""What a hostile input must leave behind: nothing half done, pages that open, a channel that goes on."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.test import Client

from incidents.api import inputs
from incidents.api.views.steps import STEPS
from incidents.records.models import Incident
from tests.cast import Cast
from tests.incidents.api.callers import Caller, assert_problem

# What a refused call may leave: that it was counted, and that a token was used.
_TRACES = frozenset({"sessions.Session", "accounts.ApiToken"})


def footprint() -> dict[str, Any]:
    """Return how many rows every table has, and how every incident stands."""
    rows: dict[str, Any] = {
        model._meta.label: model._default_manager.count()
        for model in apps.get_models()
        if model._meta.label not in _TRACES and model._meta.managed and not model._meta.proxy
    }
    rows["incidents"] = list(Incident.objects.order_by("pk").values())
    return rows


@contextmanager
def nothing_written() -> Iterator[None]:
    """Check that what happens inside changes no row."""
    before = footprint()
    yield
    after = footprint()
    assert after == before, {name: after[name] for name in after if after[name] != before.get(name)}


def assert_clear(answer: Any, statuses: Iterable[int] = (400,), *fields: str) -> dict[str, Any]:
    """Check that a refusal is one of ours and says what is wrong."""
    assert answer.status_code in set(statuses), (answer.status_code, answer.content[:500])
    body = assert_problem(answer, answer.status_code, answer.json()["code"])
    assert body["detail"]
    named = {name.split(".")[0] for name in body["errors"]}
    assert set(fields) <= named, (fields, body)
    return body


_PARTS = (
    "",
    "entries/",
    "attachments/",
    "tasks/",
    "links/",
    "watchers/",
    "alerts/",
    "history/",
    "notifications/",
)


def assert_open(cast: Cast, caller: Caller, number: str) -> None:
    """Check that every list, detail, search and history page of an incident still opens."""
    for part in _PARTS:
        assert caller.get(f"incidents/{number}/{part}").status_code == 200, part
    for address in ("incidents/", "incidents/?q=mail", "incidents/?expand=details", "changes/"):
        assert caller.get(address).status_code == 200, address
    incident = Incident.objects.get(number=number)
    pages = {
        "agnes": ["/queue/", "/queue/?q=mail", incident.get_absolute_url(), f"/incidents/{number}/history/"],
        incident.requester.username: ["/help/", f"/help/{number}/"],
    }
    for name, addresses in pages.items():
        client = Client()
        client.force_login(cast.people[name])
        for address in addresses:
            answer = client.get(address, follow=True)
            assert answer.status_code in ({200} if name != "monitor" else {200, 403, 404}), address


def assert_next_works(caller: Caller, number: str) -> None:
    """Check that the next good input of the API is taken."""
    assert caller.post("incidents/", {"title": "The next good one"}).status_code == 201
    said = caller.post(f"incidents/{number}/entries/", {"kind": "work_note", "body": "The next good words"})
    assert said.status_code in (201, 409), said.content


@dataclass(frozen=True)
class Door:
    """An address that takes JSON."""

    name: str
    method: str
    path: str
    shape: type[inputs.Input]
    body: dict[str, Any] = field(default_factory=dict)

    def send(self, caller: Caller, incident: Incident, body: Any, **headers: str) -> Any:
        """Send a JSON value."""
        return caller.call(self.method, self.address(incident), body, **headers)

    def send_raw(
        self, caller: Caller, incident: Incident, body: bytes, content_type: str = "application/json"
    ) -> Any:
        """Send bytes."""
        address = f"/api/v1/{self.address(incident)}"
        return caller.client.generic(self.method.upper(), address, body, content_type, headers=caller.headers)

    def address(self, incident: Incident) -> str:
        """Return the address below the root."""
        task = incident.tasks.first()
        return self.path.format(number=incident.number, task=task.pk if task else 0)


_ONE = "incidents/{number}/"
DOORS = [
    Door("create", "post", "incidents/", inputs.IncidentIn, {"title": "x"}),
    Door("change", "patch", _ONE, inputs.ChangesIn, {"title": "x"}),
    *[Door(step.action.value, "post", f"{_ONE}{step.action.value}/", step.shape) for step in STEPS],
    Door("entry", "post", f"{_ONE}entries/", inputs.EntryIn, {"kind": "work_note", "body": "x"}),
    Door("task", "post", f"{_ONE}tasks/", inputs.TaskIn, {"title": "x"}),
    Door("task-done", "patch", _ONE + "tasks/{task}/", inputs.TaskDoneIn, {"done": True}),
    Door("link", "post", f"{_ONE}links/", inputs.LinkIn, {"target": "INC-1", "kind": "related"}),
    Door("watcher", "post", f"{_ONE}watchers/", inputs.WatcherIn, {"user": "agnes"}),
    Door("token", "post", "tokens/", inputs.TokenIn, {"name": "x", "scopes": ["incidents:read"]}),
    Door("read", "post", "notifications/read/", inputs.ReadIn, {"ids": [1]}),
]


def rows(table: dict[str, Iterable[Any]]) -> list[tuple[str, Any]]:
    """Return the cases of a table of rows, each under its row and a running number."""
    return [(f"{row}-{index}", case) for row, cases in table.items() for index, case in enumerate(cases)]
