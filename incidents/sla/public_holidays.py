"""Public holidays by country and region, from the library of the world's holidays (ADM-02); no Django."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import holidays

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_YEARS = 10


@dataclass(frozen=True, slots=True)
class PublicHoliday:
    """One holiday, and whether the calendar has it already."""

    day: date
    name: str
    is_present: bool = False


@cache
def countries() -> dict[str, str]:
    """Return code and name of every country that the library knows, by name."""
    names = {words[1]: _spaced(words[0]) for words in holidays.registry.COUNTRIES.values()}
    return dict(sorted(names.items(), key=lambda pair: pair[1]))


def _spaced(name: str) -> str:
    """Return “United States” for “UnitedStates”, which is how the library writes it."""
    return "".join(f" {sign}" if sign.isupper() and index else sign for index, sign in enumerate(name))


@cache
def subdivisions(country: str) -> dict[str, str]:
    """Return code and name of the regions of a country; none if it has none or is unknown."""
    if country not in countries():
        return {}
    known = holidays.country_holidays(country)
    names = {code: code for code in known.subdivisions}
    for alias, code in known.subdivisions_aliases.items():
        if len(alias) > len(names.get(code, "")) or names.get(code) == code:
            names[code] = alias
    return dict(sorted(names.items(), key=lambda pair: pair[1]))


def public_holidays(
    country: str, subdivision: str, years: Iterable[int], language: str, known: Mapping[str, Any]
) -> list[PublicHoliday]:
    """Return the holidays of a place in the order of their dates, those of a calendar marked; ValueError if unknown."""
    wanted = sorted(set(years))
    if country not in countries() or (subdivision and subdivision not in subdivisions(country)):
        raise ValueError(country)
    if not wanted or len(wanted) > MOST_YEARS or not FIRST_YEAR <= wanted[0] <= wanted[-1] <= LAST_YEAR:
        raise ValueError(str(wanted))
    found = holidays.country_holidays(
        country, subdiv=subdivision or None, years=wanted, language=_language(country, language)
    )
    present = _present(known, wanted)
    return [
        PublicHoliday(day, found[day].replace("; ", ", ")[:120], day in present)
        for day in sorted(found)
        if day.year in wanted
    ]


def _language(country: str, language: str) -> str | None:
    """Return the reader's language if the library speaks it for the country; else the country's own is used."""
    known = holidays.country_holidays(country)
    spoken = [code for code in known.supported_languages if code.split("_")[0] == language.split("-")[0]]
    return spoken[0] if spoken else known.default_language


def _present(known: Mapping[str, Any], years: Iterable[int]) -> set[date]:
    """Return the whole days that are holidays already, once or every year."""
    present = set()
    for told in known.get("holidays", ()):
        if "from" in told or "to" in told:
            continue
        if "date" in told:
            present.add(date.fromisoformat(told["date"]))
            continue
        for year in years:
            try:
                present.add(date(year, told["month"], told["day"]))
            except ValueError:
                continue
    return present


def with_holidays(known: Mapping[str, Any], added: Iterable[PublicHoliday]) -> dict[str, Any]:
    """Return the calendar with holidays added; dated ones come first, in their order."""
    entries = [*known.get("holidays", ()), *({"date": h.day.isoformat(), "name": h.name} for h in added)]
    entries.sort(key=lambda told: ("date" not in told, told.get("date", "")))
    return {**known, "holidays": entries}
