"""In whose hands time was spent: whatever the turns, the shares add up to the time used up (SLA-25)."""

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from incidents.sla import clockwork
from incidents.sla.holding import Holding, Share, shares
from tests.incidents.sla.ledgers_cast import STORIES, began, calendars, utc
from tests.incidents.sla.test_explanation import lives


def test_S31_two_teams_share_the_time_of_the_resolution() -> None:
    ledger = began("BER", "2026-01-13 15:00", 960)
    turns = [Holding(utc("2026-01-13 15:00"), 1, None), Holding(utc("2026-01-14 09:00"), 2, None)]

    assert shares(ledger, turns, calendars, utc("2026-01-14 12:00")) == [
        Share(1, None, 120 * 60),
        Share(2, None, 180 * 60),
    ]


def test_a_pause_is_in_nobodys_hands_and_the_first_holder_has_the_time_before() -> None:
    ledger = STORIES["S-07"]()
    turns = [Holding(utc("2026-01-12 09:30"), None, None), Holding(utc("2026-01-13 09:00"), 1, 5)]

    assert shares(ledger, turns, calendars, utc("2026-01-14 11:00")) == [
        Share(None, None, 7200),
        Share(1, 5, 7200),
    ]


@given(life=lives(), draw=st.data())
def test_the_shares_add_up(life: Any, draw: Any) -> None:
    ledger, now = life
    moments = st.integers(0, 200 * 86_400).map(lambda seconds: ledger.started_at + timedelta(seconds=seconds))
    holders = st.builds(Holding, moments, st.sampled_from([None, 1, 2]), st.sampled_from([None, 7, 8]))
    turns = draw.draw(st.lists(holders, min_size=1, max_size=6))
    found = shares(ledger, turns, calendars, now)

    assert sum(share.seconds for share in found) == clockwork.elapsed(ledger, now, calendars)
