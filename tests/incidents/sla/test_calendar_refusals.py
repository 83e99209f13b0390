"""What a calendar refuses, naming the place; and what it answers at its edges."""

from datetime import UTC, date, datetime, timedelta

import pytest

from incidents.sla.calendar_plan import DayKind
from incidents.sla.calendars import WorkingCalendar
from tests.incidents.sla.calendars_cast import ALWAYS

TODAY = date(2026, 1, 13)
NOW = datetime(2026, 1, 13, 8, tzinfo=UTC)
PAIR = ["09:00", "17:00"]
ZONE = {"zone": "Europe/Berlin"}
WEEK = {**ZONE, "week": {"mon": [PAIR]}}
CLOSED_YEAR = {(TODAY + timedelta(days=number)).isoformat(): [] for number in range(366)}


def week(*pairs: object) -> dict:
    return {**ZONE, "week": {"tue": list(pairs)}}


def holiday(**told: object) -> dict:
    return {**WEEK, "holidays": [{"date": "2026-12-24"}, told]}


def no_working_time() -> dict:
    yearly = [{"month": month, "day": day} for month in range(1, 13) for day in range(1, 32)]
    return {
        "nothing at all": (ZONE, "week: there is no working time"),
        "an empty week": ({**ZONE, "week": {}}, "week: there is no working time"),
        "only empty days": ({**ZONE, "week": {"mon": []}}, "week: there is no working time"),
        "each day special": ({**WEEK, "special": CLOSED_YEAR}, "holidays: there is no working time"),
        "special in the past": ({**ZONE, "special": {"2026-01-12": [PAIR]}}, "week: there is no working"),
        "special too late": ({**ZONE, "special": {"2027-01-14": [PAIR]}}, "week: there is no working"),
        "each day a holiday": (
            {**WEEK, "holidays": [entry for entry in yearly if _is_day(entry)]},
            "holidays: there is no working time",
        ),
    }


def _is_day(entry: dict) -> bool:
    return entry["day"] <= {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}.get(entry["month"], 31)


