"""The calendars of the worked examples (spec/sla 2.4), as the dictionaries that people send."""

from typing import Any

from incidents.sla.calendars import WorkingCalendar

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

BER: dict[str, Any] = {
    "zone": "Europe/Berlin",
    "week": {day: [["09:00", "17:00"]] for day in _DAYS[:5]},
    "holidays": [{"date": "2025-12-25"}, {"date": "2025-12-26"}, {"date": "2026-01-01"}],
}
NYC: dict[str, Any] = {
    "zone": "America/New_York",
    "week": {day: [["08:00", "12:00"], ["13:00", "18:00"]] for day in _DAYS[:5]},
    "holidays": [{"date": "2025-11-27"}],
    "special": {"2025-11-28": [["08:00", "13:00"]]},
}
NGT: dict[str, Any] = {
    "zone": "Europe/Berlin",
    "week": {day: [["22:00", "24:00"], ["00:00", "06:00"]] for day in _DAYS},
}
ALL: dict[str, Any] = {"zone": "Europe/Berlin", "week": {day: [["00:00", "24:00"]] for day in _DAYS}}
LHI: dict[str, Any] = {"zone": "Australia/Lord_Howe", "week": {day: [["00:00", "08:00"]] for day in _DAYS}}
IST: dict[str, Any] = {"zone": "Asia/Kolkata", "week": {day: [["10:00", "19:00"]] for day in _DAYS[:6]}}
ALWAYS: dict[str, Any] = {"zone": "Europe/Berlin", "always": True}

CALENDARS = {"BER": BER, "NYC": NYC, "NGT": NGT, "ALL": ALL, "LHI": LHI, "IST": IST, "ALWAYS": ALWAYS}


def calendar(name: str) -> WorkingCalendar:
    """Return one of them, compiled by nobody yet."""
    return WorkingCalendar.from_dict(CALENDARS[name])
