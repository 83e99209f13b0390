"""Calendars and policies change in versions, signed; what would leave somebody without a promise is refused."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from incidents.sla.choices import ClockKind, Covers, Majors, Tell
from incidents.sla.models import Calendar, ConfigurationStamp, Policy
from incidents.sla.operations.configuring import (
    bring_back_calendar,
    bring_back_policy,
    order_policies,
    retire_calendar,
    retire_policy,
    save_calendar,
    save_policy,
)
from incidents.sla.queries import current_book, terms_of
from incidents.sla.terms import Step, Terms
from tests.builders import MINUTE, NOON
from tests.incidents.sla.calendars_cast import ALWAYS, BER

RESPONSE, RESOLUTION, OLA = ClockKind.RESPONSE, ClockKind.RESOLUTION, ClockKind.OLA
EVERY = dict.fromkeys((1, 2, 3, 4, 5), 60)
BREACH = Step(100, tell=(Tell.OWNER,))


@pytest.fixture
def adam(cast):
    return cast.actor("adam")


@pytest.fixture
def office(adam):
    calendar = Calendar(slug="berlin", name="Berlin")
    save_calendar(calendar, BER, by=adam, now=NOON, why="New site")
    return calendar


def token():
    return ConfigurationStamp.objects.get().token


def terms(calendar, **changes):
    values = {"targets": {RESPONSE: EVERY}, "steps": (BREACH,), "services": frozenset(), **changes}
    return Terms(0, "", "", 0, Covers.REQUESTER, calendar.pk, **values)


def policy(**changes):
    return Policy(**{"slug": "gold", "name": "Gold", "position": 50, **changes})


def refusals(refusal):
    return {
        name: [error.code for error in errors] for name, errors in refusal.value.error_dict.items()
    }, " ".join(refusal.value.messages)


def test_a_calendar_is_made_and_edited_in_versions(adam, office):
    first = office.versions.get()
    assert (first.number, first.is_current, first.note) == (1, True, "New site")
    before = token()
    shorter = {**BER, "week": {"mon": [["09:00", "12:00"]]}}
    second = save_calendar(office, shorter, by=adam, now=NOON + MINUTE, why="Mondays only")
    first.refresh_from_db()
    assert (second.number, second.is_current, first.is_current) == (2, True, False)
    assert first.definition == BER
    assert token() != before
    signed = second.history.get()
    assert (signed.actor_name, signed.history_change_reason) == ("Adam Example", "Mondays only")
    assert first.history.first().history_change_reason == "Mondays only"
    assert current_book().calendar_versions[office.pk] == second.pk


def test_the_same_content_writes_nothing(adam, office):
    before = token()
    again = {**BER, "holidays": [dict(holiday) for holiday in BER["holidays"]], "special": {}}
    assert save_calendar(office, again, by=adam, now=NOON + MINUTE, why="Nothing").number == 1
    assert (office.versions.count(), office.history.count(), token()) == (1, 1, before)


def test_a_name_is_edited_in_place(adam, office):
    before = token()
    office.name = "Berlin, Mitte"
    assert save_calendar(office, BER, by=adam, now=NOON, why="Moved").number == 1
    assert Calendar.objects.get(pk=office.pk).name == "Berlin, Mitte"
    assert office.history.first().history_change_reason == "Moved"
    assert token() != before


BAD_CALENDARS = {
    "no-hours": ({**BER, "week": {}}, "week", "no working time in the next year"),
    "holidays-take-all": (
        {
            **BER,
            "week": {"mon": [["09:00", "17:00"]]},
            "holidays": [{"month": m, "day": d} for m in range(1, 13) for d in range(1, 29)]
            + [
                {"month": m, "day": d}
                for m in range(1, 13)
                for d in (29, 30, 31)
                if d < 30 or (m != 2 and (d == 30 or m in (1, 3, 5, 7, 8, 10, 12)))
            ],
        },
        "holidays",
        "holidays leave no working time",
    ),
    "overlap": ({**BER, "week": {"tue": [["09:00", "12:00"], ["11:00", "13:00"]]}}, "tue", "overlap"),
    "backwards": ({**BER, "week": {"fri": [["17:00", "09:00"]]}}, "fri", "ends before it begins"),
    "zone": ({**BER, "zone": "Berlin"}, "zone", "not an IANA time zone"),
    "holiday": ({**BER, "holidays": [{"date": "2026-13-01"}]}, "holidays", "not a date"),
    "special": ({**BER, "special": {"2026-02-30": []}}, "special", "not a date"),
}


@pytest.mark.parametrize(("told", "field", "sentence"), BAD_CALENDARS.values(), ids=BAD_CALENDARS)
def test_an_unusable_calendar_is_refused_beside_its_field(adam, told, field, sentence):
    with pytest.raises(ValidationError) as refusal:
        save_calendar(Calendar(slug="odd", name="Odd"), told, by=adam, now=NOON, why="Try")
    codes, words = refusals(refusal)
    assert codes == {field: ["guard_failed"]}
    assert sentence in words
    assert not Calendar.objects.filter(slug="odd").exists()


def test_a_policy_is_made_and_edited_in_versions(adam, cast, office):
    gold = policy()
    asked = terms(
        office,
        services=frozenset({cast.services["vpn"].pk}),
        steps=(
            BREACH,
            Step(50, tell=(Tell.LEAD,), raises_urgency=True),
            Step(minutes_after=30, tell=(Tell.OWNER,)),
        ),
    )
    first = save_policy(gold, asked, by=adam, now=NOON, why="A customer paid")
    read = terms_of(first.pk)
    assert (read.slug, read.number, read.services) == ("gold", 1, asked.services)
    assert sorted(step.key for step in read.steps) == ["+30min", "100%", "50%"]
    before = token()
    assert save_policy(gold, asked, by=adam, now=NOON, why="Nothing").pk == first.pk
    assert token() == before
    second = save_policy(gold, replace(asked, close_after_days=3), by=adam, now=NOON, why="Sooner")
    assert (second.number, gold.versions.filter(is_current=True).get().pk) == (2, second.pk)
    assert terms_of(first.pk).close_after_days == 5
    assert second.history.get().history_change_reason == "Sooner"
    assert token() != before
    assert [known.slug for known in current_book().policies] == ["majors", "critical", "gold", "standard"]


BAD_TERMS = {
    "no-targets": ({"targets": {}}, "targets", "at least one clock"),
    "incomplete": ({"targets": {RESPONSE: {1: 5, 2: 5, 3: 5, 4: 5}}}, "target_response_5", "for P5 too"),
    "not-covered": ({"targets": {RESPONSE: EVERY, OLA: EVERY}}, "targets", "does not belong"),
    "zero": ({"targets": {RESPONSE: {**EVERY, 2: 0}}}, "target_response_2", "from 1 to"),
    "too-long": ({"targets": {RESPONSE: {**EVERY, 2: 600_000}}}, "target_response_2", "from 1 to"),
    "out-of-reach": ({"targets": {RESPONSE: {**EVERY, 2: 500_000}}, "steps": (Step(1000, tell=(Tell.LEAD,)), BREACH)},
                     "calendar", "more than five years"),
    "step-twice": ({"steps": (BREACH, BREACH)}, "steps", "100% is there twice"),
    "step-nothing": ({"steps": (BREACH, Step())}, "steps", "either at a percentage"),
    "step-both": ({"steps": (BREACH, Step(50, 5, tell=(Tell.LEAD,)))}, "steps", "either at a percentage"),
    "step-percent": ({"steps": (BREACH, Step(1001, tell=(Tell.LEAD,)))}, "steps", "1 to 1000 percent"),
    "step-idle": ({"steps": (BREACH, Step(50))}, "steps", "50% does nothing"),
    "no-breach": ({"steps": (Step(50, tell=(Tell.LEAD,)),)}, "steps", "at 100 percent"),
    "close-days": ({"close_after_days": 0}, "close_after_days", "1 to 60"),
    "hidden": ({"priorities": frozenset({1})}, "position", "would never apply: “Critical incidents”"),
    "hides": ({}, "position", "“Standard” would never apply any more"),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "field", "sentence"), BAD_TERMS.values(), ids=BAD_TERMS)
def test_terms_that_do_not_hold_are_refused(adam, cast, office, changes, field, sentence):
    if field != "position":
        changes = {"services": frozenset({cast.services["vpn"].pk}), **changes}
    with pytest.raises(ValidationError) as refusal:
        save_policy(policy(), terms(office, **changes), by=adam, now=NOON, why="Try")
    codes, words = refusals(refusal)
    assert set(codes) == {field}
    assert sentence in words
    assert not Policy.objects.filter(slug="gold").exists()


def test_targets_are_asked_only_for_the_priorities_that_are_admitted(adam, office):
    asked = terms(office, priorities=frozenset({2, 3}), targets={RESOLUTION: {2: 60, 3: 90}})
    assert save_policy(policy(), asked, by=adam, now=NOON, why="Two").number == 1


def test_two_policies_never_share_a_position(adam, office, cast):
    asked = terms(office, services=frozenset({cast.services["vpn"].pk}))
    with pytest.raises(ValidationError) as refusal:
        save_policy(policy(position=100), asked, by=adam, now=NOON, why="Try")
    assert refusals(refusal)[0] == {"position": ["guard_failed"]}
    assert "“Standard” stands at position 100 already" in refusals(refusal)[1]
    ola = policy(position=100, covers=Covers.TEAM)
    assert save_policy(ola, terms(office, targets={OLA: EVERY}), by=adam, now=NOON, why="Other promise")


def test_a_calendar_in_use_is_not_retired(adam, office):
    used = Calendar.objects.get(slug="office-hours")
    with pytest.raises(ValidationError, match="in use: “Standard”"):
        retire_calendar(used, by=adam, now=NOON, why="Try")
    retire_calendar(office, by=adam, now=NOON, why="Closed")
    office.refresh_from_db()
    assert office.retired_at == NOON
    with pytest.raises(ValidationError, match="This calendar is retired"):
        save_policy(policy(), terms(office, majors=Majors.ONLY), by=adam, now=NOON, why="Try")
    bring_back_calendar(office, by=adam, now=NOON, why="Open again")
    office.refresh_from_db()
    assert office.retired_at is None


def test_a_calendar_too_small_for_its_policies_is_refused(adam):
    used = Calendar.objects.get(slug="office-hours")
    with pytest.raises(ValidationError) as refusal:
        save_calendar(used, {**BER, "week": {"mon": [["09:00", "09:05"]]}}, by=adam, now=NOON, why="Try")
    assert "longest target of “Standard”" in refusals(refusal)[1]


def test_a_retired_policy_applies_no_more_and_comes_back_only_to_a_free_place(adam, cast, office):
    standard = Policy.objects.get(slug="standard")
    retire_policy(standard, by=adam, now=NOON, why="Replaced")
    assert "standard" not in [known.slug for known in current_book().policies]
    gold = policy()
    save_policy(gold, terms(office), by=adam, now=NOON, why="Instead")
    with pytest.raises(ValidationError, match="“Gold” is tried first"):
        bring_back_policy(standard, by=adam, now=NOON, why="Try")
    retire_policy(gold, by=adam, now=NOON, why="Done")
    bring_back_policy(standard, by=adam, now=NOON, why="Back")
    assert "standard" in [known.slug for known in current_book().policies]


def test_policies_are_put_in_order_as_a_whole(adam):
    majors, critical, standard = Policy.objects.order_by("position")
    order_policies([critical, majors, standard], by=adam, now=NOON, why="Critical first")
    assert [known.slug for known in current_book().policies] == ["critical", "majors", "standard"]
    assert list(Policy.objects.values_list("position", flat=True)) == [10, 20, 30]
    with pytest.raises(ValidationError) as refusal:
        order_policies([standard, critical, majors], by=adam, now=NOON, why="Try")
    assert "would never apply" in refusals(refusal)[1]
    assert [known.slug for known in current_book().policies] == ["critical", "majors", "standard"]


@pytest.mark.parametrize("name", ["agnes", "lena", "ines", "audra"])
def test_only_who_configures_may(cast, name, office):
    by = cast.actor(name)
    standard = Policy.objects.get(slug="standard")
    for attempt in (
        lambda: save_calendar(office, BER, by=by, now=NOON, why="Try"),
        lambda: save_policy(policy(), terms(office), by=by, now=NOON, why="Try"),
        lambda: order_policies([standard], by=by, now=NOON, why="Try"),
        lambda: retire_calendar(office, by=by, now=NOON, why="Try"),
        lambda: bring_back_calendar(office, by=by, now=NOON, why="Try"),
        lambda: retire_policy(standard, by=by, now=NOON, why="Try"),
        lambda: bring_back_policy(standard, by=by, now=NOON, why="Try"),
    ):
        with pytest.raises(PermissionDenied):
            attempt()


def test_a_short_name_is_taken_once(adam, office):
    with pytest.raises(ValidationError) as refusal:
        save_calendar(Calendar(slug="berlin", name="Again"), ALWAYS, by=adam, now=NOON, why="Try")
    assert set(refusals(refusal)[0]) == {"slug"}
