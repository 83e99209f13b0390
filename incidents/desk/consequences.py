"""What a choice does to the deadlines, said before it is saved."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils import dateformat
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.people.models import User
from incidents.catalogue.models import Service
from incidents.catalogue.queries import priority_matrix
from incidents.catalogue.rules import Matrix
from incidents.records.choices import State
from incidents.records.models import Incident
from incidents.sla.choices import ClockKind
from incidents.sla.clockwork import Ledger
from incidents.sla.projection import Outlook, outlook
from incidents.sla.queries import current_book, facts_of
from incidents.sla.standing import standings
from incidents.sla.terms import Book, Facts


def moment(instant: datetime, now: datetime) -> str:
    """Write a deadline: the time today, the day and the time this week, else the date too."""
    local, today = localtime(instant), localtime(now)
    if local.date() == today.date():
        return dateformat.format(local, "H:i")
    days = (local.date() - today.date()).days
    return dateformat.format(local, "D H:i" if 0 < days < 6 else "D j M, H:i")


@dataclass(frozen=True, slots=True)
class Consequences:
    """The clocks of an incident, ready to be asked what they would say."""

    facts: Facts
    ledgers: list[Ledger]
    book: Book
    matrix: Matrix
    impact: str
    urgency: str
    now: datetime

    def with_levels(self, impact: str, urgency: str) -> str:
        """Say what other levels lead to."""
        return self._says(self._with(impact, urgency, self.facts))

    def with_service(self, service: Service | None) -> str:
        """Say what another service leads to; nothing if it changes no deadline."""
        return self._says(self._served(service, self.facts), is_quiet=True)

    def with_all(self, impact: str, urgency: str, service: Service | None) -> str:
        """Say what levels and service lead to together."""
        return self._says(self._with(impact, urgency, self._served(service, self.facts)))

    def _with(self, impact: str, urgency: str, facts: Facts) -> Facts:
        # Levels that did not change leave the priority as it is, whatever the matrix says today.
        if (impact, urgency) == (self.impact, self.urgency):
            return facts
        return replace(facts, priority=self.matrix[impact, urgency])

    def _served(self, service: Service | None, facts: Facts) -> Facts:
        return replace(
            facts,
            service=service.pk if service is not None else None,
            service_calendar=service.calendar_id if service is not None else None,
        )

    def _resolution(self, facts: Facts) -> Outlook | None:
        return outlook(facts, self.book, self.now, self.ledgers).get(ClockKind.RESOLUTION)

    def _says(self, facts: Facts, *, is_quiet: bool = False) -> str:
        before, after = self._resolution(self.facts), self._resolution(facts)
        if after is None:
            return "" if before is None else _("no resolution target applies any more")
        if after.is_missed and not (before is not None and before.is_missed):
            return _("the resolution target is missed at once")
        if after.due_at is None or after == before:
            return "" if after.due_at is None or is_quiet else _("resolution due as before")
        words = {"new": moment(after.due_at, self.now)}
        if before is None or before.due_at is None:
            return _("resolution due %(new)s") % words
        words["old"] = moment(before.due_at, self.now)
        return _("resolution due moves from %(old)s to %(new)s") % words


def consequences_for(incident: Incident, now: datetime) -> Consequences:
    """Read the clocks of an incident once (four questions)."""
    return Consequences(
        facts=facts_of(incident),
        ledgers=[stand.ledger for stand in standings(incident, now)],
        book=current_book(),
        matrix=priority_matrix(),
        impact=incident.impact,
        urgency=incident.urgency,
        now=now,
    )


def promised_at_log(
    priorities: set[int], service: Service | None, requester: User | None, now: datetime
) -> dict[int, str]:
    """Say for each priority until when an incident that is logged now would be answered and solved."""
    book = current_book()
    facts = Facts(
        state=State.NEW,
        priority=0,
        reported_at=now,
        recorded_at=now,
        service=service.pk if service is not None else None,
        service_calendar=service.calendar_id if service is not None else None,
        organisation=requester.organisation_id if requester is not None else None,
    )
    return {
        priority: _promise(outlook(replace(facts, priority=priority), book, now), now)
        for priority in priorities
    }


def _promise(found: dict[ClockKind, Outlook], now: datetime) -> str:
    dues: list[tuple[Any, Outlook | None]] = [
        (_("answer by %(due)s"), found.get(ClockKind.RESPONSE)),
        (_("solve by %(due)s"), found.get(ClockKind.RESOLUTION)),
    ]
    told = [shape % {"due": moment(one.due_at, now)} for shape, one in dues if one is not None and one.due_at]
    return ", ".join(told) or _("no service level policy covers it")
