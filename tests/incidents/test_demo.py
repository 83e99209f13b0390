"""The demo organisation: it fills an empty database with a true-looking month, and leaves any other alone."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, F

from accounts import clock
from accounts.history import save_as
from accounts.notices.choices import DeliveryState
from accounts.notices.models import Delivery, Event, Notice
from accounts.people.models import Team, User
from accounts.people.queries import the_product
from incidents.catalogue.models import Category, Service
from incidents.intake.models import Alert, Signal
from incidents.records.models import Incident, Link, Watcher
from incidents.records.task_models import Task
from incidents.records.timeline_models import Attachment
from itsm.demo_accounts import PASSWORD, PEOPLE


def demo() -> str:
    out = StringIO()
    call_command("demo", stdout=out, verbosity=0)
    return out.getvalue()


@pytest.fixture
def media(settings, tmp_path):
    """Keep the demo's files apart."""
    settings.MEDIA_ROOT = tmp_path


def test_the_demo(db, media):
    begun = clock.now()
    said = demo()
    for name in PEOPLE:
        assert name in said
        assert User.objects.get(username=name).check_password(PASSWORD)
    assert User.objects.get(username="monitor").kind == "service"
    check_organisation()
    check_incidents(begun)
    check_notices()
    before = Incident.objects.count(), Event.objects.count(), User.objects.count()
    assert "already" in demo()
    assert (Incident.objects.count(), Event.objects.count(), User.objects.count()) == before


def check_organisation():
    assert Team.objects.count() == 4
    assert Service.objects.count() == 10
    assert not Service.objects.filter(owner=None).exists()
    assert Service.objects.exclude(upstream=None).exists()
    assert {path.count("/") for path in Category.objects.values_list("path", flat=True)} == {0, 1, 2}
    for category in Category.objects.all():
        path = category.path
        category.clean()
        assert category.path == path


def check_incidents(begun):
    rows = Incident.objects.all()
    assert rows.count() == 60
    assert set(rows.values_list("state", flat=True)) == {
        "new",
        "assigned",
        "in_progress",
        "on_hold",
        "resolved",
        "closed",
        "cancelled",
    }
    assert 33 <= rows.open().count() <= 38
    assert set(rows.open().values_list("priority", flat=True)) == {1, 2, 3, 4, 5}
    majors = set(rows.values_list("major_state", flat=True))
    assert majors == {"none", "candidate", "declared", "stood_down", "rejected"}
    assert rows.filter(priority=1, resolved_at__isnull=False).count() >= 3
    assert rows.get(major_state="declared").children.count() >= 2
    for table in (Link, Watcher, Task, Attachment):
        assert table.objects.exists()
    assert Alert.objects.filter(incident__channel="monitoring").count() == 5
    assert set(Signal.objects.values_list("state", flat=True)) == {"done"}
    conversations = rows.annotate(words=Count("entries")).filter(words__gte=5)
    assert conversations.count() >= 30
    assert not rows.filter(entries__recorded_at__gt=begun + timedelta(minutes=1)).exists()
    assert not rows.filter(reported_at__lt=begun - timedelta(days=31)).exists()
    assert not rows.filter(resolved_at__lt=F("reported_at")).exists()
    in_order = list(rows.order_by("reported_at", "pk").values_list("pk", flat=True))
    assert in_order == sorted(in_order)
    for incident in rows:
        assert incident.version == incident.history.count()
        assert incident.history.earliest().history_date == incident.created_at
        moments = list(incident.entries.values_list("recorded_at", flat=True))
        assert moments == sorted(moments), incident.title


def check_notices():
    assert Notice.objects.exists()
    assert Notice.objects.filter(read_at=None).exists()
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.DROPPED}


def test_a_database_of_others_is_left_alone(db, media):
    save_as(User(username="somebody"), by=the_product("test"))
    with pytest.raises(CommandError, match="other people"):
        demo()
    assert not Incident.objects.exists()
    assert not Team.objects.exists()
