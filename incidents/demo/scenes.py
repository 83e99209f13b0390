"""The form in which the demo's stories are told; `operations/staging.py` plays them."""

from dataclasses import dataclass
from typing import Literal

End = Literal[
    "new",
    "assigned",
    "working",
    "asked",
    "waiting",
    "blocked",
    "resolved",
    "reopened",
    "closed",
    "silent",
    "false_alarm",
    "withdrawn",
    "duplicate",
]


@dataclass(frozen=True, slots=True)
class Plot:
    """One incident's story.

    `levels` are impact and urgency by their first letters ("hm"). Lines of `talk` begin with ">" (the requester),
    "-" (a public reply) or "#" (a work note). `age` and `work` are hours: since the report, and until the end.
    `supplier` is the short name of who supplies what failed, and their reference.
    Without `team`, the service's own team gets it.
    """

    title: str
    words: str
    who: str
    service: str
    category: str
    levels: str
    age: float
    end: End
    talk: tuple[str, ...] = ()
    outcome: str = ""
    work: float = 4
    key: str = ""
    channel: str = "portal"
    code: str = "fixed_permanently"
    cause: str = "technical"
    parent: str = ""
    related: tuple[str, ...] = ()
    other: str = ""
    team: str = ""
    owner: str = ""
    moved_to: str = ""
    files: tuple[tuple[str, str], ...] = ()
    tasks: tuple[tuple[str, bool], ...] = ()
    watchers: tuple[str, ...] = ()
    affected: int | None = None
    affected_people: tuple[str, ...] = ()
    affected_teams: tuple[str, ...] = ()
    affected_organisations: tuple[str, ...] = ()
    location: str = ""
    supplier: tuple[str, str] = ("", "")
    major: Literal["", "candidate", "declared", "stood_down", "rejected"] = ""
    statement: str = ""
