"""People: names and addresses compared without case, zones, teams and rights by role."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.choices import PersonKind, Right
from accounts.history import save_as
from accounts.people.models import Membership, User
from accounts.people.queries import the_product


@pytest.mark.parametrize("clash", [{"username": "RUTH"}, {"username": "other", "email": "Ruth@Example.org"}])
def test_names_and_addresses_are_unique_without_case(cast, clash):
    with pytest.raises(IntegrityError), transaction.atomic():
        save_as(User(**clash), by=cast.system)


def test_several_people_may_have_no_address(cast):
    for name in ("one", "two"):
        save_as(User(username=name), by=cast.system)
    assert User.objects.filter(email="").count() >= 2


def test_people_are_found_without_case(cast):
    assert User.objects.get_by_natural_key("Ruth") == cast.ruth


def test_the_name_to_show(cast):
    assert cast.ruth.display_name == str(cast.ruth) == "Ruth Example"
    assert User(username="srv").display_name == "srv"


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd"])
def test_a_zone_exists(cast, zone):
    cast.ruth.time_zone = zone
    with pytest.raises(ValidationError) as refusal:
        cast.ruth.full_clean()
    assert "time_zone" in refusal.value.message_dict


def test_teams_and_leads(cast):
    assert cast.lena.team_ids == cast.lena.led_team_ids == {cast.teams["network"].pk}
    assert (cast.rafael.team_ids, cast.rafael.led_team_ids) == ({cast.teams["network"].pk}, frozenset())
    with pytest.raises(IntegrityError), transaction.atomic():
        save_as(Membership(team=cast.teams["network"], user=cast.rafael), by=cast.system)


def test_who_has_a_right(cast):
    assert set(User.objects.with_right(Right.AGENT)) == {cast.agnes, cast.aaron}
    assert cast.oskar not in User.objects.with_right(Right.SEE_ALL)
    assert set(User.objects.people().active().with_right(Right.INTEGRATE)) == set()
    assert cast.monitor in User.objects.with_right(Right.INTEGRATE)


def test_the_product_is_one_account_without_a_password(cast):
    product = the_product("a reason")
    assert (product.user.kind, product.is_system, product.cause) == (PersonKind.SYSTEM, True, "a reason")
    assert not product.user.has_usable_password()
    assert User.objects.filter(kind=PersonKind.SYSTEM).count() == 1
