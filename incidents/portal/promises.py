"""What was promised to a requester and until when, in plain words; what teams and suppliers agreed stays inside."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.dateformat import format as written
from django.utils.timezone import get_current_timezone_name, localtime
from django.utils.translation import gettext as _

from incidents.portal.words import waits_for_requester
from incidents.records.models import Incident
from incidents.sla.choices import ClockKind, SegmentKind
from incidents.sla.queries import calendar_of
from incidents.sla.standing import Standing, standings
from incidents.sla.wording import Sentence, Telling, derivation, duration

_PROMISED = (ClockKind.RESPONSE, ClockKind.RESOLUTION)


@dataclass(frozen=True, slots=True)
class Reckoning:
    """How one promise came about, in sentences that add up."""

    name: str
    sentences: list[Sentence]


@dataclass(frozen=True, slots=True)
class Promises:
    """The sentence under "whose turn", and what stands behind it."""

    sentence: str = ""
    stands_still: str = ""
    reckonings: tuple[Reckoning, ...] = ()


def promises_of(incident: Incident, now: datetime, *, is_yours: bool = True) -> Promises:
    """Return what we aim for; nothing once the work is done (three questions)."""
    if not incident.is_open:
        return Promises()
    live = {
        stand.kind: stand for stand in standings(incident, now) if stand.is_live and stand.kind in _PROMISED
    }
    response, resolution = live.get(ClockKind.RESPONSE), live.get(ClockKind.RESOLUTION)
    return Promises(
        sentence=" ".join(filter(None, (_late(response, resolution), _aim(response, resolution)))),
        stands_still=_stands_still(incident, resolution, is_yours=is_yours),
        reckonings=tuple(_reckoning(live[kind], now) for kind in _PROMISED if kind in live),
    )


def _due(stand: Standing | None) -> datetime | None:
    return stand.clock.due_at if stand is not None and stand.state == SegmentKind.RUNNING else None


def _moment(moment: datetime) -> str:
    return str(written(localtime(moment), "l j F, H:i"))


def _is_late(stand: Standing | None) -> bool:
    return stand is not None and stand.remaining_seconds < 0


def _aim(response: Standing | None, resolution: Standing | None) -> str:
    answer = None if _is_late(response) else _due(response)
    solution = None if _is_late(resolution) else _due(resolution)
    words = {
        "answer": _moment(answer) if answer is not None else "",
        "solution": _moment(solution) if solution is not None else "",
    }
    if answer is not None and solution is not None:
        return _("We aim to answer by %(answer)s and to solve it by %(solution)s.") % words
    if answer is not None:
        return _("We aim to answer by %(answer)s.") % words
    return _("We aim to solve it by %(solution)s.") % words if solution is not None else ""


def _late(response: Standing | None, resolution: Standing | None) -> str:
    """Say it when we are late, before they have to ask."""
    late = resolution if _is_late(resolution) else response if _is_late(response) else None
    if late is None:
        return ""
    due = late.clock.due_at
    if due is None:
        return _("It takes longer than we promised.")
    words = {"moment": _moment(due)}
    if late.kind == ClockKind.RESPONSE:
        return _("We wanted to answer by %(moment)s and are late.") % words
    return _("We wanted to solve it by %(moment)s and are late.") % words


def _stands_still(incident: Incident, resolution: Standing | None, *, is_yours: bool) -> str:
    if resolution is None or resolution.state != SegmentKind.PAUSED:
        return ""
    left = max(resolution.remaining_seconds, 0)
    words = {
        # Whole minutes, rounded down: never more time than there is.
        "left": duration(left - left % 60),
        "requester": incident.requester.display_name,
    }
    if not waits_for_requester(incident):
        still = _("Until then, the time for solving it stands still.")
    elif is_yours:
        still = _("While we wait for your answer, the time for solving it stands still.")
    else:
        still = (
            _("While we wait for an answer of %(requester)s, the time for solving it stands still.") % words
        )
    if resolution.remaining_seconds <= 0:
        return still
    return still + " " + _("When it goes on, we have %(left)s of working time left.") % words


def _reckoning(stand: Standing, now: datetime) -> Reckoning:
    telling = Telling(zone=ZoneInfo(get_current_timezone_name()), calendars=calendar_of)
    name = _("Until we answer") if stand.kind == ClockKind.RESPONSE else _("Until we solve it")
    return Reckoning(name, derivation(stand.ledger, telling, now))
