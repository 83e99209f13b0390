"""Which columns the queue shows, and how dense its rows stand: a saved view's, a person's, or the usual ones."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.people.models import User
from incidents.desk.models import SavedView

# In the order in which they stand; priority and title are always there.
COLUMNS: dict[str, Any] = {
    "state": _("State"),
    "service": _("Service"),
    "requester": _("Requester"),
    "team": _("Team"),
    "assignee": _("Assignee"),
    "reported": _("Reported"),
    "updated": _("Updated"),
    "deadline": _("Next deadline"),
    "preview": _("Preview beside the list"),
}
USUAL = frozenset({"state", "service", "requester", "assignee", "updated", "deadline", "preview"})
# There is room for these in every list; the others stand where it is wide.
_ALWAYS_ROOM = ("state", "assignee", "deadline")
_WIDE = ("service", "requester", "team", "reported", "updated")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a list."""

    names: frozenset[str]
    density: str

    @property
    def narrow(self) -> int:
        """Return how many columns a narrow list has."""
        return 2 + sum(name in self.names for name in _ALWAYS_ROOM)

    @property
    def more(self) -> int:
        """Return how many more a wide one has."""
        return sum(name in self.names for name in _WIDE)


def known(names: Collection[str]) -> list[str]:
    """Return the names that are columns, in their order: what an older version kept may be none."""
    return [name for name in COLUMNS if name in names]


def columns_for(user: User, saved: SavedView | None = None) -> Columns:
    """Return what a list shows to a person."""
    chosen = known(saved.columns if saved is not None else ()) or known(user.page.columns)
    return Columns(frozenset(chosen or USUAL), user.page.density)