REFUSED = {
    "overlap": (week(PAIR, ["16:59", "18:00"]), "week.tue: 09:00-17:00 and 16:59-18:00 overlap"),
    "overlap out of order": (week(PAIR, ["08:00", "10:00"]), "week.tue: 08:00-10:00 and 09:00-17:00 overlap"),
    "the same twice": (week(PAIR, PAIR), "week.tue: 09:00-17:00 and 09:00-17:00 overlap"),
    "from after to": (week(PAIR, ["22:00", "06:00"]), "week.tue[1]: 22:00 to 06:00"),
    "from equals to": (week(["09:00", "09:00"]), "week.tue[0]: 09:00 to 09:00"),
    "24:01": (week(["09:00", "24:01"]), "week.tue[0]: '24:01' is not a time"),
    "24:59": (week(["09:00", "24:59"]), "week.tue[0]: '24:59' is not a time"),
    "25:00": (week(["09:00", "25:00"]), "week.tue[0]: '25:00' is not a time"),
    "9:00": (week(["9:00", "17:00"]), "week.tue[0]: '9:00' is not a time"),
    "seconds": (week(["09:00:00", "17:00"]), "week.tue[0]: '09:00:00' is not a time"),
    "negative": (week(["-1:00", "17:00"]), "week.tue[0]: '-1:00' is not a time"),
    "a line more": (week(["09:00", "17:00\n"]), "week.tue[0]: '17:00\\n' is not a time"),
    "other digits": (week(["٠٩:٠٠", "17:00"]), "week.tue[0]: '٠٩:٠٠' is not a time"),
    "one time": (week(["09:00"]), "week.tue[0]: must be a pair"),
    "three times": (week([*PAIR, "18:00"]), "week.tue[0]: must be a pair"),
    "49 intervals": (week(*[["00:00", "00:01"]] * 49), "week.tue: must have at most 48"),
    "from midnight's end": (week(["24:00", "24:00"]), "week.tue[0]: 24:00 to 24:00"),
    "unknown zone": ({**WEEK, "zone": "Europe/Atlantis"}, "zone: 'Europe/Atlantis'"),
    "zone in small letters": ({**WEEK, "zone": "europe/berlin"}, "zone: 'europe/berlin'"),
    "a path": ({**WEEK, "zone": "../../etc/passwd"}, "zone: '../../etc/passwd'"),
    "empty zone": ({**WEEK, "zone": ""}, "zone: ''"),
    "the server's zone": ({**WEEK, "zone": "localtime"}, "zone: 'localtime'"),
    "no zone": ({"week": {"mon": [PAIR]}}, "zone: None"),
    "unknown key": ({**WEEK, "weeks": {}}, "calendar: weeks is not known"),
    "unknown keys": ({**WEEK, "b": 1, "a": 1, 5: 1}, "calendar: 5, a, b is not known"),
    "unknown weekday": ({**ZONE, "week": {"monday": [PAIR]}}, "week: monday is not known"),
    "unknown key of a holiday": (
        holiday(date="2026-12-25", until="12:00"),
        "holidays[1]: until is not known",
    ),
    "always with hours": ({**WEEK, "always": True}, "always: a calendar that is open around the clock"),
    "always with a week of null": ({**ALWAYS, "week": None}, "week: must be an object"),
    "always with holidays": ({**ALWAYS, "holidays": [{"date": "2026-12-25"}]}, "always: a calendar"),
    "no such date": (holiday(date="2026-02-29"), "holidays[1]: '2026-02-29' is not a date"),
    "date by week": (holiday(date="2026-W01-1"), "holidays[1]: '2026-W01-1' is not a date"),
    "date and time": (holiday(date="2026-12-25T00:00"), "holidays[1]: '2026-12-25T00:00' is not a date"),
    "date and month": (holiday(date="2026-12-25", month=12), "holidays[1]: give either a date or"),
    "31 April": (holiday(month=4, day=31), "holidays[1]: month 4, day 31 is not a day of the year"),
    "month 13": (holiday(month=13, day=1), "holidays[1]: month 13, day 1 is not"),
    "month alone": (holiday(month=1), "holidays[1]: needs a date"),
    "neither": (holiday(name="Easter"), "holidays[1]: needs a date"),
    "part from after to": (
        holiday(date="2026-12-25", **{"from": "14:00", "to": "12:00"}),
        "holidays[1]: 14:00",
    ),
    "part from the end": (holiday(date="2026-12-25", **{"from": "24:00"}), "holidays[1]: 24:00 to 24:00"),
    "part 24:01": (holiday(date="2026-12-25", to="24:01"), "holidays[1]: '24:01' is not a time"),
    "a long name": (holiday(date="2026-12-25", name="x" * 121), "holidays[1].name: must be a text"),
    "no such special date": ({**WEEK, "special": {"2026-13-01": []}}, "special: '2026-13-01' is not a date"),
    "special overlap": (
        {**WEEK, "special": {"2026-12-24": [PAIR, PAIR]}},
        "special.2026-12-24: 09:00-17:00 and",
    ),
    **no_working_time(),
}
VALUES = {
    "null": None,
    "number": 7,
    "text": "mon",
    "list": ["mon"],
    "object": {"x": 1},
    "false": False,
    "zero": 0,
}
# place, how to put a value there, which kinds of value are right in kind
LEVELS = {
    "calendar": (lambda value: value, {"object"}),
    "zone": (lambda value: {**WEEK, "zone": value}, set()),
    "always": (lambda value: {**WEEK, "always": value}, {"false"}),
    "week": (lambda value: {**ZONE, "week": value}, set()),
    "week.tue": (lambda value: {**ZONE, "week": {"tue": value}}, set()),
    "week.tue[0]": (lambda value: week(value), set()),
    "week.tue[1]": (lambda value: week(PAIR, [value, "18:00"]), set()),
    "holidays": (lambda value: {**WEEK, "holidays": value}, set()),
    "holidays[0]": (lambda value: {**WEEK, "holidays": [value]}, set()),
    "holidays[1]": (lambda value: holiday(date=value), set()),
    "holidays[1] month": (lambda value: holiday(month=value, day=1), {"number"}),
    "holidays[1] day": (lambda value: holiday(month=1, day=value), {"number"}),
    "holidays[1] from": (lambda value: holiday(date="2026-12-25", **{"from": value}), set()),
    "holidays[1] to": (lambda value: holiday(date="2026-12-25", to=value), set()),
    "holidays[1].name": (lambda value: holiday(date="2026-12-25", name=value), {"text"}),
    "special": (lambda value: {**WEEK, "special": value}, set()),
    "special.2026-12-24": (lambda value: {**WEEK, "special": {"2026-12-24": value}}, set()),
}
WRONG = [
    pytest.param(place.split(" ")[0], put(value), id=f"{place}-{kind}".replace(" ", "_"))
    for place, (put, right) in LEVELS.items()
    for kind, value in VALUES.items()
    if kind not in right
]


