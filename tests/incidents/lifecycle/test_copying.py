"""LOG-16: a copy or a child begins with the fields that an administrator chose, and never with a resolution."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.history import save_as
from incidents.catalogue.choices import Copyable
from incidents.catalogue.models import CopiedField
from incidents.lifecycle.operations.copying import copy
from incidents.records.choices import LinkKind
from incidents.records.models import Incident
from incidents.records.operations.relating import name_affected
from tests.builders import MINUTE, NOON, closed, make_incident, resolved, started

LATER = NOON + 60 * MINUTE


def choose(cast, *names, column="for_copy"):
    for row in CopiedField.objects.all():
        setattr(row, column, row.name in names)
        save_as(row, by=cast.system, why="test")


def test_every_field_that_may_be_copied_has_its_row(cast):
    assert set(CopiedField.objects.values_list("name", flat=True)) == set(Copyable.values)


def test_LOG_16_a_copy_is_new_and_linked_and_knows_no_resolution(cast):
    source = resolved(cast, description="Since nine", impact="high", requester=cast.oskar)
    made = copy(source, by=cast.actor("agnes"), now=LATER)
    for name in ("title", "description", "requester", "service", "category", "impact", "urgency", "priority"):
        assert getattr(made, name) == getattr(source, name), name
    assert (made.state, made.reported_at, made.reporter) == ("new", LATER, cast.agnes)
    empty = (
        made.resolution_code,
        made.resolution_text,
        made.resolved_at,
        made.restored_at,
        made.cause_category,
    )
    assert empty == (None, "", None, None, None) and made.team is None
    assert made.links_out.get(kind=LinkKind.RELATED).target == source


def test_LOG_16_only_what_was_chosen(cast):
    source = started(cast, description="Since nine", impact="high", location="Lab 3")
    name_affected(source, cast.vera, by=cast.actor("agnes"), now=NOON)
    choose(cast, "location", "affected")
    made = copy(source, title="Lab 4", by=cast.actor("agnes"), now=LATER)
    assert (made.title, made.location, made.description, made.impact) == ("Lab 4", "Lab 3", "", "medium")
    assert (made.requester, made.service, made.affected.get().user) == (cast.agnes, None, cast.vera)
    with pytest.raises(ValidationError) as refusal:
        copy(source, by=cast.actor("agnes"), now=LATER)
    assert set(refusal.value.message_dict) == {"title"}


def test_LOG_16_a_child_stands_below_it_with_its_own_list(cast):
    source = started(cast, location="Lab 3")
    choose(cast, "title", "location", column="for_child")
    made = copy(source, as_child=True, by=cast.actor("agnes"), now=LATER)
    assert (made.parent, made.location, made.service) == (source, "Lab 3", None)
    with pytest.raises(ValidationError) as refusal:
        copy(made, as_child=True, by=cast.actor("agnes"), now=LATER)
    assert set(refusal.value.message_dict) == {"parent"}
    assert Incident.objects.count() == 2


def test_LOG_16_what_is_retired_is_left_out(cast):
    source = started(cast)
    source.service.retired_at = NOON
    save_as(source.service, by=cast.system, why="test")
    assert copy(source, by=cast.actor("agnes"), now=LATER).service is None


@pytest.mark.parametrize("who", ["ruth", "audra", "rafael"])
def test_LOG_16_by_those_who_log_for_others(cast, who):
    with pytest.raises(PermissionDenied):
        copy(make_incident(cast), by=cast.actor(who), now=LATER)


@pytest.mark.parametrize(("page", "words"), [("copy_incident", "Requester"), ("create_child", "Service")])
def test_LOG_16_at_the_desk(cast, client, page, words):
    source = closed(cast) if page == "copy_incident" else started(cast)
    client.force_login(cast.agnes)
    address = reverse(page, args=[source.number])
    assert address in client.get(source.get_absolute_url()).content.decode()
    shown = client.get(address).content.decode()
    assert source.title in shown and words in shown and "never copied" in shown
    answer = client.post(address, {"title": "In lab 4, too"})
    made = Incident.objects.get(title="In lab 4, too")
    assert answer["Location"] == made.get_absolute_url()
    htmx = client.post(address, {"title": "Again"}, headers={"HX-Request": "true"})
    assert htmx["HX-Redirect"] == Incident.objects.get(title="Again").get_absolute_url()
