"""The derivation of a deadline in sentences: the reader's language and zone, and no word that needs explaining."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.dateformat import format as written
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from incidents.sla import clockwork
from incidents.sla.choices import Cause, SegmentKind
from incidents.sla.clockwork import Calendars, Ledger
from incidents.sla.explanation import WHOLE_DAYS, Line, LineKind, explain
from incidents.sla.terms import Agreement

_MINUTE, _HOUR = 60, 3600
_ONE_SECOND, _ONE_DAY = timedelta(seconds=1), timedelta(days=1)


def _nameless(_key: object) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Telling:
    """For whom sentences are written, and what things are called; without names the sentences do without them."""

    zone: ZoneInfo
    calendars: Calendars
    calendar_name: Callable[[int], str] = _nameless
    priority: Callable[[Agreement], str] = _nameless
    pause_reason: Callable[[datetime], str] = _nameless
    with_year: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; the seconds of all sentences add up to the result."""

    kind: str
    text: str
    seconds: int
    start: datetime | None = None
    end: datetime | None = None


def derivation(ledger: Ledger, telling: Telling, until: datetime | None = None) -> list[Sentence]:
    """Return the sentences of a clock: by what it counts, what counted and what did not, and what that makes."""
    lines = explain(ledger, telling.calendars, until)
    telling = _dated(telling, lines)
    told = [Sentence("calendar", _calendar_sentence(ledger.segments[0].calendar, telling), 0)]
    told += [
        Sentence(line.kind, sentence(line, telling), line.seconds, line.start, line.end) for line in lines
    ]
    return [*told, Sentence("result", _result(ledger, lines, telling), 0)]


def _dated(telling: Telling, lines: Sequence[Line]) -> Telling:
    """Say the year wherever there is more than one."""
    moments = [moment for line in lines for moment in (line.start, line.end) if moment is not None]
    years = {moment.astimezone(telling.zone).year for moment in moments}
    return replace(telling, with_year=telling.with_year or len(years) > 1)


def sentence(line: Line, telling: Telling) -> str:
    """Return what a line says."""
    if line.kind == LineKind.RETARGETED:
        return _change(line, telling)
    words = {"when": _when(line, telling), "duration": duration(line.seconds or line.idle_seconds)}
    if line.is_folded:
        return _folded(line, telling)
    if line.kind in WHOLE_DAYS:
        return _named_day(line, words)
    match line.kind:
        case LineKind.COUNTED:
            return _("%(when)s: %(duration)s counted") % words
        case LineKind.OVER:
            return _("%(when)s: %(duration)s counted, beyond the target") % words
        case LineKind.CLOSED:
            return _("%(when)s: closed") % words
        case LineKind.PAUSED:
            return _pause(line, words, telling)
        case LineKind.EXCLUDED if line.cause == Cause.NO_POLICY:
            return _("%(when)s: no target applies any more") % words
        case LineKind.EXCLUDED:
            return _("%(when)s: cancelled, does not count") % words
    return _stop(line, words)


def _named_day(line: Line, words: dict[str, str]) -> str:
    words = {**words, "name": line.name}
    if line.kind == LineKind.HOLIDAY:
        return (_("%(when)s: holiday (%(name)s)") if line.name else _("%(when)s: holiday")) % words
    if line.kind == LineKind.SHORTENED:
        shortened = _("%(when)s: shorter hours (%(name)s)") if line.name else _("%(when)s: shorter hours")
        return shortened % words
    return _("%(when)s: special hours") % words


def _pause(line: Line, words: dict[str, str], telling: Telling) -> str:
    reason = telling.pause_reason(line.start)
    words = {**words, "reason": f"{reason[:1].lower()}{reason[1:]}"}
    if reason:
        return _("%(when)s: paused, %(reason)s: %(duration)s not counted") % words
    return _("%(when)s: paused: %(duration)s not counted") % words


def _stop(line: Line, words: dict[str, str]) -> str:
    if line.end is not None:
        return _("%(when)s: resolved, then reopened: %(duration)s not counted") % words
    match line.cause:
        case Cause.ANSWERED:
            return _("%(when)s: answered, the clock stopped") % words
        case Cause.ACKNOWLEDGED:
            return _("%(when)s: taken up, the clock stopped") % words
        case Cause.RESOLVED:
            return _("%(when)s: resolved, the clock stopped") % words
        case Cause.TRANSFERRED:
            return _("%(when)s: handed over to another team, the clock stopped") % words
        case Cause.RETURNED:
            return _("%(when)s: returned by the supplier, the clock stopped") % words
    return _("%(when)s: the clock stopped") % words


def _folded(line: Line, telling: Telling) -> str:
    days = ngettext("%(days)d working day", "%(days)d working days", line.days) % {"days": line.days}
    words = {
        "days": days,
        "from": _moment(line.start, telling),
        "to": _moment(line.end or line.start, telling),
        "duration": duration(line.seconds),
        "holidays": ngettext("%(count)d holiday", "%(count)d holidays", line.holidays)
        % {"count": line.holidays},
    }
    if line.kind == LineKind.OVER:
        return _("%(days)s from %(from)s to %(to)s: %(duration)s counted, beyond the target") % words
    if line.holidays:
        return _("%(days)s from %(from)s to %(to)s, without %(holidays)s: %(duration)s counted") % words
    return _("%(days)s from %(from)s to %(to)s: %(duration)s counted") % words


