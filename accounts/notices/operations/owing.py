"""What leaves the house for those who are told: by which ways and when, by their own choice and the floor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.notices.choices import Way
from accounts.notices.models import Delivery, Notice
from accounts.notices.reach.choices import Pace
from accounts.notices.reach.queries import Reach
from accounts.notices.reach.rules import ways_of
from accounts.notices.reach.times import leaves_at
from accounts.notices.reach.topics import URGENT, topic_of
from accounts.people.models import User

# What is shown, and the row that keeps it sealed where it is a secret.
Address = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody who is told of an event, and what decides how."""

    reader: User
    kind: str
    is_own: bool
    is_urgent: bool
    is_inbox_only: bool
    send_at: datetime


def deliveries_for(written: Sequence[tuple[Notice, Told]], reaches: Mapping[int, Reach]) -> list[Delivery]:
    """Return what is owed outside for notices that are written, by how their readers are reached."""
    return [
        _delivery(notice, told, way, address, reaches[told.reader.pk])
        for notice, told in written
        if not told.is_inbox_only
        for way in _ways(told, reaches[told.reader.pk])
        for address in _addresses(way, told.reader, reaches[told.reader.pk])
    ]


def _ways(told: Told, reach: Reach) -> list[str]:
    topic = topic_of(told.kind, is_own=told.is_own)
    rows = [topic.row, URGENT.row] if told.is_urgent else [topic.row]
    return ways_of(rows, Way.values, reach.choices, reach.by_role)


def _addresses(way: str, reader: User, reach: Reach) -> list[Address]:
    """Return where somebody is reached by a way: nowhere, at one address, or at several of chat and SMS services."""
    if way == Way.CHAT:
        return [(label, place) for place, label in reach.places.items()]
    return [(reader.email, None)] if reader.email else []


def _delivery(notice: Notice, told: Told, way: str, address: Address, reach: Reach) -> Delivery:
    shown, place = address
    is_floor = way in topic_of(told.kind, is_own=told.is_own).floor
    is_alone = told.is_urgent or is_floor
    is_immediate = reach.times.pace == Pace.AT_ONCE
    return Delivery(
        notice=notice,
        way=way,
        address=shown,
        place_id=place,
        due_at=leaves_at(told.send_at, reach.times, is_urgent=told.is_urgent, is_alone=is_floor),
        bundled_for=None if is_alone else told.reader,
        bundled_about=notice.event.about if is_immediate and not is_alone else "",
    )
