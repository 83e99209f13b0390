"""The worked examples of spec/sla 2.4 that need a calendar and no clock, in UTC; the minute count has to agree."""

from datetime import UTC, datetime, timedelta

import pytest

from incidents.sla.calendars import WorkingCalendar
from tests.incidents.sla import oracle
from tests.incidents.sla.calendars_cast import CALENDARS, calendar

# case, calendar, start, target in minutes, due (all instants in UTC)
DUE = [
    ("S-01", "BER", "2026-01-13 09:00", 240, "2026-01-13 13:00"),
    ("S-02", "BER", "2026-01-13 14:30", 240, "2026-01-14 10:30"),
    ("S-02 at 75 %", "BER", "2026-01-13 14:30", 180, "2026-01-14 09:30"),
    ("S-02 at 90 %", "BER", "2026-01-13 14:30", 216, "2026-01-14 10:06"),
    ("S-03", "BER", "2026-01-16 15:40", 60, "2026-01-19 08:40"),
    ("S-04", "BER", "2026-01-17 10:00", 30, "2026-01-19 08:30"),
    ("S-05", "BER", "2025-12-24 15:00", 120, "2025-12-29 09:00"),
    ("S-06", "BER", "2026-01-13 08:00", 480, "2026-01-13 16:00"),
    ("S-08 before hold", "BER", "2026-01-15 12:00", 240, "2026-01-15 16:00"),
    ("S-08 after resume", "BER", "2026-01-17 11:00", 180, "2026-01-19 11:00"),
    ("S-12", "ALL", "2026-03-28 21:00", 480, "2026-03-29 05:00"),
    ("S-13", "ALL", "2026-10-24 20:00", 480, "2026-10-25 04:00"),
    ("S-14", "NGT", "2026-03-28 21:00", 480, "2026-03-29 21:00"),
    ("S-15", "NGT", "2026-10-24 20:00", 480, "2026-10-25 04:00"),
    ("S-17", "BER", "2026-03-27 15:00", 120, "2026-03-30 08:00"),
    ("S-18", "BER", "2026-10-23 14:00", 120, "2026-10-26 09:00"),
    ("S-19a", "LHI", "2026-04-04 13:00", 480, "2026-04-04 21:00"),
    ("S-19b", "LHI", "2026-10-03 13:30", 480, "2026-10-04 13:30"),
    ("S-23", "NYC", "2025-11-24 16:30", 60, "2025-11-24 18:30"),
    ("S-24", "NYC", "2025-11-26 22:00", 360, "2025-11-28 18:00"),
    ("S-25a", "NYC", "2026-03-06 22:30", 60, "2026-03-09 12:30"),
    ("S-25b", "NYC", "2026-10-30 21:30", 60, "2026-11-02 13:30"),
    ("S-27", "IST", "2026-01-17 13:00", 90, "2026-01-19 05:30"),
    ("S-32", "BER", "2025-12-23 11:00", 1440, "2025-12-30 11:00"),
]
# Where the last instant with the target used up is not the first.
BREACH = {
    "S-06": "2026-01-14 08:00",
    "S-08 before hold": "2026-01-16 08:00",
    "S-24": "2025-12-01 13:00",
}
# case, calendar, from, to, working seconds
WORKED = [
    ("S-04 answered", "BER", "2026-01-17 10:00", "2026-01-19 08:20", 20 * 60),
    ("S-06 resolved in the evening", "BER", "2026-01-13 08:00", "2026-01-13 19:00", 480 * 60),
    ("S-06 resolved at the opening", "BER", "2026-01-13 08:00", "2026-01-14 08:00", 480 * 60),
    ("S-06 a second later", "BER", "2026-01-13 08:00", "2026-01-14 08:00:01", 480 * 60 + 1),
    ("S-08 elapsed", "BER", "2026-01-15 12:00", "2026-01-15 13:00", 60 * 60),
    ("S-08 paused", "BER", "2026-01-15 13:00", "2026-01-17 11:00", 660 * 60),
    ("S-14 the night", "NGT", "2026-03-28 21:00", "2026-03-29 04:00", 420 * 60),
    ("S-15 the night", "NGT", "2026-10-24 20:00", "2026-10-25 05:00", 540 * 60),
    ("S-16", "ALL", "2026-10-25 00:30", "2026-10-25 01:15", 45 * 60),
    ("S-19a the shift", "LHI", "2026-04-04 13:00", "2026-04-04 21:30", 510 * 60),
    ("S-19b the shift", "LHI", "2026-10-03 13:30", "2026-10-03 21:00", 450 * 60),
    ("S-24 Wednesday", "NYC", "2025-11-26 22:00", "2025-11-28 12:00", 60 * 60),
    ("S-24 short Friday", "NYC", "2025-11-28 13:00", "2025-12-01 13:00", 300 * 60),
]
# case, hours of every day in Berlin, a stretch around the change of the clock
BOUNDARIES = [
    ("S-34 opens in the gap", ["02:30", "05:00"], "2026-03-29 01:00", "2026-03-29 03:00"),
    ("S-34 closes in the gap", ["00:00", "02:30"], "2026-03-28 23:00", "2026-03-29 01:00"),
    ("opens when the gap begins", ["02:00", "05:00"], "2026-03-29 01:00", "2026-03-29 03:00"),
    ("closes when the gap ends", ["00:00", "03:00"], "2026-03-28 23:00", "2026-03-29 01:00"),
    ("opens in the repeated hour", ["02:30", "05:00"], "2026-10-25 00:30", "2026-10-25 04:00"),
    ("closes in the repeated hour", ["00:00", "02:30"], "2026-10-24 22:00", "2026-10-25 01:30"),
    ("lies in the repeated hour", ["02:15", "02:45"], "2026-10-25 00:15", "2026-10-25 01:45"),
    ("closes at the repeated moment", ["00:00", "02:00"], "2026-10-24 22:00", "2026-10-25 01:00"),
    ("closes after the repeated hour", ["00:00", "03:00"], "2026-10-24 22:00", "2026-10-25 02:00"),
]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("case", "name", "start", "minutes", "due"), DUE, ids=[row[0].replace(" ", "_") for row in DUE]
)
def test_a_deadline_is_the_one_in_the_table(case, name, start, minutes, due):
    begin, seconds = utc(start), minutes * 60
    breach = BREACH.get(case, due)
    ours = calendar(name)
    assert (ours.due_at(begin, seconds), ours.breach_at(begin, seconds)) == (utc(due), utc(breach))
    assert ours.working_seconds(begin, utc(due)) == seconds
    assert oracle.due_and_breach(CALENDARS[name], begin, seconds) == (utc(due), utc(breach))


