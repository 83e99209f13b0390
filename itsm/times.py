"""How moments and spans of time are written, in the reader's zone and language."""

from datetime import datetime
from functools import lru_cache

from django.utils import dateformat, timezone
from django.utils.formats import get_format
from django.utils.translation import get_language, gettext

HOUR, DAY = 3600, 86400
# Six days, not seven: on the seventh day "Mon 16:20" could mean this Monday or the last.
WEEK = 6 * DAY


@lru_cache(maxsize=32)
def _formats(language: str | None) -> tuple[str, str, str, str, str]:
    """Return the formats clock, day and clock, day, day with year, everything."""
    clock = get_format("TIME_FORMAT", language) if language and not language.startswith("en") else "H:i"
    day = get_format("MONTH_DAY_FORMAT", language)
    return clock, f"D {clock}", day, f"{day} Y", f"l {day} Y, {clock} T"


def full_instant(moment: datetime) -> str:
    """Write the whole moment with its zone."""
    return dateformat.format(timezone.localtime(moment), _formats(get_language())[4])


def short_instant(moment: datetime, now: datetime) -> str:
    """Write a moment as short as it can be understood: "12 min", "10:41", "Mon 16:20", "21 October"."""
    age = (now - moment).total_seconds()
    if 0 <= age < 60:
        return gettext("now")
    if 0 < age < HOUR:
        return duration(age)
    clock, day_and_clock, day, with_year, _everything = _formats(get_language())
    local, today = timezone.localtime(moment), timezone.localtime(now)
    if local.date() == today.date():
        return dateformat.format(local, clock)
    if abs(age) < WEEK:
        return dateformat.format(local, day_and_clock)
    return dateformat.format(local, day if local.year == today.year else with_year)


def duration(seconds: float) -> str:
    """Write a span in its two largest units, rounded down: never more time than there is."""
    whole = int(abs(seconds))
    minutes, hours, days = whole // 60, whole // HOUR, whole // DAY
    if days:
        return gettext("%(days)d d %(hours)d h") % {"days": days, "hours": hours % 24}
    if hours:
        return gettext("%(hours)d h %(minutes)d min") % {
            "hours": hours,
            "minutes": minutes % 60,
        }
    if minutes:
        return gettext("%(minutes)d min") % {"minutes": minutes}
    return gettext("%(seconds)d s") % {"seconds": whole}
