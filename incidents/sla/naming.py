"""What the things in a derivation are called: calendars, the reasons of pauses, the priority behind a target."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from incidents.records.choices import Story
from incidents.records.models import Incident
from incidents.records.timeline_models import Entry
from incidents.sla.clockwork import Ledger
from incidents.sla.models import CalendarVersion
from incidents.sla.terms import Agreement, Book
from incidents.sla.wording import Telling


@dataclass(frozen=True, slots=True)
class Names:
    """The names that one incident's clocks need (two questions)."""

    book: Book
    calendars: Mapping[int, str]
    slugs: Mapping[int, str]
    held_at: Sequence[datetime]
    reasons: Sequence[str]

    def pause_reason(self, start: datetime) -> str:
        """Return why the work was put on hold last, at an instant."""
        index = bisect_right(self.held_at, start) - 1
        return self.reasons[index] if index >= 0 else ""

    def telling(self, ledger: Ledger, zone: ZoneInfo) -> Telling:
        """Return how to tell of a clock to a reader in a zone."""

        def priority(agreement: Agreement) -> str:
            minutes = self.book.terms(agreement.terms).targets.get(ledger.kind, {})
            levels = [level for level, target in minutes.items() if target * 60 == agreement.target]
            # Two priorities with the same target cannot be told apart afterwards.
            return f"P{levels[0]}" if len(levels) == 1 else ""

        return Telling(
            zone=zone,
            calendars=self.book.calendar,
            calendar_name=lambda version: self.calendars.get(version, ""),
            priority=priority,
            pause_reason=self.pause_reason,
        )


def names_for(incident: Incident, ledgers: Sequence[Ledger], book: Book) -> Names:
    """Return the names for the clocks of an incident."""
    versions = {segment.calendar for ledger in ledgers for segment in ledger.segments}
    holds = Entry.objects.filter(incident=incident, story=Story.HELD).order_by("happened_at", "id")
    told = list(holds.values_list("happened_at", "facts"))
    named = CalendarVersion.objects.filter(pk__in=versions)
    found = list(named.values_list("pk", "calendar__name", "calendar__slug"))
    return Names(
        book=book,
        calendars={version: name for version, name, _slug in found},
        slugs={version: slug for version, _name, slug in found},
        held_at=[at for at, _facts in told],
        reasons=[str(facts.get("reason_name") or "") for _at, facts in told],
    )