@pytest.mark.parametrize(
    ("name", "start", "end", "seconds"),
    [row[1:] for row in WORKED],
    ids=[row[0].replace(" ", "_") for row in WORKED],
)
def test_working_time_is_the_one_in_the_table(name, start, end, seconds):
    assert calendar(name).working_seconds(utc(start), utc(end)) == seconds
    assert calendar(name).working_seconds(utc(end), utc(start)) == -seconds
    assert oracle.worked(CALENDARS[name], utc(start), utc(end)) == seconds


@pytest.mark.parametrize(
    ("hours", "opens", "closes"),
    [row[1:] for row in BOUNDARIES],
    ids=[row[0].replace(" ", "_") for row in BOUNDARIES],
)
def test_a_boundary_without_one_instant_becomes_the_one_in_the_rules(hours, opens, closes):
    told = {"zone": "Europe/Berlin", "week": {"sun": [hours]}}
    ours = WorkingCalendar.from_dict(told)
    around = utc(opens) - timedelta(hours=12), utc(closes) + timedelta(hours=12)
    assert [(found.start, found.end) for found in ours.stretches(*around)] == [(utc(opens), utc(closes))]
    assert oracle.worked(told, *around) == (utc(closes) - utc(opens)).total_seconds()


def test_what_touches_or_overlaps_is_one_stretch():
    night = list(calendar("NGT").stretches(utc("2026-01-13 12:00"), utc("2026-01-14 12:00")))
    assert [(found.start, found.end) for found in night] == [
        (utc("2026-01-13 21:00"), utc("2026-01-14 05:00"))
    ]
    told = {"zone": "Europe/Berlin", "week": {"sun": [["00:00", "02:30"], ["02:40", "05:00"]]}}
    repeated = WorkingCalendar.from_dict(told).stretches(utc("2026-10-24 12:00"), utc("2026-10-25 12:00"))
    assert [(found.start, found.end) for found in repeated] == [
        (utc("2026-10-24 22:00"), utc("2026-10-25 04:00"))
    ]
    assert calendar("ALL").breach_at(utc("2026-01-13 22:00"), 3600) == utc("2026-01-13 23:00")


def test_hours_wholly_in_the_gap_do_not_exist_that_day():
    ours = WorkingCalendar.from_dict({"zone": "Europe/Berlin", "week": {"sun": [["02:10", "02:50"]]}})
    assert ours.working_seconds(utc("2026-03-28 12:00"), utc("2026-03-29 12:00")) == 0
    assert ours.next_opening(utc("2026-03-28 12:00")) == utc("2026-04-05 00:10")


def test_stretches_begin_and_end_where_they_are_asked_to():
    found = list(calendar("NGT").stretches(utc("2026-01-13 23:00"), utc("2026-01-14 22:00")))
    assert [stretch.seconds for stretch in found] == [6 * 3600, 3600]


def test_a_second_of_the_repeated_hour_is_judged_by_its_instant():
    """An open calendar stays open where the clock on the wall is set back."""
    ours = calendar("NGT")
    for moment in (utc("2026-10-25 00:59:59"), utc("2026-10-25 01:30"), utc("2026-10-25 01:59:59")):
        assert ours.is_open_at(moment.astimezone(ours.zone))
    assert not ours.is_open_at(utc("2026-10-25 05:00").astimezone(ours.zone))
    assert ours.next_opening(utc("2026-10-25 05:00")) == utc("2026-10-25 21:00")
