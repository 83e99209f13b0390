"""Service levels on the agent's pages: the queue by deadline, the cards, the derivation, consequences before saving."""

import re
from datetime import timedelta

import pytest

from accounts import clock
from incidents.lifecycle.operations.escalating import sweep_clocks
from incidents.lifecycle.operations.resolving import resolve
from tests.builders import cancelled, held, make_incident, resolution, resolved, started, triaged

HIGH = {"impact": "high", "urgency": "high"}
# P1 counts around the clock: 15 minutes to answer, 75 % of them after 11 minutes and 15 seconds, 4 hours to solve.
AGO = {"ok": 1, "at_risk": 13, "breached": 25}


def _ago(minutes):
    return clock.now() - timedelta(minutes=minutes)


@pytest.fixture
def by_health(cast):
    """One unanswered P1 in each health."""
    return {
        health: make_incident(cast, title=health, now=_ago(minutes), **HIGH)
        for health, minutes in AGO.items()
    }


def _numbers(answer):
    return [row.number for group in answer.context["groups"] for row in group.rows]


def _heads(answer):
    return [group.title for group in answer.context["groups"]]


@pytest.mark.parametrize("health", list(AGO))
def test_the_filter_keeps_what_stands_like_this(desk, by_health, health):
    answer = desk("rafael").get(f"/queue/all/?sla={health}")
    assert _numbers(answer) == [by_health[health].number]
    assert answer.context["asked"].chips[0].value in answer.content.decode()


def test_breaching_soon_holds_what_is_at_risk_or_missed(desk, by_health):
    answer = desk("rafael").get("/queue/breaching/")
    assert set(_numbers(answer)) == {by_health["at_risk"].number, by_health["breached"].number}
    assert {tab.slug: figure for tab, figure in answer.context["tabs"]}["breaching"] == 2


def test_the_nearest_deadline_stands_first_and_what_is_never_due_last(desk, cast, by_health):
    waiting = held(cast, now=_ago(120))
    answer = desk("rafael").get("/queue/all/")
    assert _numbers(answer) == [
        *(by_health[health].number for health in ("breached", "at_risk", "ok")),
        waiting.number,
    ]
    assert _heads(answer) == ["Past due", "Due within the hour", "No deadline running"]
    assert answer.context["counts"]["late"] == 1 and answer.context["counts"]["soon"] == 2


@pytest.mark.parametrize(
    ("health", "tone", "words"),
    [("ok", "ok", "1[34] min"), ("at_risk", "risk", "at risk"), ("breached", "breach", "min over")],
)
def test_a_row_says_how_much_time_is_left(desk, by_health, health, tone, words):
    row = desk("rafael").get(f"/queue/all/?sla={health}").content.decode()
    row = row[row.index('class="q-sla" role="cell"') :].split("</tr>")[0]
    assert f'data-health="{tone}"' in row and re.search(words, row) and "Respond" in row
    assert "In the calendar’s zone" in row and "data-open=" in row


def test_a_row_on_hold_says_why_its_time_stands_still(desk, cast):
    held(cast, now=_ago(120))
    row = desk("rafael").get("/queue/waiting/").content.decode()
    assert 'data-health="paused"' in row and "Awaiting the requester" in row and "data-left" not in row


def test_fresh_clocks_are_those_of_visible_rows_alone(desk, by_health):
    rafael, names = desk("rafael"), [incident.number for incident in by_health.values()]
    query = "&".join(f"n={name}" for name in [*names, "INC-0", "%00"])
    page = rafael.get(f"/queue/clocks/?{query}", htmx=True).content.decode()
    assert page.count('hx-swap-oob="true"') == 3 and "<html" not in page
    assert rafael.get("/queue/clocks/").status_code == 302


def _card(desk, incident, who="rafael"):
    page = desk(who).get(f"{incident.get_absolute_url()}?part=clocks", htmx=True)
    return " ".join(page.content.decode().split())


