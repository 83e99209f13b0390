"""Rows to measure on: many incidents in bulk, made once per run with a seed."""

from datetime import UTC, datetime, timedelta
from random import Random

from incidents.catalogue.models import CancelReason, HoldReason, ResolutionCode
from incidents.records.choices import EntryKind, State
from incidents.records.models import Incident
from incidents.records.timeline_models import Entry
from tests.cast import Cast

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
_WORDS = ("printer", "mail", "vpn", "login", "folder", "password", "screen", "network", "course", "export")


def fill(cast: Cast, size: int, seed: int) -> Incident:
    """Make `size` incidents, a tenth of them open, and give one open incident 200 entries; return that one."""
    dice = Random(seed)
    code = ResolutionCode.objects.get(slug="workaround")
    reason = HoldReason.objects.get(slug="agreed_date")
    cancel = CancelReason.objects.get(slug="test")
    teams, services = list(cast.teams.values()), list(cast.services.values())
    rows = []
    for index in range(size):
        is_open = index % 10 == 0
        state = dice.choice(
            [State.NEW, State.ASSIGNED, State.IN_PROGRESS, State.ON_HOLD] if is_open else _ENDED
        )
        at = NOW - timedelta(minutes=dice.randrange(500_000))
        is_done = state in (State.RESOLVED, State.CLOSED)
        rows.append(
            Incident(
                number=f"BENCH-{index + 1}",
                title=" ".join(dice.choices(_WORDS, k=5)),
                description=" ".join(dice.choices(_WORDS, k=40)),
                state=state,
                priority=dice.randint(1, 5),
                team=dice.choice(teams),
                service=dice.choice(services),
                requester=cast.ruth,
                reporter=cast.agnes,
                channel="portal",
                detected_by="user",
                detected_at=at,
                reported_at=at,
                created_at=at,
                updated_at=at,
                hold_reason=reason if state == State.ON_HOLD else None,
                cancel_reason=cancel if state == State.CANCELLED else None,
                resolution_code=code if is_done else None,
                resolution_text="Done." if is_done else "",
                restored_at=at if is_done else None,
                resolved_at=at if is_done else None,
            )
        )
    made = Incident.objects.bulk_create(rows, batch_size=500)
    target = next(row for row in made if row.state == State.IN_PROGRESS)
    Entry.objects.bulk_create(
        Entry(
            incident=target,
            kind=EntryKind.WORK_NOTE,
            is_public=False,
            author=cast.agnes,
            author_name="Agnes",
            channel="web",
            body=" ".join(dice.choices(_WORDS, k=20)),
            happened_at=NOW,
            recorded_at=NOW,
        )
        for _each in range(200)
    )
    return target


_ENDED = [State.RESOLVED, State.CLOSED, State.CLOSED, State.CLOSED, State.CANCELLED]
