"""Rows to measure on: many incidents in bulk, made once per run with a seed."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from incidents.catalogue.models import CancelReason, HoldReason, ResolutionCode
from incidents.records.choices import EntryKind, State
from incidents.records.models import Incident
from incidents.records.timeline_models import Entry
from tests.cast import Cast

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
_WORDS = ("printer", "mail", "vpn", "login", "folder", "password", "screen", "network", "course", "export")


_ENDED = [State.RESOLVED, State.CLOSED, State.CLOSED, State.CLOSED, State.CANCELLED]
_OPEN = [State.NEW, State.ASSIGNED, State.IN_PROGRESS, State.ON_HOLD]


def fill(cast: Cast, size: int, seed: int) -> Incident:
    """Make `size` incidents, a tenth of them open, and give one open incident 200 entries; return that one."""
    dice = Random(seed)
    rows = [_incident(cast, index, dice) for index in range(size)]
    made = Incident.objects.bulk_create(rows, batch_size=500)
    target = next(row for row in made if row.state == State.IN_PROGRESS)
    Entry.objects.bulk_create(_note(target, cast, dice) for _each in range(200))
    return target


def _incident(cast: Cast, index: int, dice: Random) -> Incident:
    state = dice.choice(_ENDED if index % 10 else _OPEN)
    at = NOW - timedelta(minutes=dice.randrange(500_000))
    return Incident(
        number=f"BENCH-{index + 1}",
        title=" ".join(dice.choices(_WORDS, k=5)),
        description=" ".join(dice.choices(_WORDS, k=40)),
        state=state,
        priority=dice.randint(1, 5),
        team=dice.choice(list(cast.teams.values())),
        service=dice.choice(list(cast.services.values())),
        requester=cast.ruth,
        reporter=cast.agnes,
        channel="portal",
        detected_by="user",
        detected_at=at,
        reported_at=at,
        created_at=at,
        updated_at=at,
        **_explanation(state, at),
    )


def _explanation(state: str, at: datetime) -> dict[str, Any]:
    """Return what the database demands of a state."""
    if state == State.ON_HOLD:
        return {"hold_reason": HoldReason.objects.get(slug="agreed_date")}
    if state == State.CANCELLED:
        return {"cancel_reason": CancelReason.objects.get(slug="test")}
    if state in (State.RESOLVED, State.CLOSED):
        code = ResolutionCode.objects.get(slug="workaround")
        return {"resolution_code": code, "resolution_text": "Done.", "restored_at": at, "resolved_at": at}
    return {}


def _note(incident: Incident, cast: Cast, dice: Random) -> Entry:
    return Entry(
        incident=incident,
        kind=EntryKind.WORK_NOTE,
        is_public=False,
        author=cast.agnes,
        author_name="Agnes",
        channel="web",
        body=" ".join(dice.choices(_WORDS, k=20)),
        happened_at=NOW,
        recorded_at=NOW,
    )
