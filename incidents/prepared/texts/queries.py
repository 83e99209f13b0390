"""Which prepared texts fit what somebody types, with the values of an incident put in."""

from dataclasses import dataclass

import structlog
from django.db.models import Case, Q, QuerySet, When

from accounts.notices.templates import UnknownVariableError, Value, render
from accounts.people.models import User
from incidents.prepared.texts.models import TextBlock
from incidents.prepared.variables import values_for
from incidents.records.models import Incident

log = structlog.get_logger(__name__)

MOST_SHOWN = 20
_MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Filled:
    """A prepared text as it would be written into one incident."""

    slug: str
    name: str
    description: str
    text: str


def texts_for(incident: Incident, writer: User, asked: str = "") -> list[Filled]:
    """Return the texts that fit the words, the one whose short name begins so first; all if nothing is asked."""
    values = values_for(incident, writer)
    filled = (_filled(row, values) for row in _found(asked)[:MOST_SHOWN])
    return [text for text in filled if text is not None]


def text_for(incident: Incident, writer: User, slug: str) -> Filled | None:
    """Return one text by its short name; None if it is not offered."""
    row = TextBlock.objects.offered().filter(slug=slug).first()
    return row and _filled(row, values_for(incident, writer))


def _found(asked: str) -> "QuerySet[TextBlock]":
    rows = TextBlock.objects.offered()
    words = asked.replace("\x00", "").split()[:_MOST_WORDS]
    for word in words:
        rows = rows.filter(
            Q(slug__icontains=word)
            | Q(name__icontains=word)
            | Q(description__icontains=word)
            | Q(body__icontains=word)
        )
    if not words:
        return rows
    nearness = Case(When(slug__iexact=words[0], then=0), When(slug__istartswith=words[0], then=1), default=2)
    return rows.order_by(nearness, "position", "name")


def _filled(row: TextBlock, values: dict[str, Value]) -> Filled | None:
    try:
        return Filled(row.slug, row.name, row.description, render(row.body, values))
    except UnknownVariableError as unknown:
        # Of a version of the product that knew more; the others are still of use.
        log.warning("text_block_failed", slug=row.slug, variable=str(unknown))
        return None
