"""How far the change feed may be read."""

from datetime import timedelta

import pytest

from incidents.records.feed import LONGEST_TRANSACTION, last_settled
from tests.builders import NOON

JUST_NOW, LONG_AGO = NOON - timedelta(seconds=1), NOON - LONGEST_TRANSACTION


@pytest.mark.parametrize(
    ("after", "events", "expected"),
    [
        (0, [], 0),
        (7, [], 7),
        (0, [(1, JUST_NOW), (2, JUST_NOW)], 2),
        (1, [(2, JUST_NOW), (4, JUST_NOW), (5, JUST_NOW)], 2),
        (1, [(2, LONG_AGO), (4, LONG_AGO), (6, JUST_NOW)], 4),
        (0, [(9, JUST_NOW)], 0),
        (0, [(9, LONG_AGO)], 9),
    ],
)
def test_a_gap_holds_the_feed_back_until_it_cannot_be_filled(after, events, expected):
    assert last_settled(after, events, now=NOON) == expected
