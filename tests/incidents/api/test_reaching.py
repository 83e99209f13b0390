"""How one is reached, over the API: the same operations as the pages (COM-05, COM-07, CH-22)."""

import pytest

from accounts.access.choices import Scope
from accounts.notices.chat.models import ChatAddress
from accounts.notices.reach.models import Preferences
from incidents.api import reach_shapes
from incidents.records.subscription_models import Subscription
from tests.accounts.webhooks.receiver import Receiver
from tests.incidents.api.callers import assert_problem
from tests.incidents.api.test_schema import members

ME = "me/notices/"
FOLLOWED = "me/subscriptions/"


def ways(answer):
    return {row["topic"]: row["ways"] for row in answer.json()["topics"]}


def test_com_07_choices_are_changed_cell_by_cell_and_forgotten(ruth, cast):
    before = ruth.get(ME).json()
    assert before["has_choices"] is False
    assert {row["topic"] for row in before["topics"] if row["fixed"]} == {"received", "own-resolved"}
    ruth.patch(ME, {"choices": {"urgent": {"email": False}}})
    after = ruth.patch(ME, {"choices": {"reply": {"email": False}, "received": {"email": False}}})
    assert after.status_code == 200, after.content
    told = ways(after)
    assert (told["urgent"], told["reply"], told["received"]) == (
        {"email": False},
        {"email": False},
        {"email": True},
    )
    assert Preferences.objects.get().choices == {"urgent.email": False, "reply.email": False}
    assert ruth.call("delete", ME).status_code == 204
    assert ruth.get(ME).json() == before


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        (ME, {"choices": {"reply": {"pigeon": True}}}, "choices"),
        (ME, {"choices": {"reply": {"email": "no"}}}, "choices"),
        (ME, {"choices": []}, "choices"),
        (ME, {}, "choices"),
        (ME, {"choices": {}, "more": 1}, "more"),
        (f"{ME}hours/", {"quiet_days": ["monday"]}, "quiet_days"),
        (f"{ME}hours/", {"quiet_days": ["mon"], "quiet_from": "25:00"}, "quiet_from"),
        (
            f"{ME}hours/",
            {"quiet_days": ["mon", "mon"], "quiet_from": "1:00", "quiet_to": "2:00"},
            "quiet_days",
        ),
        (f"{ME}hours/", {"pace": "weekly"}, "pace"),
        (f"{ME}hours/", {"hourly_budget": 0}, "hourly_budget"),
        (f"{ME}hours/", {"hourly_budget": 2**31}, "hourly_budget"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(ruth, path, body, field):
    answer = ruth.patch(path, body)
    assert answer.status_code == 400, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert any(name.split(".")[0] == field for name in answer.json()["errors"])
    assert not Preferences.objects.exclude(choices={}, pace="at_once", hourly_budget=20).exists()


def test_com_05_hours_change_by_member(ruth):
    assert_problem(ruth.patch(f"{ME}hours/", {"quiet_from": "22:00"}), 400, "required", "quiet_days")
    night = {"quiet_days": ["mon", "sun"], "quiet_from": "22:00", "quiet_to": "07:00"}
    assert ruth.patch(f"{ME}hours/", night).status_code == 200
    hours = ruth.patch(f"{ME}hours/", {"pace": "daily", "daily_at": "09:30"}).json()
    assert hours == ruth.get(f"{ME}hours/").json()
    assert hours == {
        **night,
        "pace": "daily",
        "daily_at": "09:30",
        "hourly_budget": 20,
        "time_zone": hours["time_zone"],
    }


def test_ch_22_an_address_is_added_tried_and_forgotten_and_never_told(ruth, settings):
    service = Receiver(answers=[(401, {}, b"")])
    service.start()
    settings.OUTGOING_ALLOWED_HOSTS = [service.host]
    made = ruth.post(f"{ME}addresses/", {"name": "Phone", "address": f"ntfy://{service.host}/secret-topic"})
    assert made.status_code == 201, made.content
    place = made["Location"].split("/api/v1/")[1]
    assert (made.json()["service"], made.json()["problem"]) == ("ntfy", "")
    assert ways(ruth.get(ME))["reply"] == {"email": True, "chat": True}
    assert_problem(ruth.post(f"{place}test/"), 422, "guard_failed")
    assert ruth.get(place).json()["problem"] == "The service answered 401."
    assert_problem(ruth.post(f"{place}test/"), 422, "guard_failed")
    ChatAddress.objects.update(tested_at=None)
    assert ruth.post(f"{place}test/").json()["problem"] == ""
    service.stop()
    assert len(service.calls) == 2
    [row] = ruth.get(f"{ME}addresses/").json()["results"]
    assert "secret-topic" not in str([row, made.json()])
    assert ruth.call("delete", place).status_code == 204
    assert ruth.get(place).status_code == 404
    assert ruth.get(f"{ME}addresses/").json()["results"] == []


def test_ch_22_what_leads_inside_is_refused_and_others_are_not_found(ruth, agnes, caller):
    wrong = {"name": "x", "address": "ntfy://127.0.0.1/topic"}
    assert_problem(ruth.post(f"{ME}addresses/", wrong), 400, "invalid", "address")
    made = ruth.post(f"{ME}addresses/", {"name": "x", "address": "ntfy://topic"})
    place = made["Location"].split("/api/v1/")[1]
    for method in ("get", "delete"):
        assert agnes.call(method, place).status_code == 404
    assert agnes.post(f"{place}test/").status_code == 404
    # A token that reads incidents cannot send them elsewhere.
    narrow = caller("ruth", [Scope.INCIDENTS_READ, Scope.INCIDENTS_WRITE])
    assert narrow.post(f"{ME}addresses/", wrong).status_code == 403
    assert narrow.get(ME).status_code == 200
    assert caller("ruth", [Scope.INCIDENTS_READ]).patch(ME, {"choices": {}}).status_code == 403


def test_services_and_teams_are_followed_and_left(ruth, agnes, cast):
    made = agnes.post(FOLLOWED, {"team": "network"})
    assert made.status_code == 201, made.content
    assert made.json()["wanted"] == "all"
    agnes.post(FOLLOWED, {"service": "email", "wanted": "outcome"})
    place = made["Location"].split("/api/v1/")[1]
    assert agnes.patch(place, {"wanted": "major"}).json()["wanted"] == "major"
    assert Subscription.objects.count() == 2
    seen = agnes.get(FOLLOWED).json()["results"]
    assert {(row["service"], row["team"], row["wanted"]) for row in seen} == {
        ("email", None, "outcome"),
        (None, "network", "major"),
    }
    assert ruth.get(place).status_code == 404
    assert ruth.call("delete", place).status_code == 404
    assert agnes.call("delete", place).status_code == 204
    assert Subscription.objects.get().service == cast.services["email"]


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        ({}, 400, "invalid", "service"),
        ({"service": "email", "team": "network"}, 400, "invalid", "team"),
        ({"service": "none"}, 400, "unknown", "service"),
        ({"service": "email", "wanted": "much"}, 400, "invalid_choice", "wanted"),
        ({"team": "network"}, 403, "permission_denied", ""),
    ],
)
def test_what_nobody_may_follow_is_refused(ruth, body, status, code, field):
    assert_problem(ruth.post(FOLLOWED, body), status, code, *([field] if field else []))
    assert not Subscription.objects.exists()


def test_lists_cost_as_many_statements_for_many_as_for_one(agnes, django_assert_max_num_queries):
    def follow(*names):
        for name in names:
            agnes.post(f"{ME}addresses/", {"name": name, "address": "ntfy://topic"})
            agnes.post(FOLLOWED, {"service": name})

    costs = []
    for names in (["email"], ["vpn", "erp"]):
        follow(*names)
        for path in (FOLLOWED, f"{ME}addresses/"):
            agnes.get(path)
            with django_assert_max_num_queries(100) as asked:
                agnes.get(path)
            costs.append(len(asked.captured_queries))
    assert costs[:2] == costs[2:]
    for path, shape in (
        (FOLLOWED, reach_shapes.SubscriptionOut),
        (f"{ME}addresses/", reach_shapes.AddressOut),
    ):
        assert set(agnes.get(path).json()["results"][0]) == members(shape)
    assert set(agnes.get(ME).json()) == members(reach_shapes.ChoicesOut)
    assert set(agnes.get(f"{ME}hours/").json()) == members(reach_shapes.HoursOut)
