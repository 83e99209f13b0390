"""Who chose what about being told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts.notices.reach.rules import Choices
from accounts.people.models import User


@dataclass(slots=True)
class Reach:
    """What decides how one person is reached."""

    choices: Choices = field(default_factory=dict)
    by_role: list[Choices] = field(default_factory=list)


_COLUMNS = ("pk", "groups__notice_defaults__choices", "notice_preferences__choices")


def reach_of(people: Iterable[int]) -> Mapping[int, Reach]:
    """Return how each of these people is reached, in one query however many they are."""
    found: dict[int, Reach] = {}
    rows: Any = User.objects.filter(pk__in=set(people)).order_by().values_list(*_COLUMNS)
    for pk, of_role, choices in rows:
        reach = found.setdefault(pk, Reach(choices or {}))
        if of_role:
            reach.by_role.append(of_role)
    return found
