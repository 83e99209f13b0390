"""People and roles in the administration: rights change by an operation that leaves an event, and never upwards."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission

from accounts.access.models import ApiToken
from accounts.access.operations import create_token
from accounts.choices import Channel, PersonKind, Right
from accounts.notices.models import Event
from accounts.people.models import User
from tests.accounts.admin_client import address, form_values, signed_in
from tests.builders import NOON

PERSON = {
    "username": "nora",
    "first_name": "Nora",
    "last_name": "Example",
    "email": "nora@example.org",
    "kind": "person",
    "time_zone": "Europe/London",
    "language": "de",
    "is_vip": "on",
}


@pytest.fixture
def adam(cast):
    return signed_in(cast.adam)


def role(name):
    return Group.objects.get(name=name)


def add(client, **values):
    url = address(User, "add")
    return client.post(url, {**form_values(client, url), **PERSON, **values})


def change(client, person, **values):
    url = address(User, "change", person.pk)
    kept = form_values(client, url)
    return client.post(url, {**kept, "reason": "Asked for", **values})


def test_a_new_person_without_a_password_cannot_sign_in_by_one(adam, cast):
    team = {
        "memberships-TOTAL_FORMS": 1,
        "memberships-0-team": cast.teams["network"].pk,
        "memberships-0-is_lead": "on",
    }
    answer = add(adam, roles=[role("Resolver").pk], reason="Starts in March", **team)
    assert answer.status_code == 302, answer.context["errors"]
    nora = User.objects.get(username="nora")
    assert not nora.has_usable_password()
    assert (nora.is_vip, nora.language, nora.time_zone) == (True, "de", "Europe/London")
    assert [group.name for group in nora.groups.all()] == ["Resolver"]
    assert list(nora.led_team_ids) == [cast.teams["network"].pk]
    version = nora.history.get()
    assert (version.channel, version.history_change_reason) == (Channel.ADMIN, "Starts in March")


def test_a_new_person_with_a_password(adam):
    assert add(adam, new_password="short").status_code == 200
    assert not User.objects.filter(username="nora").exists()
    assert add(adam, new_password="a long way to the harbour").status_code == 302
    nora = User.objects.get(username="nora")
    assert nora.check_password("a long way to the harbour")
    assert "harbour" not in str(list(Event.objects.values("facts"))) + str(list(LogEntry.objects.values()))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "RUTH"),
        ("email", "Ruth@Example.org"),
        ("email", "no address"),
        ("time_zone", "Europe/Atlantis"),
        ("language", "xx"),
        ("kind", "robot"),
        ("roles", ["999999"]),
        ("username", ""),
        ("first_name", "x" * 200),
        ("first_name", "x\x00y"),
    ],
)
def test_bad_values_name_their_field(adam, field, value):
    answer = add(adam, **{field: value})
    assert answer.status_code == 200
    assert (
        field in answer.context["adminform"].form.errors
        or answer.context["adminform"].form.non_field_errors()
    )
    assert not User.objects.filter(username__iexact=PERSON["username"]).exists()


def test_roles_change_with_an_event(adam, cast):
    answer = change(adam, cast.ruth, roles=[role("Requester").pk, role("Organisation viewer").pk])
    assert answer.status_code == 302
    event = Event.objects.get(kind="person.roles_changed")
    assert (event.about, event.actor) == ("ruth", cast.adam)
    assert event.facts == {
        "old": ["Requester"],
        "new": ["Organisation viewer", "Requester"],
        "why": "Asked for",
    }


def test_an_unchanged_person_keeps_roles_and_leaves_no_event(adam, cast):
    assert change(adam, cast.rafael).status_code == 302
    assert [group.name for group in cast.rafael.groups.all()] == ["Resolver"]
    assert not Event.objects.exists()


def test_nobody_raises_themselves(adam, cast):
    page = adam.get(address(User, "change", cast.adam.pk)).content.decode()
    assert 'name="roles"' not in page
    assert 'name="new_password"' not in page
    answer = change(adam, cast.adam, roles=[role("Auditor").pk], is_superuser="on", phone="123")
    assert answer.status_code == 302, answer.context["errors"]
    fresh = User.objects.get(username="adam")
    assert fresh.phone == "123"
    assert not fresh.is_superuser
    assert [group.name for group in fresh.groups.all()] == ["Administrator"]


def test_nobody_takes_over_another_administrator(adam, cast):
    cast.agnes.groups.add(role("Administrator"))
    change(adam, cast.agnes, email="adam2@example.org", new_password="a long way to the harbour", roles=[])
    fresh = User.objects.get(username="agnes")
    assert fresh.email == "agnes@example.org"
    assert fresh.check_password("demo")
    answer = adam.post(address(User, "step", fresh.pk, "deactivate"), {"reason": "x"})
    assert answer.status_code == 403
    assert User.objects.get(username="agnes").is_active


@pytest.mark.parametrize("kind", ["superuser", "system"])
def test_superusers_and_the_products_account_are_out_of_reach(adam, cast, kind):
    User.objects.filter(pk=cast.ines.pk).update(is_superuser=True)
    person = cast.ines if kind == "superuser" else User.objects.get(kind=PersonKind.SYSTEM)
    url = address(User, "change", person.pk)
    assert 'name="_save"' not in adam.get(url).content.decode()
    assert adam.post(url, {**PERSON, "reason": "x"}).status_code == 403
    assert adam.post(address(User, "step", person.pk, "deactivate"), {"reason": "x"}).status_code == 403


def test_a_superuser_may(cast):
    User.objects.filter(pk=cast.ines.pk).update(is_superuser=True, is_staff=True)
    answer = change(signed_in(cast.ines), cast.adam, roles=[role("Agent").pk])
    assert answer.status_code == 302, answer.context["errors"]
    assert [group.name for group in cast.adam.groups.all()] == ["Agent"]


def test_people_are_deactivated_not_deleted(adam, cast):
    ruth, token = (
        signed_in(cast.ruth),
        create_token(cast.ruth, scopes=["incidents:read"], name="mine", by=cast.actor("ruth"), now=NOON)[0],
    )
    assert adam.post(address(User, "delete", cast.ruth.pk), {"reason": "x"}).status_code == 403
    assert adam.post(address(User, "step", cast.ruth.pk, "deactivate"), {"reason": "Left"}).status_code == 302
    assert not User.objects.get(username="ruth").is_active
    assert not ApiToken.objects.usable(NOON).filter(pk=token.pk).exists()
    assert (
        "_auth_user_id" not in ruth.session or not ruth.get("/admin/", follow=True).context["user"].is_active
    )
    assert cast.ruth.history.first().history_change_reason == "Left"
    adam.post(address(User, "step", cast.ruth.pk, "reactivate"), {"reason": "Is back"})
    assert User.objects.get(username="ruth").is_active


def test_a_role_changes_with_an_event_and_a_log_entry(adam, cast):
    agent = role("Agent")
    url = address(Group, "change", agent.pk)
    values = form_values(adam, url)
    answer = adam.post(url, {**values, "rights": [Right.AGENT.value], "reason": "Fewer rights"})
    assert answer.status_code == 302, answer.context["errors"]
    assert [right.codename for right in agent.permissions.all()] == [Right.AGENT.value]
    event = Event.objects.get(kind="role.changed")
    assert (event.actor, event.facts["new"], event.facts["why"]) == (cast.adam, [Right.AGENT], "Fewer rights")
    assert Right.SEE_ALL in event.facts["old"]
    assert "Fewer rights" in LogEntry.objects.get().change_message
    assert adam.get(address(Group, "history", agent.pk)).status_code == 200


def test_a_role_takes_only_our_rights_and_a_reason(adam):
    agent = role("Agent")
    url = address(Group, "change", agent.pk)
    values = form_values(adam, url)
    strange = Permission.objects.get(codename="delete_user")
    for changes in ({"rights": [strange.codename], "reason": "x"}, {"rights": [], "reason": ""}):
        assert adam.post(url, {**values, **changes}).status_code == 200
    assert adam.post(url, {**values, "name": "AUDITOR", "reason": "x"}).status_code == 200
    assert agent.permissions.count() == 4
    assert not Event.objects.exists()


def test_a_role_is_made_and_deleted_unless_somebody_holds_it(adam, cast):
    url = address(Group, "add")
    adam.post(url, {"name": "Night shift", "rights": [Right.AGENT.value], "reason": "New"})
    made = role("Night shift")
    cast.agnes.groups.add(made)
    answer = adam.post(address(Group, "delete", made.pk), {"reason": "Away"})
    assert "is held by people" in answer.content.decode()
    cast.agnes.groups.remove(made)
    assert adam.post(address(Group, "delete", made.pk), {"reason": "Away"}).status_code == 302
    assert [event.kind for event in Event.objects.all()] == ["role.changed", "role.deleted"]