@pytest.mark.parametrize(
    ("make", "options", "words"),
    [
        (make_incident, {"now": 1}, ["Response", "left", "target 15 min", "due", "Critical incidents"]),
        (make_incident, {"now": 13}, ["At risk"]),
        (make_incident, {"now": 25}, ["Missed", "10 min over", "no cause given yet"]),
        (started, {"now": 10}, ["Response met", "Resolution", "target 4 h"]),
        (held, {"now": 10}, ["Paused", "Awaiting the requester since", "left when it runs again"]),
        (resolved, {"now": 10}, ["Resolution met", "5 min"]),
        (resolved, {"now": 10, "late": 300}, ["Resolution missed", "5 h 5 min"]),
        (cancelled, {"now": 10}, ["Does not count"]),
    ],
    ids=["running", "at risk", "over", "answered", "on hold", "met", "missed", "cancelled"],
)
def test_each_state_of_a_clock_is_said_in_words(desk, cast, make, options, words):
    at = _ago(options["now"] + options.get("late", 0))
    incident = make(cast, now=at, **HIGH) if "late" not in options else _resolved_late(cast, at)
    sweep_clocks(now=clock.now())
    card = _card(desk, incident)
    assert [word for word in words if word not in card] == []


def _resolved_late(cast, at):
    incident = started(cast, now=at, **HIGH)
    return resolve(incident, resolution(), by=cast.actor("rafael"), now=at + timedelta(hours=5, minutes=5))


def test_the_policy_is_named_with_the_reason_of_its_choice(desk, cast):
    critical = _card(desk, make_incident(cast, now=_ago(1), **HIGH))
    assert "first policy whose conditions hold: priority P1" in critical
    assert "as it sets none; targets of P3" in _card(desk, make_incident(cast, now=_ago(1)))


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize("make", [make_incident, started, held, resolved])
def test_how_it_is_computed_adds_up(desk, cast, make, htmx):
    incident = make(cast, now=_ago(90))
    answer = desk("rafael").get(f"{incident.get_absolute_url()}clocks/", htmx=htmx)
    told = answer.context["derivations"]
    assert told and "Together" in answer.content.decode()
    for one in told:
        total = sum(sentence.seconds for sentence in one.sentences)
        # What is missed unfolds to the time used up; whether an hour and a half misses it, the time of day says.
        is_due = one.clock.state == "running" and one.elapsed <= one.clock.target_seconds
        assert total == (one.clock.target_seconds if is_due else one.elapsed)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("impact", ["Medium: priority P3 Medium, resolution due as before", "resolution due moves from"]),
        ("urgency", ["resolution due moves from"]),
        ("service", ["VPN"]),
    ],
)
def test_an_edit_says_what_it_does_to_the_deadline(desk, cast, name, words):
    incident = started(cast, now=_ago(5))
    page = desk("rafael").get(f"{incident.get_absolute_url()}properties/{name}/").content.decode()
    assert [word for word in words if word not in page] == []


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("impact=medium&urgency=medium", "Resolution due as before"),
        ("impact=high&urgency=high", "Resolution due moves from"),
        ("impact=high&urgency=high&service=vpn", "Resolution due moves from"),
        ("impact=high&urgency=high&service=%00", "Resolution due moves from"),
    ],
)
def test_triage_says_what_it_does_to_the_deadline(desk, cast, query, words):
    incident = make_incident(cast, now=_ago(5))
    address = f"{incident.get_absolute_url()}consequences/?{query}"
    assert words in desk("agnes").get(address, htmx=True).content.decode()


@pytest.mark.parametrize("query", ["", "impact=no&urgency=high", "impact=high"])
def test_no_sentence_without_levels(desk, cast, query):
    incident = triaged(cast, now=_ago(5))
    answer = desk("agnes").get(f"{incident.get_absolute_url()}consequences/?{query}", htmx=True)
    assert answer.status_code == 204


def test_the_log_form_says_until_when_each_priority_is_due(desk, cast):
    agnes = desk("agnes")
    page = agnes.get("/incidents/new/").content.decode()
    assert page.count('class="promise"') == 9 and "Answer by" in page and "solve by" in page
    fresh = agnes.get("/incidents/new/priorities/?service=vpn&requester=ruth", htmx=True).content.decode()
    assert fresh.count('class="promise"') == 9 and "<html" not in fresh
