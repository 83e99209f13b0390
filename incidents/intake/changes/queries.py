"""Questions about changes: which of them may have led to an incident."""

from dataclasses import dataclass

from django.db.models import Q

from accounts.people.models import User
from incidents.catalogue.queries import dependencies
from incidents.catalogue.rules import all_upstream
from incidents.intake.changes.models import Change, ChangeQuerySet, Judgement
from incidents.intake.changes.rules import span_before
from incidents.records.models import Incident

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Standing:
    """A change beside an incident: what somebody thinks of it, and whether it is another service's."""

    change: Change
    judgement: Judgement | None
    is_upstream: bool

    @property
    def verdict(self) -> str:
        """Return suspect, cause or nothing."""
        return self.judgement.verdict if self.judgement else ""


def changes_before(incident: Incident, user: User) -> ChangeQuerySet:
    """Return the changes on the affected item, service and those upstream, shortly before the impact (INV-07)."""
    seen = Change.objects.visible_to(user).between(*span_before(incident.occurred_at, incident.detected_at))
    where = Q()
    if incident.service_id is not None:
        where |= Q(service__in=[incident.service_id, *all_upstream(incident.service_id, dependencies())])
    if incident.configuration_item:
        where |= Q(item=incident.configuration_item) | Q(source=incident.configuration_item)
    return (seen.filter(where) if where else seen.none()).select_related("service", "integration")


def changes_about(incident: Incident, user: User, *, limit: int = MOST_SHOWN) -> tuple[list[Standing], bool]:
    """Return what was judged, then the newest of the rest; the second value says whether older ones were left out.

    What somebody judged stays, also when the service or the times of the incident change.
    """
    rows = Judgement.objects.filter(incident=incident, change__in=Change.objects.visible_to(user).order_by())
    judged = {
        row.change_id: row
        for row in rows.select_related("change__service", "change__integration", "judged_by")
    }
    rest = list(changes_before(incident, user).exclude(pk__in=judged)[: limit + 1])
    shown = [*(row.change for row in judged.values()), *rest[:limit]]
    return [standing_of(change, judged.get(change.pk), incident) for change in shown], len(rest) > limit


def standing_of(change: Change, judgement: Judgement | None, incident: Incident) -> Standing:
    """Return a change beside an incident."""
    is_other = change.service_id is not None and change.service_id != incident.service_id
    return Standing(change, judgement, is_other)
