"""Questions about correlation: the rules as plain values, what an alert is like, what a rule would have grouped."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from accounts.people.models import User
from accounts.strict_json import BadJsonError
from incidents.catalogue.models import Service
from incidents.intake.adapters.observation import BadShapeError, Observation
from incidents.intake.choices import Observed
from incidents.intake.correlation.choices import Attribute, Mode
from incidents.intake.correlation.models import CorrelationRule, Suggestion, SuggestionQuerySet
from incidents.intake.correlation.rules import Gathering, Rule, Sighting, Traits, gathered
from incidents.intake.models import Integration, Signal
from incidents.intake.queries import service_among
from incidents.intake.reading import observations, parse
from incidents.records.models import Incident

# The fields in which a rule keeps its patterns, and what each is compared with.
PATTERNS: Mapping[str, str] = {
    "summary_pattern": "summary",
    "source_pattern": Attribute.SOURCE,
    "component_pattern": Attribute.COMPONENT,
    "group_pattern": Attribute.GROUP,
    "class_pattern": Attribute.CLASS,
}
# A trial reads raw bodies while somebody waits: so many at most, and so many bytes of them.
MOST_SIGNALS, MOST_BYTES = 1000, 8 * 1024 * 1024
SUGGESTIONS_SHOWN = 10


def current_rules() -> list[Rule]:
    """Return the rules that are not retired, in their order."""
    rows = CorrelationRule.objects.offered().prefetch_related("services", "integrations")
    return [
        rule_of(
            row,
            services=(service.pk for service in row.services.all()),
            integrations=(integration.pk for integration in row.integrations.all()),
        )
        for row in rows
    ]


def rule_of(row: CorrelationRule, *, services: Iterable[int], integrations: Iterable[int]) -> Rule:
    """Return a rule as plain values, whether it is saved or not."""
    patterns = {name: getattr(row, column) for column, name in PATTERNS.items() if getattr(row, column)}
    return Rule(
        pk=row.pk or 0,
        name=row.name,
        mode=Mode(row.mode),
        group_by=tuple(row.group_by),
        window=timedelta(minutes=row.window_minutes),
        services=frozenset(services),
        integrations=frozenset(integrations),
        severities=frozenset(row.severities),
        patterns=patterns,
    )


def traits_of(seen: Observation, service: Service | None, integration: Integration) -> Traits:
    """Return what rules may look at."""
    values = {
        Attribute.SERVICE.value: service.slug if service else "",
        Attribute.INTEGRATION.value: integration.name,
        Attribute.COMPONENT.value: seen.component,
        Attribute.GROUP.value: seen.group,
        Attribute.CLASS.value: seen.class_name,
        Attribute.SOURCE.value: seen.source,
        Attribute.SEVERITY.value: str(seen.severity),
        "summary": seen.summary or seen.title,
    }
    return Traits(service.pk if service else None, integration.pk, str(seen.severity), values)


def digest_of(values: Mapping[str, str]) -> str:
    """Return the name of a group in one length."""
    return hashlib.sha256(json.dumps([*values.items()]).encode()).hexdigest()


def suggestions_about(incident: Incident, user: User) -> SuggestionQuerySet:
    """Return what is to be decided about an incident, from either of its ends."""
    rows = Suggestion.objects.visible_to(user).pending().select_related("rule", "incident", "target")
    return rows.filter(Q(incident=incident) | Q(target=incident))[:SUGGESTIONS_SHOWN]


@dataclass(frozen=True, slots=True)
class Trial:
    """What a rule would have made of the signals of some hours; `is_whole` is False if there were too many to read."""

    groups: list[Gathering]
    signals: int
    alone: int
    is_whole: bool


def tried(rule: Rule, *, since: datetime, now: datetime) -> Trial:
    """Try a rule on the signals that came in since then, with nothing saved.

    It takes each alert from its first firing to its end as one; what people did to the incidents in between, a trial
    cannot know.
    """
    signals, is_whole = _recent(rule, since)
    known = {service.slug: service for service in Service.objects.all()}
    groups = gathered(rule, _sightings(signals, known))
    shared = [group for group in groups if len(group.sightings) > 1]
    return Trial(shared, len(signals), len(groups) - len(shared), is_whole)


def _recent(rule: Rule, since: datetime) -> tuple[list[Signal], bool]:
    """Return the newest signals, oldest first, and whether these are all."""
    rows = Signal.objects.filter(integration__isnull=False, received_at__gte=since, emptied_at=None)
    if rule.integrations:
        rows = rows.filter(integration__in=rule.integrations)
    rows = rows.select_related("integration__service").defer("headers", "outcome", "rule_path")
    found: list[Signal] = []
    size = 0
    for signal in rows.order_by("-id")[: MOST_SIGNALS + 1].iterator(chunk_size=50):
        size += len(signal.body)
        if len(found) == MOST_SIGNALS or size > MOST_BYTES:
            return found[::-1], False
        found.append(signal)
    return found[::-1], True


def _sightings(signals: Iterable[Signal], known: Mapping[str, Service]) -> Iterator[Sighting]:
    firing: set[tuple[int, str]] = set()
    for signal in signals:
        for seen in _read(signal):
            integration: Integration = signal.integration  # type: ignore[assignment]
            key = (integration.pk, seen.key)
            if seen.says == Observed.RESOLVE:
                firing.discard(key)
            if seen.says != Observed.TRIGGER or key in firing or not integration.opening_for(seen.severity):
                continue
            firing.add(key)
            service, _marks = service_among(known, seen, integration)
            yield Sighting(signal.received_at, seen.title, traits_of(seen, service, integration))


def _read(signal: Signal) -> list[Observation]:
    """Return what a stored body says; one that cannot be read said nothing."""
    integration: Integration = signal.integration  # type: ignore[assignment]
    try:
        return observations(
            parse(bytes(signal.body)),
            integration.kind,
            received_at=signal.received_at,
            made_key=signal.made_key,
            places=integration.mapping,
        )
    except (BadJsonError, BadShapeError):
        return []
