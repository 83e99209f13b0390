"""Roles come from the migration, and a signed-in person's rights in one query (ROL-01)."""

import pytest
from django.contrib.auth import authenticate, get_user
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied

from accounts.access.backends import RightsBackend
from accounts.access.roles import ROLES
from accounts.actor import Actor, require
from accounts.choices import Channel, Right
from accounts.history import save_as

# Written out from the specification: the roles that must exist.
NAMES = {
    "Requester",
    "Organisation viewer",
    "Agent",
    "Resolver",
    "Team lead",
    "Incident manager",
    "Major incident manager",
    "Communications",
    "Service owner",
    "Knowledge editor",
    "Administrator",
    "Auditor",
    "Integration",
}


def test_the_migration_makes_every_role(db):
    assert set(Group.objects.values_list("name", flat=True)) >= NAMES
    for role in ROLES:
        group = Group.objects.get(name=role.name)
        held = set(
            group.permissions.filter(content_type__model="rightset").values_list("codename", flat=True)
        )
        assert held == {right.value for right in role.rights}, role.name


def test_every_right_is_a_permission(db):
    stored = Permission.objects.filter(content_type__model="rightset").values_list("codename", flat=True)
    assert set(stored) == set(Right.values)


def test_rights_and_teams_come_in_one_query(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        lena = RightsBackend().get_user(cast.lena.pk)
        assert lena.may(Right.LEAD)
        assert lena.may(Right.RESOLVER)
        assert not lena.may(Right.AGENT)
        assert lena.team_ids == lena.led_team_ids == {cast.teams["network"].pk}
        assert lena.organisation is None


@pytest.mark.parametrize("who", ["agnes", "rafael", "lena", "ines", "mia", "ruth", "vera", "audra", "adam"])
def test_the_quick_way_agrees_with_the_slow_one(cast, who):
    quick, slow = RightsBackend().get_user(getattr(cast, who).pk), cast.actor(who).user
    assert {right for right in Right if quick.may(right)} == {right for right in Right if slow.may(right)}
    assert (quick.team_ids, quick.led_team_ids) == (slow.team_ids, slow.led_team_ids)


def test_a_right_given_by_hand_counts(cast):
    cast.ruth.user_permissions.add(Permission.objects.get(codename=Right.EXPORT.value))
    assert RightsBackend().get_user(cast.ruth.pk).may(Right.EXPORT)


def test_a_deactivated_person_has_no_rights_and_no_session(cast, client):
    client.force_login(cast.agnes)
    cast.agnes.is_active = False
    save_as(cast.agnes, by=cast.system)
    assert not cast.actor("agnes").may(Right.AGENT)
    assert RightsBackend().get_user(cast.agnes.pk) is None
    assert get_user(client).is_anonymous


@pytest.mark.parametrize("name", ["ruth", "RUTH", "ruth@example.org", "Ruth@Example.org"])
def test_signing_in_by_name_or_address(cast, rf, name):
    key = "email" if "@" in name else "username"
    assert authenticate(rf.post("/"), **{key: name}, password="demo") == cast.ruth


def test_require_names_what_is_missing(cast):
    require(Actor(cast.agnes, Channel.WEB), Right.AGENT)
    require(cast.system, Right.AGENT)
    with pytest.raises(PermissionDenied, match="service desk agent"):
        require(Actor(cast.ruth, Channel.WEB), Right.AGENT)
