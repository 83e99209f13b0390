"""Who chose what about being told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists

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
    return reach_and_answers(people, {})[0]


def reach_and_answers(
    people: Iterable[int], questions: Mapping[str, Exists]
) -> tuple[Mapping[int, Reach], Mapping[str, bool]]:
    """Return how each of these people is reached, and the answers to other questions, all in one query.

    The answers are empty if there is nobody.
    """
    found: dict[int, Reach] = {}
    answers: dict[str, bool] = {}
    rows: Any = User.objects.filter(pk__in=set(people)).order_by()
    asked = {f"asked_{name}": question for name, question in questions.items()}
    columns = ("pk", "time_zone", "groups__notice_defaults__choices")
    of_place = (f"chat_addresses__{name}" for name in _PLACE)
    of_choice = (f"notice_preferences__{name}" for name in _CHOSEN)
    found_rows = rows.annotate(**asked).values_list(*columns, *of_place, *asked, *of_choice)
    for pk, zone, of_role, place, service, name, removed_at, *rest in found_rows:
        answers = dict(zip(questions, rest, strict=False))
        chosen = dict(zip(_CHOSEN, rest[len(questions) :], strict=True))
        reach = found.setdefault(pk, _reach(ZoneInfo(zone), chosen))
        # Each role stands beside each address.
        if of_role and of_role not in reach.by_role:
            reach.by_role.append(of_role)
        if place and removed_at is None:
            reach.places[place] = label_of(service, name)
    return found, answers


def _reach(zone: ZoneInfo, chosen: Mapping[str, Any]) -> Reach:
    if chosen["pace"] is None:
        return Reach(Times(zone))
    quiet = None
    if chosen["quiet_days"] and chosen["quiet_from"] is not None:
        days = frozenset(map(int, chosen["quiet_days"]))
        quiet = QuietHours(days, chosen["quiet_from"], chosen["quiet_to"])
    times = Times(zone, quiet, chosen["pace"], chosen["daily_at"], chosen["hourly_budget"])
    return Reach(times, chosen["choices"])
