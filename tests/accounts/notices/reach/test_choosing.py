"""The own page of notices: what is chosen there and by the roles decides what leaves the house (COM-01, COM-07)."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from accounts import clock
from accounts.notices.choices import Way
from accounts.notices.models import Delivery, Event, Notice
from accounts.notices.operations import Happening, Letter, announce
from accounts.notices.reach.models import Preferences, RoleDefaults
from accounts.notices.reach.operations import Hours, choose_hours, choose_ways, save_role_defaults
from accounts.notices.reach.topics import known_topics
from tests.accounts.admin_client import address, form_values, signed_in
from tests.builders import NOON, resolved
from tests.cast import Cast

PAGE = "/me/notices/"
ALL = [f"{topic.slug}.email" for topic in known_topics()]


def ticks(*off: str) -> dict[str, str]:
    """Return what a browser sends when all boxes but these are ticked."""
    return {name: "on" for name in ALL if name not in off}


def told(
    cast: Cast, *names: str, kind: str = "incident.commented", now: datetime = NOON, **marks: Any
) -> Event:
    letters = [Letter(getattr(cast, name), "You follow it", "Subject", "Body", "/") for name in names]
    return announce(Happening(kind, "INC-1", **marks), letters, by=cast.system, now=now)


def mailed(event: Event) -> set[str]:
    return set(
        Delivery.objects.filter(notice__event=event).values_list("notice__recipient__username", flat=True)
    )


@pytest.mark.parametrize(("person", "frame"), [("ruth", "portal-top"), ("agnes", "sidebar")])
def test_the_page_shows_the_matrix_with_the_floor_locked_and_why(cast: Cast, person: str, frame: str) -> None:
    client = signed_in(getattr(cast, person))
    page = client.get(PAGE).content.decode()
    assert frame in page
    assert page.count("Always on: whoever reports something") == 2
    for slug in ("received", "own-resolved"):
        [box] = [
            part for part in page.split("<input")[1:] if f'name="{slug}.email"' in part.partition(">")[0]
        ]
        assert "disabled" in box.partition(">")[0]
        assert f'aria-describedby="why-{slug}"' in box.partition(">")[0]
    assert f'href="{PAGE}"' in client.get(reverse("profile")).content.decode()


def test_a_choice_decides_what_leaves_and_the_inbox_has_all(cast: Cast) -> None:
    client = signed_in(cast.ruth)
    answer = client.post(PAGE, ticks("reply.email", "received.email"))
    assert answer.headers["Location"] == PAGE
    # The floor is not kept as a choice, because it is none.
    assert Preferences.objects.get().choices == {"reply.email": False}
    event = told(cast, "ruth", "oskar")
    assert mailed(event) == {"oskar"}
    assert Notice.objects.filter(event=event).count() == 2
    # As the requester another row decides; and an urgent event has a row of its own.
    assert mailed(told(cast, "ruth", owner=cast.ruth.pk)) == {"ruth"}
    assert mailed(told(cast, "ruth", is_urgent=True)) == {"ruth"}
    client.post(PAGE, ticks("reply.email", "urgent.email"))
    assert mailed(told(cast, "ruth", is_urgent=True)) == set()
    client.post(PAGE + "reset/")
    assert Preferences.objects.get().choices == {}
    assert mailed(told(cast, "ruth")) == {"ruth"}


def test_nobody_falls_below_acknowledgement_and_resolution(cast: Cast) -> None:
    signed_in(cast.ruth).post(PAGE, {})
    incident = resolved(cast)
    owed = Delivery.objects.filter(notice__event__about=incident.number, notice__recipient=cast.ruth)
    assert set(owed.values_list("notice__event__kind", flat=True)) == {"incident.opened", "incident.resolved"}
    # Somebody whose report it is not may do without.
    assert mailed(told(cast, "ruth", kind="incident.resolved", owner=cast.oskar.pk)) == set()


@pytest.mark.parametrize(("by", "refusal"), [("oskar", PermissionDenied), ("ruth", ValidationError)])
def test_what_is_refused(cast: Cast, by: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        choose_ways(cast.ruth, {"reply.pigeon": True}, by=cast.actor(by))
    assert not Preferences.objects.exists()


def test_an_administrator_sets_what_a_role_starts_with(cast: Cast) -> None:
    adam = signed_in(cast.adam)
    role = cast.rafael.groups.get()
    everything = [f"{topic.slug}.{way}" for topic in known_topics() for way in Way]
    ticked = [name for name in everything if name != "reply.email"]
    page = address(RoleDefaults, "add")
    assert set(form_values(adam, page)["told"]) == set(everything)
    assert adam.post(page, {"role": role.pk, "told": ticked, "reason": "Less"}).status_code == 302
    assert mailed(told(cast, "rafael", "lena", "agnes")) == {"agnes", "lena"}
    choose_ways(cast.rafael, {"reply.email": True}, by=cast.actor("rafael"))
    assert mailed(told(cast, "rafael")) == {"rafael"}
    defaults = RoleDefaults.objects.get()
    assert defaults.history.get().history_change_reason == "Less"
    with pytest.raises(PermissionDenied):
        save_role_defaults(defaults, by=cast.actor("rafael"), why="")


def test_who_does_not_configure_sets_no_defaults(cast: Cast) -> None:
    assert signed_in(cast.agnes).get(address(RoleDefaults, "changelist")).status_code in (302, 403)
    assert Client().get(PAGE).status_code == 302


def test_many_readers_cost_as_many_statements_as_one(cast: Cast, django_assert_num_queries: Any) -> None:
    for name in ("ruth", "rafael", "lena"):
        choose_ways(getattr(cast, name), {"reply.email": False}, by=cast.actor(name))
    told(cast, "ruth")
    for names in (["oskar"], ["ruth", "rafael", "lena", "agnes", "oskar", "stefan", "paul"]):
        with django_assert_num_queries(4):
            told(cast, *names)


EVENING = NOON + timedelta(hours=11)
NIGHTS = {"quiet_days": list("0123456"), "quiet_from": "22:00", "quiet_to": "07:00"}
HOURS = {"pace": "at_once", "daily_at": "08:00", "hourly_budget": "20"}


def due(event: Event) -> dict[str, timedelta]:
    """Return how long after noon each message of an event leaves, by its reader."""
    rows = Delivery.objects.filter(notice__event=event).values_list("notice__recipient__username", "due_at")
    return {name: moment - NOON for name, moment in rows}


def test_quiet_hours_hold_back_all_but_what_is_urgent(cast: Cast) -> None:
    client = signed_in(cast.ruth)
    assert client.post(PAGE + "hours/", {**HOURS, **NIGHTS}).headers["Location"] == PAGE
    page = client.get(PAGE).content.decode()
    assert 'value="22:00"' in page and page.count("checked") > len(ALL)
    morning, evening = timedelta(hours=19), timedelta(hours=11)
    assert due(told(cast, "ruth", "oskar", now=EVENING)) == {"ruth": morning, "oskar": evening}
    assert due(told(cast, "ruth", now=EVENING, is_urgent=True)) == {"ruth": evening}
    assert due(told(cast, "ruth", kind="incident.opened", now=EVENING)) == {"ruth": morning}
    client.post(PAGE + "hours/", {**HOURS, "pace": "daily", "daily_at": ""})
    assert due(told(cast, "ruth", now=EVENING)) == {"ruth": timedelta(hours=20)}
    assert due(told(cast, "ruth", kind="incident.opened", now=EVENING)) == {"ruth": evening}


def test_what_was_deferred_is_shown_to_its_reader_alone(cast: Cast) -> None:
    choose_hours(cast.ruth, Hours(pace="daily"), by=cast.actor("ruth"))
    told(cast, "ruth", now=clock.now())
    assert "Waiting to leave" in signed_in(cast.ruth).get(PAGE).content.decode()
    assert "Waiting to leave" not in signed_in(cast.oskar).get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"quiet_from": "22:00"}, "quiet_days"),
        ({"quiet_days": ["1"], "quiet_from": "22:00"}, "quiet_to"),
        ({**NIGHTS, "quiet_to": "22:00"}, "quiet_days"),
        ({**NIGHTS, "quiet_days": ["7"]}, "quiet_days"),
        ({**NIGHTS, "quiet_from": "25:00"}, "quiet_from"),
        ({"pace": "weekly"}, "pace"),
        ({"hourly_budget": "0"}, "hourly_budget"),
        ({"hourly_budget": "x"}, "hourly_budget"),
        ({"hourly_budget": "201"}, "hourly_budget"),
    ],
)
def test_hours_that_make_no_sense_are_refused_at_their_field(
    cast: Cast, changes: dict[str, Any], field: str
) -> None:
    answer = signed_in(cast.ruth).post(PAGE + "hours/", {**HOURS, **changes})
    assert answer.status_code == 422
    assert set(answer.context["hours"].errors) == {field}
    assert not Preferences.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"quiet_days": "17", "quiet_from": time(1), "quiet_to": time(2)}, "quiet_days"),
        ({"quiet_days": "11", "quiet_from": time(1), "quiet_to": time(2)}, "quiet_days"),
        ({"pace": "weekly"}, "pace"),
        ({"hourly_budget": 0}, "hourly_budget"),
    ],
)
def test_the_operation_refuses_them_too(cast: Cast, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        choose_hours(cast.ruth, Hours(**changes), by=cast.actor("ruth"))
    assert set(refusal.value.error_dict) == {field}
    with pytest.raises(PermissionDenied):
        choose_hours(cast.ruth, Hours(), by=cast.actor("adam"))