def _change(line: Line, telling: Telling) -> str:
    before = line.before or line.agreement
    words = {
        "when": _moment(line.start, telling),
        "old": duration(before.target),
        "new": duration(line.agreement.target),
        "carried": duration(line.carried),
        "before": telling.priority(before),
        "after": telling.priority(line.agreement),
    }
    if before.target == line.agreement.target:
        said = _("%(when)s: the target stays %(new)s; %(carried)s carried over") % words
    elif words["before"] and words["after"] and words["before"] != words["after"]:
        said = (
            _(
                "%(when)s: target changed from %(old)s to %(new)s (%(before)s to %(after)s); "
                "%(carried)s carried over"
            )
            % words
        )
    else:
        said = _("%(when)s: target changed from %(old)s to %(new)s; %(carried)s carried over") % words
    if before.calendar == line.agreement.calendar:
        return said
    return f"{said}. {_calendar_sentence(line.agreement.calendar, telling)}"


def _calendar_sentence(version: int, telling: Telling) -> str:
    calendar = telling.calendars(version)
    words = {
        "name": telling.calendar_name(version) or _("the calendar"),
        "zone": calendar.zone.key,
        "own": telling.zone.key,
    }
    if calendar.plan.always:
        return _("Every hour counts, day and night")
    if calendar.zone.key == telling.zone.key:
        return _("Working time counts as in “%(name)s” (%(zone)s)") % words
    return _("Working time counts as in “%(name)s” (%(zone)s); times are shown in %(own)s") % words


def _result(ledger: Ledger, lines: Sequence[Line], telling: Telling) -> str:
    used = sum(line.seconds for line in lines)
    words = {"used": duration(used), "target": duration(ledger.target)}
    if used > ledger.target:
        words["over"] = duration(used - ledger.target)
        return _("Together %(used)s: %(over)s more than the target of %(target)s") % words
    if ledger.present.kind == SegmentKind.RUNNING:
        due = clockwork.due_at(ledger, telling.calendars)
        words["due"] = _moment(due, telling) if due else ""
        return _("Together %(target)s: due %(due)s") % words
    if ledger.present.kind == SegmentKind.PAUSED:
        words["left"] = duration(ledger.target - used)
        return _("Together %(used)s of %(target)s; %(left)s are left when the clock runs again") % words
    return _("Together %(used)s of %(target)s") % words


def duration(seconds: int) -> str:
    """Write working time exactly, in hours at most: a day of work has no fixed length."""
    hours, rest = divmod(seconds, _HOUR)
    minutes, left = divmod(rest, _MINUTE)
    parts = [
        (hours, _("%(count)s h")),
        (minutes, _("%(count)s min")),
        (left, _("%(count)s s")),
    ]
    said = [shape % {"count": f"{count}"} for count, shape in parts if count]
    return " ".join(said) or _("%(count)s min") % {"count": 0}


def _when(line: Line, telling: Telling) -> str:
    if line.end is None:
        if line.kind == LineKind.PAUSED:
            return _("Since %(moment)s") % {"moment": _moment(line.start, telling)}
        return _moment(line.start, telling)
    zone = telling.calendars(line.agreement.calendar).zone
    if _is_whole_days(line, zone):
        return _whole_days(line, zone, telling)
    start, end = line.start.astimezone(telling.zone), line.end.astimezone(telling.zone)
    words = {"start": _moment(line.start, telling), "end": _moment(line.end, telling)}
    if start.utcoffset() != end.utcoffset() and end - start < _ONE_DAY:
        # While clocks are changed, only the zone's short name tells which hour is meant.
        words = {"start": f"{words['start']} {start.tzname()}", "end": f"{words['end']} {end.tzname()}"}
    elif start.date() == end.date():
        return f"{words['start']}-{_time(end)}"
    return _("%(start)s to %(end)s") % words


def _is_whole_days(line: Line, zone: ZoneInfo) -> bool:
    if line.kind in WHOLE_DAYS:
        return True
    edges = (line.start, line.end or line.start)
    return line.kind == LineKind.CLOSED and all(
        moment.astimezone(zone).strftime("%H%M%S") == "000000" for moment in edges
    )


def _whole_days(line: Line, zone: ZoneInfo, telling: Telling) -> str:
    """Name dates as the calendar means them: a holiday is one in its own zone."""
    first = line.start.astimezone(zone)
    last = ((line.end or line.start) - _ONE_SECOND).astimezone(zone)
    if first.date() >= last.date():
        return _date(first, telling)
    return _("%(start)s to %(end)s") % {"start": _date(first, telling), "end": _date(last, telling)}


def _date(local: datetime, telling: Telling) -> str:
    shape = pgettext("date format", "D j M Y") if telling.with_year else pgettext("date format", "D j M")
    return str(written(local, shape))


def _time(local: datetime) -> str:
    return str(written(local, "H:i:s" if local.second else "H:i"))


def _moment(moment: datetime, telling: Telling) -> str:
    local = moment.astimezone(telling.zone)
    return f"{_date(local, telling)}, {_time(local)}"
