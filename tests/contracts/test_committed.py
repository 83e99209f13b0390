"""After a test that commits, the database is as the migrations left it, whatever the test did."""

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection

from accounts.people.models import User
from incidents.records.models import Incident
from tests.builders import make_incident
from tests.cast import make_cast
from tests.committed import origin


@pytest.mark.django_db(transaction=True)
def test_everything_is_brought_back():
    before = connection.creation.serialize_db_to_string()
    cast = make_cast()
    first = make_incident(cast)
    Group.objects.exclude(name="Agent").delete()
    Group.objects.update(name="Somebody else")
    origin.bring_back()
    assert connection.creation.serialize_db_to_string() == before
    # Numbers and ids go on: nothing that is still on its way can mean another row.
    assert make_incident(make_cast()).pk > first.pk
    assert Incident.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_it_is_all_or_nothing(monkeypatch):
    make_cast()
    monkeypatch.setattr(origin, "statements", [*origin.statements, origin.statements[0]])
    with pytest.raises(IntegrityError):
        origin.bring_back()
    assert User.objects.filter(username="agnes").exists()
