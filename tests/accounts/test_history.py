"""Signed history: nothing audited is saved without saying who did it, through which door and why (AUD-01)."""

import pytest
from django.apps import apps
from django.db import transaction

from accounts.actor import Actor
from accounts.choices import Channel
from accounts.history import UnsignedChangeError, delete_as, save_as
from accounts.people.models import Organisation, Team
from incidents.catalogue.models import Service
from incidents.records.models import Incident
from tests.builders import make_incident


def test_an_unsigned_save_is_refused_and_nothing_is_written(cast):
    with pytest.raises(UnsignedChangeError):
        Organisation.objects.create(slug="east", name="East")
    team = Team.objects.get(slug="network")
    team.name = "Networks"
    with pytest.raises(UnsignedChangeError):
        team.save()


def test_an_unsigned_delete_is_refused(cast):
    with pytest.raises(UnsignedChangeError):
        Service.objects.get(slug="vpn").delete()


def test_the_signature_is_on_the_history(cast):
    by = Actor(cast.adam, Channel.ADMIN, request_id="req-1")
    team = Team.objects.get(slug="network")
    team.name = "Networks"
    save_as(team, by=by, why="New name", fields=["name"])
    version = team.history.latest()
    assert (version.history_user, version.actor_name, version.channel) == (cast.adam, "Adam Example", "admin")
    assert (version.history_change_reason, version.request_id) == ("New name", "req-1")
    assert (version.name, version.prev_record.name) == ("Networks", "Network")


def test_the_product_says_its_cause(cast):
    team = Team.objects.get(slug="network")
    save_as(team, by=cast.system)
    assert team.history.latest().history_change_reason == "test cast"


def test_a_long_reason_is_cut_rather_than_lost(cast):
    team = Team.objects.get(slug="network")
    save_as(team, by=cast.system, why="w" * 900)
    assert team.history.latest().history_change_reason == "w" * 500


def test_only_the_named_columns_are_written(cast):
    incident = make_incident(cast)
    stale = Incident.objects.get(pk=incident.pk)
    stale.location, stale.title = "Room 4", "Overwritten"
    save_as(stale, by=cast.system, fields=["location"])
    incident.refresh_from_db()
    assert (incident.location, incident.title) == ("Room 4", "E-mail arrives late")


def test_a_deletion_is_signed(cast):
    organisation = Organisation(slug="east", name="East")
    save_as(organisation, by=cast.system)
    delete_as(organisation, by=Actor(cast.adam, Channel.ADMIN), why="A mistake")
    gone = Organisation.history.filter(slug="east").latest()
    assert (gone.history_type, gone.history_user, gone.history_change_reason) == ("-", cast.adam, "A mistake")


def test_what_a_service_depends_on_is_in_its_history(cast):
    with pytest.raises(UnsignedChangeError), transaction.atomic():
        Service.objects.get(slug="vpn").upstream.add(cast.services["email"])
    vpn = cast.services["vpn"]
    save_as(vpn, by=cast.system, why="Mail comes through it")
    vpn.upstream.add(cast.services["email"])
    version = vpn.history.latest()
    assert version.history_change_reason == "Mail comes through it"
    assert version.upstream.count() == 1


def test_passwords_are_not_in_the_history(db):
    names = {field.name for field in apps.get_model("accounts", "HistoricalUser")._meta.get_fields()}
    assert not names & {"password", "last_login"}
    names = {field.name for field in apps.get_model("accounts", "HistoricalApiToken")._meta.get_fields()}
    assert "digest" not in names
