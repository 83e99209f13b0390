"""Work tables in the administration: read only, only what the person may see, and in a constant number of queries."""

import pytest
from django.urls import reverse

from accounts.access.operations import create_token
from accounts.admin_base import ReadOnlyAdmin
from accounts.admin_site import site
from accounts.history import save_as
from accounts.people.models import Organisation, Team, User
from incidents.catalogue.models import (
    CancelReason,
    Category,
    CauseCategory,
    HoldReason,
    ResolutionCode,
    Service,
)
from incidents.records.choices import LinkKind
from incidents.records.models import Incident, Link, Watcher
from incidents.records.task_models import Task
from incidents.records.timeline_models import Attachment, Entry
from tests.accounts.admin_client import address, signed_in
from tests.builders import NOON, triaged

WORK = [Incident, Entry, Attachment, Watcher, Link, Task]


@pytest.fixture
def audra(cast):
    User.objects.filter(pk=cast.audra.pk).update(is_staff=True)
    return signed_in(cast.audra)


def fill(cast, count):
    """Make incidents with everything that hangs on them; return the last of each."""
    by, last = cast.actor("agnes"), None
    for _turn in range(count):
        incident = triaged(cast)
        file = Attachment(
            incident=incident,
            file="attachments/x",
            name="log.txt",
            content_type="text/plain",
            size=1,
            digest="0",
            uploaded_by=cast.agnes,
            uploaded_at=NOON,
        )
        parts = [
            file,
            Watcher(incident=incident, user=cast.oskar),
            Task(incident=incident, title="Look", assignee=cast.rafael, created_at=NOON),
        ]
        if last:
            kind = LinkKind.values[0]
            parts.append(Link(source=incident, target=last, kind=kind, created_at=NOON))
        for part in parts:
            save_as(part, by=by)
        last = incident
    return last


@pytest.mark.parametrize("model", WORK)
def test_work_is_looked_at_only(cast, audra, model):
    fill(cast, 2)
    row = model.objects.order_by("pk").last()
    assert isinstance(site.get_model_admin(model), ReadOnlyAdmin)
    for client in (audra, signed_in(cast.adam)):
        assert client.get(address(model, "changelist")).status_code == 200
        assert client.get(address(model, "add")).status_code == 403
        assert client.post(address(model, "changelist"), {"action": "delete_selected"}).status_code in (
            200,
            302,
        )
        for page in ("change", "delete"):
            assert client.post(address(model, page, row.pk), {"reason": "x"}).status_code in (302, 403)
    assert model.objects.filter(pk=row.pk).exists()
    page = audra.get(address(model, "change", row.pk))
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
    assert audra.get(address(model, "history", row.pk)).status_code == 200


@pytest.mark.parametrize("model", WORK)
def test_configuring_gives_no_right_to_read_work(cast, model):
    fill(cast, 2)
    row = model.objects.order_by("pk").last()
    adam = signed_in(cast.adam)
    assert adam.get(address(model, "changelist")).context["cl"].result_count == 0
    assert adam.get(address(model, "change", row.pk)).status_code == 302
    answer = adam.get(address(model, "history", row.pk))
    assert answer.status_code in (302, 404)
    if hasattr(row, "history"):
        url = f"admin:incidents_{model._meta.model_name}_simple_history"
        assert adam.get(reverse(url, args=[row.pk, row.history.first().pk])).status_code == 404


def test_incidents_are_found_by_number_and_title(cast, audra):
    incident = fill(cast, 2)
    for words, count in ((incident.number, 1), ("arrives late", 2), ("nothing", 0)):
        assert audra.get(address(Incident, "changelist"), {"q": words}).context["cl"].result_count == count


def test_the_history_of_an_incident_is_readable(cast, audra):
    incident = fill(cast, 1)
    page = audra.get(address(Incident, "history", incident.pk)).content.decode()
    assert "Agnes Example" in page
    assert "<ins>Network</ins>" in page


def more_configuration(cast, count):
    by = cast.actor("adam")
    for turn in range(count):
        words = {"slug": f"more-{turn}", "name": f"More {turn}"}
        team = Team(**words)
        save_as(team, by=by)
        for model in (Organisation, ResolutionCode, CauseCategory, HoldReason, CancelReason):
            save_as(model(**words), by=by)
        service = Service(**words, owner_team=team, support_team=team)
        save_as(service, by=by)
        save_as(Category(**words, path=words["slug"], default_team=team, default_service=service), by=by)
        organisation = Organisation.objects.get(slug=words["slug"])
        save_as(User(username=words["slug"], organisation=organisation), by=by)
        create_token(cast.monitor, scopes=["admin"], name="More", by=by, now=NOON)


def counted(client, model, django_assert_max_num_queries):
    with django_assert_max_num_queries(100) as captured:
        assert client.get(address(model, "changelist")).status_code == 200
    return len(captured)


def test_every_list_takes_a_constant_number_of_queries(cast, audra, django_assert_max_num_queries):
    models = sorted(site._registry, key=lambda model: model._meta.label)

    def count():
        return {model._meta.label: counted(audra, model, django_assert_max_num_queries) for model in models}

    fill(cast, 2)
    more_configuration(cast, 1)
    few = count()
    fill(cast, 20)
    Team.objects.filter(slug="more-0").update(slug="first")
    for other in (Organisation, ResolutionCode, CauseCategory, HoldReason, CancelReason, Service):
        other.objects.filter(slug="more-0").update(slug="first")
    Category.objects.filter(path="more-0").update(slug="first", path="first")
    User.objects.filter(username="more-0").update(username="first")
    more_configuration(cast, 20)
    assert {name: queries for name, queries in count().items() if queries > few[name]} == {}
    assert {name: queries for name, queries in few.items() if queries > 15} == {}
