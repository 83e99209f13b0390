"""The derivation in sentences, by example: what a requester reads about their deadline (SLA-17)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override
from hypothesis import given

from incidents.sla.clockwork import Ledger
from incidents.sla.explanation import explain
from incidents.sla.wording import Telling, derivation, duration
from tests.incidents.sla.ledgers_cast import STORIES, began, calendars, changed, held, solved, utc
from tests.incidents.sla.test_explanation import lives

BERLIN = Telling(ZoneInfo("Europe/Berlin"), calendars, lambda _version: "Office hours")
OFFICE = "Working time counts as in “Office hours” (Europe/Berlin)"

# case, sentences
TOLD = [
    ("S-01", [OFFICE, "Tue 13 Jan, 10:00-14:00: 4 h counted", "Together 4 h: due Tue 13 Jan, 14:00"]),
    (
        "S-04",
        [
            OFFICE,
            "Sat 17 Jan, 11:00 to Mon 19 Jan, 09:00: closed",
            "Mon 19 Jan, 09:00-09:30: 30 min counted",
            "Together 30 min: due Mon 19 Jan, 09:30",
        ],
    ),
    (
        "S-05",
        [
            OFFICE,
            "Wed 24 Dec, 16:00-17:00: 1 h counted",
            "Thu 25 Dec to Fri 26 Dec: holiday",
            "Sat 27 Dec to Sun 28 Dec: closed",
            "Mon 29 Dec, 09:00-10:00: 1 h counted",
            "Together 2 h: due Mon 29 Dec, 10:00",
        ],
    ),
    (
        "S-07",
        [
            OFFICE,
            "Mon 12 Jan, 09:00-11:00: 2 h counted",
            "Mon 12 Jan, 11:00 to Wed 14 Jan, 10:00: paused: 15 h not counted",
            "Wed 14 Jan, 10:00-16:00: 6 h counted",
            "Together 8 h: due Wed 14 Jan, 16:00",
        ],
    ),
    (
        "S-10",
        [
            OFFICE,
            "Tue 13 Jan, 09:00-12:00: 3 h counted",
            "Tue 13 Jan, 12:00: target changed from 16 h to 8 h; 3 h carried over",
            "Tue 13 Jan, 12:00-17:00: 5 h counted",
            "Together 8 h: due Tue 13 Jan, 17:00",
        ],
    ),
    (
        "S-20",
        [
            OFFICE,
            "Fri 16 Jan, 15:00-16:30: 1 h 30 min counted",
            "Fri 16 Jan, 16:30: target changed from 16 h to 4 h; 1 h 30 min carried over. "
            "Every hour counts, day and night",
            "Fri 16 Jan, 16:30-19:00: 2 h 30 min counted",
            "Together 4 h: due Fri 16 Jan, 19:00",
        ],
    ),
    (
        "S-26",
        [
            OFFICE,
            "Mon 12 Jan, 09:00-15:00: 6 h counted",
            "Mon 12 Jan, 15:00 to Tue 13 Jan, 10:00: resolved, then reopened: 3 h not counted",
            "Tue 13 Jan, 10:00-12:00: 2 h counted",
            "Together 8 h: due Tue 13 Jan, 12:00",
        ],
    ),
    (
        "S-29",
        [
            OFFICE,
            "Mon 11 May, 15:00-17:00: 2 h counted",
            "Tue 12 May, 09:00-17:00: 8 h counted",
            "Wed 13 May, 09:00-17:00: 8 h counted",
            "Thu 14 May, 09:00-15:00: 6 h counted",
            "Together 24 h: due Thu 14 May, 15:00",
        ],
    ),
]


def texts(ledger: Ledger, telling: Telling = BERLIN, until: datetime | None = None) -> list[str]:
    return [each.text for each in derivation(ledger, telling, until)]


@pytest.mark.parametrize(("story", "expected"), TOLD, ids=[story for story, _expected in TOLD])
def test_a_deadline_is_told_in_plain_words(story: str, expected: list[str]) -> None:
    with override("en-gb"):
        assert texts(STORIES[story]()) == expected


# What is left, the clock, the moment at which it is told, and the sentences between the first and the last.
SPECIAL: list[tuple[str, Callable[[], Ledger], str, list[str]]] = [
    (
        "a long span is folded",
        lambda: began("BER", "2026-01-13 09:00", 9 * 480 - 60),
        "2026-01-13 09:00",
        ["9 working days from Tue 13 Jan, 10:00 to Fri 23 Jan, 17:00: 71 h counted"],
    ),
    (
        "beyond the target",
        lambda: began("BER", "2026-01-13 09:00", 240),
        "2026-01-13 15:00",
        ["Tue 13 Jan, 10:00-14:00: 4 h counted", "Tue 13 Jan, 14:00-16:00: 2 h counted, beyond the target"],
    ),
    (
        "resolved",
        lambda: solved(began("BER", "2026-01-13 09:00", 240), "2026-01-13 10:00"),
        "2026-01-20 15:00",
        ["Tue 13 Jan, 10:00-11:00: 1 h counted", "Tue 13 Jan, 11:00: resolved, the clock stopped"],
    ),
    (
        "an hour that comes twice",
        lambda: began("ALL", "2026-10-25 00:30", 45),
        "2026-10-25 00:30",
        ["Sun 25 Oct, 02:30 CEST to Sun 25 Oct, 02:15 CET: 45 min counted"],
    ),
    (
        "a day with hours of its own",
        lambda: began("NYC", "2025-11-28 14:00", 60),
        "2025-11-28 14:00",
        ["Fri 28 Nov: special hours", "Fri 28 Nov, 15:00-16:00: 1 h counted"],
    ),
]


@pytest.mark.parametrize(
    ("begin", "until", "expected"), [row[1:] for row in SPECIAL], ids=[row[0] for row in SPECIAL]
)
def test_the_unusual_is_told_too(begin: Callable[[], Ledger], until: str, expected: list[str]) -> None:
    with override("en-gb"):
        assert texts(begin(), until=utc(until))[1:-1] == expected


def test_a_lasting_pause_says_since_when_why_and_what_is_left() -> None:
    telling = replace(BERLIN, pause_reason=lambda _start: "Awaiting the requester")
    ledger = held(began("BER", "2026-01-12 08:00", 480), "2026-01-12 10:00", "2026-01-12 10:00")
    ledger.segments[-1:] = []
    ledger.segments[-1] = replace(ledger.present, end=None)
    with override("en-gb"):
        told = texts(ledger, telling, utc("2026-01-13 09:00"))

    assert told[2:] == [
        "Since Mon 12 Jan, 11:00: paused, awaiting the requester: 7 h not counted",
        "Together 2 h of 8 h; 6 h are left when the clock runs again",
    ]


def test_a_reader_elsewhere_gets_their_own_times_and_the_name_of_the_zone() -> None:
    telling = replace(BERLIN, zone=ZoneInfo("Asia/Kolkata"))
    with override("en-gb"):
        told = texts(STORIES["S-05"](), telling)

    assert told[0] == f"{OFFICE}; times are shown in Asia/Kolkata"
    assert told[1:3] == ["Wed 24 Dec, 20:30-21:30: 1 h counted", "Thu 25 Dec to Fri 26 Dec: holiday"]


def test_the_priority_behind_a_target_is_named_if_it_is_known() -> None:
    telling = replace(BERLIN, priority=lambda agreement: "P2" if agreement.target == 28_800 else "P3")
    with override("en-gb"):
        told = texts(STORIES["S-10"](), telling)

    assert told[2] == "Tue 13 Jan, 12:00: target changed from 16 h to 8 h (P3 to P2); 3 h carried over"


def test_over_two_years_the_year_is_named() -> None:
    with override("en-gb"):
        told = texts(changed(began("BER", "2025-12-30 08:00", 1440), "2025-12-31 08:00", "BER", 1920))

    assert told[1] == "Tue 30 Dec 2025, 09:00-17:00: 8 h counted"


@given(life=lives())
def test_sentences_have_the_seconds_of_their_lines(life: tuple[Ledger, datetime]) -> None:
    ledger, now = life
    told = derivation(ledger, BERLIN, now)

    assert sum(each.seconds for each in told) == sum(line.seconds for line in explain(ledger, calendars, now))
    assert all(each.text and "%(" not in each.text for each in told)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 min"), (20, "20 s"), (2700, "45 min"), (25_200, "7 h"), (12_620, "3 h 30 min 20 s")],
)
def test_working_time_is_written_exactly(seconds: int, words: str) -> None:
    with override("en-gb"):
        assert duration(seconds) == words
