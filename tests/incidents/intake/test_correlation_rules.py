"""CH-12: patterns and groups as arithmetic, against oracles."""

import re
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from incidents.intake.correlation.choices import Mode
from incidents.intake.correlation.rules import Rule, Sighting, Traits, fits, gathered
from tests.builders import MINUTE, NOON


@given(st.text("ab*", max_size=8), st.text("abAB", max_size=12))
def test_CH_12_patterns_say_what_regular_expressions_say(pattern, text):
    oracle = ".*".join(map(re.escape, pattern.split("*")))
    assert fits(pattern, text) == (not pattern or bool(re.fullmatch(oracle, text, re.IGNORECASE)))


def _sightings(rows):
    for minute, group in rows:
        values = {"group": group, "summary": ""}
        yield Sighting(NOON + minute * MINUTE, "", Traits(None, 1, "critical", values))


def _shape(groups):
    return sorted((one.values["group"], [sighting.at for sighting in one.sightings]) for one in groups)


@given(
    st.lists(st.tuples(st.integers(0, 200), st.sampled_from(["", "a", "b"])), max_size=12), st.integers(1, 60)
)
def test_CH_12_groups_are_whole_within_their_window_and_apart(rows, window):
    rule = Rule(1, "", Mode.JOIN, ("group",), timedelta(minutes=window))
    found = gathered(rule, _sightings(rows))
    assert sum(len(one.sightings) for one in found) == sum(bool(group) for _minute, group in rows)
    assert _shape(gathered(rule, reversed(list(_sightings(rows))))) == _shape(found)
    begun: dict[str, datetime] = {}
    for one in found:
        (group,) = one.values.values()
        moments = [sighting.at for sighting in one.sightings]
        assert moments == sorted(moments)
        assert moments[-1] - moments[0] <= rule.window
        assert group not in begun or moments[0] - begun[group] > rule.window
        begun[group] = moments[0]