def refusal(told: object) -> str:
    with pytest.raises(ValueError) as refused:
        WorkingCalendar.from_dict(told, today=TODAY)  # type: ignore[arg-type]
    return str(refused.value)


@pytest.mark.parametrize(
    ("told", "words"), REFUSED.values(), ids=[name.replace(" ", "_") for name in REFUSED]
)
def test_a_wrong_calendar_is_refused_with_its_place(told, words):
    assert words in refusal(told)


@pytest.mark.parametrize(("place", "told"), WRONG)
def test_a_wrong_kind_of_value_is_refused_with_its_place(place, told):
    found = refusal(told)
    # A list of the right kind is judged by what is in it.
    assert found.startswith((f"{place}:", f"{place}[0]:", f"{place}."))
    assert found.endswith(".")


ACCEPTED = {
    "29 February every year": {**WEEK, "holidays": [{"month": 2, "day": 29}]},
    "touching hours": week(["09:00", "12:00"], ["12:00", "24:00"]),
    "hours out of order": week(["13:00", "17:00"], ["09:00", "12:00"]),
    "the same holiday twice": {**WEEK, "holidays": [{"date": "2026-12-25"}, {"date": "2026-12-25"}]},
    "a holiday in the last year": {**WEEK, "holidays": [{"date": "9999-12-31"}]},
    "a holiday in the first year": {**WEEK, "holidays": [{"date": "0001-01-01"}]},
    "20,000 holidays": {**WEEK, "holidays": [{"date": "2026-12-25"}] * 20_000},
    "48 intervals": week(
        *[[f"{half // 2:02}:{half % 2 * 3}0", f"{half // 2:02}:{half % 2 * 3}5"] for half in range(48)]
    ),
    "one day in the last of 366": {**ZONE, "special": {"2027-01-13": [PAIR]}},
    "an old name of a zone": {**WEEK, "zone": "US/Pacific"},
    "around the clock and no hours": {**ALWAYS, "week": {}, "holidays": [], "special": {}},
}


@pytest.mark.parametrize("told", ACCEPTED.values(), ids=[name.replace(" ", "_") for name in ACCEPTED])
def test_what_is_only_unusual_is_accepted(told):
    assert WorkingCalendar.from_dict(told, today=TODAY).due_at(NOW, 1) > NOW


def test_29_february_is_a_holiday_only_when_there_is_one():
    told = {
        **ZONE,
        "week": {"thu": [PAIR], "mon": [PAIR]},
        "holidays": [{"month": 2, "day": 29, "name": "Leap"}],
    }
    ours = WorkingCalendar.from_dict(told)
    assert (ours.day(date(2024, 2, 29)).kind, ours.day(date(2024, 2, 29)).name) == (DayKind.HOLIDAY, "Leap")
    assert ours.day(date(2026, 3, 2)).kind == DayKind.WEEKDAY


def test_without_a_day_the_first_date_named_counts():
    told = {**ZONE, "special": {"2020-06-01": [PAIR]}}
    assert WorkingCalendar.from_dict(told).due_at(datetime(2020, 5, 1, tzinfo=UTC), 60).year == 2020
    assert "from 2026-01-13" in refusal(told)
