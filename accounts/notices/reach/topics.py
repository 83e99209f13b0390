"""What people are told of, in plain words: rows of the matrix; the apps above add the rows of their own events."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.notices.choices import Way
from accounts.notices.reach.rules import Row

# Whoever adds an address at a chat or SMS service wants to be written to there.
ALL_WAYS = frozenset(Way.values)
FLOOR = frozenset({Way.EMAIL.value})


@dataclass(frozen=True, slots=True)
class Topic:
    """Events that a person chooses ways for together; `why_locked` says why its floor cannot be left."""

    slug: str
    label: str | Promise
    group: str | Promise
    default: frozenset[str] = ALL_WAYS
    floor: frozenset[str] = frozenset()
    why_locked: str | Promise = ""

    @property
    def row(self) -> Row:
        """Return what the rule needs."""
        return Row(self.slug, self.default, self.floor)


URGENT = Topic("urgent", _("Anything urgent, whatever it is"), _("Above all"))
OTHER = Topic("product", _("How the product itself is running"), _("Reviews and the product"))

_TOPICS: dict[str, Topic] = {}
_OF_KIND: dict[str, str] = {}
_OF_OWN: dict[str, str] = {}


def add_topics(
    topics: Iterable[Topic], kinds: Mapping[str, str], own: Mapping[str, str] | None = None
) -> None:
    """Add rows and say which kinds of event belong to them; a kind that ends with a dot means all that begin so.

    `own` says where an event belongs for the person whose record it is about, if that is another row.
    """
    _TOPICS.update({topic.slug: topic for topic in topics})
    _OF_KIND.update(kinds)
    _OF_OWN.update(own or {})


def known_topics() -> list[Topic]:
    """Return all rows of the matrix in their order."""
    return [URGENT, *_TOPICS.values(), OTHER]


def topic_of(kind: str, *, is_own: bool) -> Topic:
    """Return the row of an event, for somebody whose record it is about or for anybody else."""
    family = kind.partition(".")[0] + "."
    slug = _OF_OWN.get(kind) if is_own else None
    return _TOPICS.get(slug or _OF_KIND.get(kind) or _OF_KIND.get(family, ""), OTHER)
