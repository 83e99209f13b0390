"""The clocks of an incident as cards: what is promised, how it stands in words, and why this policy."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import dateformat
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.choices import Right
from accounts.people.models import User
from incidents.catalogue.choices import Priority
from incidents.desk.clocks import Face, face_of, working
from incidents.lifecycle.operations.moving import DESK_RIGHTS
from incidents.records.models import NEVER, Incident
from incidents.sla.choices import BreachCause, ClockKind, Majors, SegmentKind
from incidents.sla.models import Clock
from incidents.sla.queries import terms_in_use
from incidents.sla.terms import Terms

_ORDER = [ClockKind.UPDATE, ClockKind.RESPONSE, ClockKind.RESOLUTION, ClockKind.UC, ClockKind.OLA]


@dataclass(frozen=True, slots=True)
class Card:
    """One clock: its name and state, the figure, and the sentences below."""

    clock: Clock
    name: str
    face: Face
    small: str
    word: str
    tone: str
    icon: str
    facts: list[str]
    due: str = ""

    @property
    def is_missed(self) -> bool:
        """Say whether the target was missed, which a person may explain or waive."""
        return self.clock.breached_at is not None


@dataclass(frozen=True, slots=True)
class Choice:
    """A policy and why it was chosen (SLA-01)."""

    name: str
    why: str


def cards_context(incident: Incident, user: User, now: datetime) -> dict[str, Any]:
    """Return the newest clock of each kind as cards, live ones first, and the policies behind them (one question)."""
    newer = Clock.objects.filter(
        incident=OuterRef("incident"), kind=OuterRef("kind"), ordinal__gt=OuterRef("ordinal")
    )
    rows = list(
        Clock.objects.filter(~Exists(newer), incident=incident).select_related("team", "waived_by").order_by()
    )
    cards = [_card(row, incident, now) for row in rows]
    cards.sort(key=_rank)
    return {
        "cards": cards,
        "choices": _choices(rows, incident),
        "may_judge": any(user.may(right) for right in DESK_RIGHTS),
        "may_waive": user.may(Right.WAIVE_SLA),
    }


def _rank(card: Card) -> tuple[bool, datetime, int]:
    row = card.clock
    is_over = row.state not in (SegmentKind.RUNNING, SegmentKind.PAUSED)
    return is_over, row.due_at or NEVER, _ORDER.index(ClockKind(row.kind))


def _moment(moment: datetime, now: datetime) -> str:
    local, today = localtime(moment), localtime(now)
    return dateformat.format(local, "H:i" if local.date() == today.date() else "D j M, H:i")


def _card(row: Clock, incident: Incident, now: datetime) -> Card:
    name = name_of(row)
    if row.state == SegmentKind.RUNNING:
        return _running(row, name, now)
    if row.state == SegmentKind.PAUSED:
        return _paused(row, name, incident, now)
    if row.state == SegmentKind.EXCLUDED:
        face = _still(row, "paused", _("Does not count"))
        return Card(
            row, name, face, "", "", "", "close", [_("since %(at)s") % {"at": _moment(row.turned_at, now)}]
        )
    missed = row.breached_at is not None
    shape = _("%(clock)s missed") if missed else _("%(clock)s met")
    facts = [_("target %(target)s") % {"target": working(row.target_seconds)}, *_miss(row, now)]
    face = _still(row, "missed" if missed else "met", working(row.elapsed_seconds))
    return Card(row, shape % {"clock": name}, face, "", "", "", "alert" if missed else "check", facts)


def name_of(row: Clock) -> str:
    """Return what a clock is called; a team's with its team."""
    label = str(ClockKind(row.kind).label)
    return f"{label}: {row.team}" if row.kind == ClockKind.OLA and row.team is not None else label


def _still(row: Clock, health: str, text: str) -> Face:
    share = min(100, row.elapsed_seconds * 100 // row.target_seconds)
    left = row.target_seconds - row.elapsed_seconds
    return Face(ClockKind(row.kind), health, text, share, left, row.target_seconds, None, "")


def _running(row: Clock, name: str, now: datetime) -> Card:
    face = face_of(row, now)
    word, tone = {"risk": (_("At risk"), "amber"), "breach": (_("Missed"), "red")}.get(face.health, ("", ""))
    facts = [_("target %(target)s") % {"target": working(row.target_seconds)}]
    due = _moment(row.due_at, now) if row.due_at is not None else ""
    return Card(
        row,
        name,
        face,
        "" if face.left < 0 else _("left"),
        word,
        tone,
        "clock",
        [*facts, *_miss(row, now)],
        due,
    )


def _paused(row: Clock, name: str, incident: Incident, now: datetime) -> Card:
    words = {
        "reason": str(incident.hold_reason or _("Paused")),
        "since": _moment(row.turned_at, now),
        "left": working(row.target_seconds - row.elapsed_seconds),
        "over": working(row.elapsed_seconds - row.target_seconds),
    }
    facts = [_("%(reason)s since %(since)s") % words]
    if row.elapsed_seconds <= row.target_seconds:
        facts.append(_("%(left)s left when it runs again") % words)
    else:
        facts.append(_("%(over)s over") % words)
    face = _still(row, "paused", _("Paused"))
    word, tone = (_("Missed"), "red") if row.breached_at is not None else ("", "")
    return Card(row, name, face, "", word, tone, "state-on-hold", [*facts, *_miss(row, now)])


def _miss(row: Clock, now: datetime) -> list[str]:
    """Say when and why a target was missed, and who waived that."""
    if row.breached_at is None:
        return []
    cause = BreachCause(row.breach_cause).label if row.breach_cause else _("no cause given yet")
    told = [
        _("missed %(at)s: %(cause)s") % {"at": _moment(row.breached_at, now), "cause": cause},
        row.breach_comment,
    ]
    if row.waived_by is not None:
        words = {"who": row.waived_by.display_name, "reason": row.waive_reason}
        told.append(_("waived by %(who)s: %(reason)s") % words)
    return [sentence for sentence in told if sentence]


def _choices(rows: Iterable[Clock], incident: Incident) -> list[Choice]:
    """Return the policies of the clocks, each once; the conditions that held are the incident's own facts."""
    found = [terms_in_use(version) for version in sorted({row.terms_id for row in rows})]
    return [Choice(terms.name, _why(terms, incident)) for terms in found]


def _why(terms: Terms, incident: Incident) -> str:
    organisation = incident.requester.organisation
    priority = Priority(incident.priority).code
    held = [
        (bool(terms.priorities), _("priority %(name)s") % {"name": priority}),
        (bool(terms.services), _("service %(name)s") % {"name": incident.service}),
        (bool(terms.organisations), _("organisation %(name)s") % {"name": organisation}),
        (bool(terms.teams), _("team %(name)s") % {"name": incident.team}),
        (terms.majors == Majors.ONLY, _("declared major")),
        (terms.majors == Majors.NEVER, _("no declared major")),
    ]
    words = {"conditions": ", ".join(said for is_set, said in held if is_set), "priority": priority}
    if words["conditions"]:
        return _("first policy whose conditions hold: %(conditions)s; targets of %(priority)s") % words
    return _("first policy whose conditions hold, as it sets none; targets of %(priority)s") % words
