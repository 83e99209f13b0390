"""The figures that stand beside names in the frame of the staff pages: all in one query; the apps above add theirs."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import IntegerField, QuerySet, Subquery
from django.db.models.expressions import Combinable

from accounts.people.models import User

# Counting further than this costs more than it tells.
MOST_COUNTED = 100

Figure = Callable[[User, datetime], Combinable]
_FIGURES: dict[str, Figure] = {}


class _Counted(Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def counted(rows: QuerySet[Any]) -> Combinable:
    """Return how many rows there are, as a part of a query; counted to a hundred at most."""
    return _Counted(rows.order_by().values("pk")[:MOST_COUNTED])


def add_figure(name: str, figure: Figure) -> None:
    """Let the frame show one more figure, which depends on who looks and when."""
    _FIGURES[name] = figure


def figures_of(user: User, *, now: datetime) -> Mapping[str, int]:
    """Return every figure of a person by its name."""
    asked = {f"figure_{name}": figure(user, now) for name, figure in _FIGURES.items()}
    found = User.objects.filter(pk=user.pk).order_by().values(**asked).first() or {}
    return {name: found.get(f"figure_{name}", 0) for name in _FIGURES}
