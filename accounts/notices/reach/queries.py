"""Who chose what about being told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from accounts.notices.chat.services import label_of
from accounts.notices.choices import Way
from accounts.notices.reach.rules import Choices
from accounts.notices.reach.times import QuietHours, Times
from accounts.people.models import User


@dataclass(slots=True)
class Reach:
    """What decides how and when one person is reached; `places` are the addresses at chat and SMS services."""

    times: Times
    choices: Choices = field(default_factory=dict)
    by_role: list[Choices] = field(default_factory=list)
    places: dict[int, str] = field(default_factory=dict)

    @property
    def ways(self) -> list[Way]:
        """Return the columns of the matrix: chat only for who has an address there."""
        return [way for way in Way if way != Way.CHAT or self.places]


_PLACE = ("pk", "service", "name", "removed_at")
_CHOSEN = ("choices", "quiet_days", "quiet_from", "quiet_to", "pace", "daily_at", "hourly_budget")


def reach_of(people: Iterable[int]) -> Mapping[int, Reach]:
    """Return how each of these people is reached, in one query however many they are."""
    found: dict[int, Reach] = {}
    rows: Any = User.objects.filter(pk__in=set(people)).order_by()
    columns = ("pk", "time_zone", "groups__notice_defaults__choices")
    of_place = (f"chat_addresses__{name}" for name in _PLACE)
    of_choice = (f"notice_preferences__{name}" for name in _CHOSEN)
    for pk, zone, of_role, place, service, name, removed_at, *chosen in rows.values_list(
        *columns, *of_place, *of_choice
    ):
        reach = found.setdefault(pk, _reach(ZoneInfo(zone), dict(zip(_CHOSEN, chosen, strict=True))))
        # Each role stands beside each address.
        if of_role and of_role not in reach.by_role:
            reach.by_role.append(of_role)
        if place and removed_at is None:
            reach.places[place] = label_of(service, name)
    return found


def _reach(zone: ZoneInfo, chosen: Mapping[str, Any]) -> Reach:
    if chosen["pace"] is None:
        return Reach(Times(zone))
    quiet = None
    if chosen["quiet_days"] and chosen["quiet_from"] is not None:
        days = frozenset(map(int, chosen["quiet_days"]))
        quiet = QuietHours(days, chosen["quiet_from"], chosen["quiet_to"])
    times = Times(zone, quiet, chosen["pace"], chosen["daily_at"], chosen["hourly_budget"])
    return Reach(times, chosen["choices"])
