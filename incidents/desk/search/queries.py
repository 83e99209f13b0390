"""What a search finds: incidents by their own words, their timeline and their files; row by row what one may see."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from incidents.desk.search.marking import Sought, best_of, folded, marked, passage
from incidents.desk.search.syntax import Phrase, Question
from incidents.desk.search.terms import Asker, NoSuchValueError, condition_of
from incidents.records.choices import OPEN_STATES
from incidents.records.mentions import Beside, entries_with, files_with, incidents_with, nearness
from incidents.records.models import Incident, IncidentQuerySet
from incidents.records.search import words_of
from incidents.records.timeline_models import Attachment, Entry

PAGE_SIZE = 25
# Beyond the newest of so many, the order is by time alone and nobody reads on.
MOST_RANKED = 2_000
MOST_SHOWN = 500
MOST_COUNTED = 1_000
_ENTRIES_LOOKED_AT = 200


@dataclass(slots=True)
class Search:
    """A question made ready: the incidents it keeps, what to mark, and what was not understood."""

    rows: IncidentQuerySet
    wanted: list[Beside]
    asker: Asker
    problems: list[str] = field(default_factory=list)

    @property
    def sought(self) -> Sought:
        """Return the words to mark."""
        exact = {folded(word) for one in self.wanted for word in one.words[: None if one.is_exact else -1]}
        return Sought(
            frozenset(exact), tuple(folded(one.words[-1]) for one in self.wanted if not one.is_exact)
        )


@dataclass(frozen=True, slots=True)
class Hit:
    """An incident that was found, and where its words stand."""

    incident: Incident
    title: SafeString
    source: str
    passage: SafeString


@dataclass(frozen=True, slots=True)
class Facets:
    """How what was found divides; counted up to MOST_COUNTED."""

    total: int
    states: Mapping[str, int]
    priorities: Mapping[int, int]
    teams: Mapping[tuple[str, str], int]


def prepare(question: Question, asker: Asker) -> Search:
    """Return what the question keeps; a field with a value that does not exist is left out, and said."""
    rows, wanted, problems = Incident.objects.visible_to(asker.user), [], []
    for phrase in question.phrases:
        beside = Beside(tuple(words_of(phrase.text)), phrase.is_exact)
        if not beside.words:
            continue
        if phrase.is_unwanted:
            rows = rows.exclude(_mentions(beside, phrase, asker))
        else:
            rows = rows.filter(_mentions(beside, phrase, asker))
            wanted.append(beside)
    for term in question.terms:
        try:
            rows = rows.filter(condition_of(term, asker))
        except NoSuchValueError as problem:
            problems.append(problem.args[0])
    return Search(rows, wanted, asker, problems)


def _mentions(beside: Beside, phrase: Phrase, asker: Asker) -> Q:
    user = asker.user
    own = incidents_with([beside]).order_by().values("pk")
    said = entries_with([beside]).visible_to(user).order_by().values("incident")
    named = files_with([beside]).visible_to(user).order_by().values("incident")
    referred = Incident.objects.filter(supplier_reference=phrase.text).order_by().values("pk")
    return Q(pk__in=own.union(said, named, referred, all=True))


def page_of(search: Search, start: int) -> tuple[list[Hit], bool]:
    """Return the hits from a place on, the best first, and whether there are more."""
    rows = search.rows.select_related("team", "requester")
    if search.wanted:
        newest = search.rows.order_by("-pk").values("pk")[:MOST_RANKED]
        rows = Incident.objects.filter(pk__in=newest).select_related("team", "requester")
        rows = rows.annotate(nearness=nearness(search.wanted)).order_by("-nearness", "-pk")
    else:
        rows = rows.order_by("-pk")
    found = list(rows[start : start + PAGE_SIZE + 1])
    return _hits(search, found[:PAGE_SIZE]), len(found) > PAGE_SIZE and start + PAGE_SIZE < MOST_SHOWN


def _hits(search: Search, rows: Sequence[Incident]) -> list[Hit]:
    sought, said = search.sought, _said_about(search, rows)
    hits = []
    for row in rows:
        texts = [("", row.description), *said.get(row.pk, [])]
        source, text = best_of(texts, sought)
        hits.append(Hit(row, marked(row.title, sought), source, passage(text, sought)))
    return hits


def _said_about(search: Search, rows: Sequence[Incident]) -> dict[int, list[tuple[str, str]]]:
    """Return by incident where else the words stand, each with what it is: an entry or a file."""
    if not search.wanted or not rows:
        return {}
    keys, found = [row.pk for row in rows], dict[int, list[tuple[str, str]]]()
    entries = entries_with(search.wanted).visible_to(search.asker.user).filter(incident__in=keys)
    for entry in entries.order_by("-id").only("incident", "kind", "story", "body")[:_ENTRIES_LOOKED_AT]:
        found.setdefault(entry.incident_id, []).append((_source(entry), entry.body))
    files: Any = files_with(search.wanted).visible_to(search.asker.user).filter(incident__in=keys)
    for file in files.only("incident", "name")[:_ENTRIES_LOOKED_AT]:
        found.setdefault(file.incident_id, []).append((_source(file), file.name))
    return found


def _source(row: Entry | Attachment) -> str:
    if isinstance(row, Attachment):
        return _("File")
    return str(row.get_story_display() or row.get_kind_display())


def facets_of(search: Search) -> Facets:
    """Count what was found by state, priority and team, in one query."""
    newest = search.rows.order_by("-pk").values("pk")[:MOST_COUNTED]
    groups = Incident.objects.filter(pk__in=newest).order_by()
    states, priorities = Counter[str](), Counter[int]()
    teams, total = Counter[tuple[str, str]](), 0
    columns = ("state", "priority", "team__slug", "team__name")
    for state, priority, slug, name, count in groups.values_list(*columns).annotate(count=Count("pk")):
        total += count
        states["open" if state in OPEN_STATES else "done" if state != "cancelled" else "cancelled"] += count
        priorities[priority] += count
        if slug:
            teams[slug, name] += count
    return Facets(total, states, dict(sorted(priorities.items())), dict(teams.most_common(8)))
