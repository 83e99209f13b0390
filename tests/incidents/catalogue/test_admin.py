"""The shapes that reference data keeps: a whole matrix, a tree with true paths, services without circles."""

from itertools import product

import pytest

from accounts.choices import Channel
from incidents.catalogue.choices import Level
from incidents.catalogue.models import (
    Category,
    CopiedField,
    HoldReason,
    LevelDefinition,
    PriorityCell,
    Service,
)
from incidents.catalogue.queries import priority_matrix
from tests.accounts.admin_client import address, form_values, signed_in

GRID = "/admin/incidents/prioritycell/"


@pytest.fixture
def adam(cast):
    return signed_in(cast.adam)


def cells(priority=3):
    return {f"{impact}_{urgency}": priority for impact, urgency in product(Level.values, Level.values)}


def test_the_matrix_is_saved_as_a_whole(adam):
    answer = adam.post(GRID, {**cells(), "high_high": "1", "reason": "Simpler"})
    assert answer.status_code == 302
    matrix = priority_matrix()
    assert len(matrix) == 9
    assert matrix[("high", "high")] == 1
    assert matrix[("low", "low")] == 3
    version = PriorityCell.objects.get(impact="low", urgency="low").history.first()
    assert (version.channel, version.history_change_reason) == (Channel.ADMIN, "Simpler")
    assert PriorityCell.objects.get(impact="high", urgency="high").history.count() == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"low_low": ""},
        {"low_low": "0"},
        {"low_low": "6"},
        {"low_low": "x"},
        {"low_low": "9" * 40},
        {"reason": ""},
    ],
)
def test_an_unusable_matrix_is_refused_and_nothing_is_saved(adam, changes):
    before = priority_matrix()
    answer = adam.post(GRID, {**cells(), "reason": "Try", **changes})
    assert answer.status_code == 200
    assert "Nothing was saved." in answer.content.decode()
    assert answer.context["form"].errors.keys() == changes.keys()
    assert priority_matrix() == before


def test_the_auditor_sees_the_grid_only(cast):
    cast.audra.is_staff = True
    type(cast.audra).objects.filter(pk=cast.audra.pk).update(is_staff=True)
    audra = signed_in(cast.audra)
    assert 'name="reason"' not in audra.get(GRID).content.decode()
    assert audra.post(GRID, {**cells(), "reason": "x"}).status_code == 403


def test_single_cells_have_no_page(adam):
    cell = PriorityCell.objects.first()
    assert adam.get(address(PriorityCell, "add")).status_code == 403
    assert adam.post(address(PriorityCell, "delete", cell.pk), {"reason": "x"}).status_code == 403
    assert adam.post(address(PriorityCell, "change", cell.pk), {"priority": 5}).url == GRID
    assert len(priority_matrix()) == 9


def test_levels_are_fixed_but_not_their_meaning(adam):
    row = LevelDefinition.objects.first()
    assert adam.get(address(LevelDefinition, "add")).status_code == 403
    assert adam.post(address(LevelDefinition, "delete", row.pk), {"reason": "x"}).status_code == 403
    url = address(LevelDefinition, "change", row.pk)
    adam.post(url, {**form_values(adam, url), "level": "low", "description": "A site", "reason": "x"})
    fresh = LevelDefinition.objects.get(pk=row.pk)
    assert (fresh.level, fresh.description) == (row.level, "A site")


def child(parent, slug, adam):
    answer = adam.post(
        address(Category, "add"), {"parent": parent.pk, "name": slug.title(), "slug": slug, "reason": "x"}
    )
    assert answer.status_code == 302, answer.context["errors"]
    return Category.objects.get(parent=parent, slug=slug)


def move(adam, category, parent):
    url = address(Category, "change", category.pk)
    return adam.post(url, {**form_values(adam, url), "parent": parent and parent.pk or "", "reason": "Moved"})


def test_a_category_moves_with_all_below(adam, cast):
    late = child(cast.categories["email/delivery"], "late", adam)
    lost = child(late, "lost", adam)
    assert lost.path == "email/delivery/late/lost"
    assert move(adam, cast.categories["email/delivery"], cast.categories["network"]).status_code == 302
    for row, path in ((late, "network/delivery/late"), (lost, "network/delivery/late/lost")):
        fresh = Category.objects.get(pk=row.pk)
        assert fresh.path == path
        version = fresh.history.first()
        assert (version.path, version.history_change_reason, version.channel) == (
            path,
            "Moved",
            Channel.ADMIN,
        )
    move(adam, late, None)
    assert Category.objects.get(pk=lost.pk).path == "late/lost"


def test_a_category_cannot_stand_below_itself(adam, cast):
    answer = move(adam, cast.categories["email"], cast.categories["email/delivery"])
    assert "parent" in answer.context["adminform"].form.errors
    assert Category.objects.get(pk=cast.categories["email"].pk).path == "email"


def test_a_place_is_taken_once(adam, cast):
    top = {"name": "Again", "slug": "network", "reason": "x"}
    assert "slug" in adam.post(address(Category, "add"), top).context["adminform"].form.errors
    twin = child(cast.categories["email"], "network", adam)
    answer = move(adam, twin, None)
    assert answer.status_code == 200
    assert "already" in answer.content.decode()
    assert Category.objects.get(pk=twin.pk).path == "email/network"


def test_a_path_has_a_longest_length(adam, cast):
    row = cast.categories["email"]
    for letter in "abc":
        row = child(row, letter * 60, adam)
    answer = adam.post(
        address(Category, "add"), {"parent": row.pk, "name": "Deep", "slug": "d" * 60, "reason": "x"}
    )
    assert answer.status_code == 302
    deep = Category.objects.get(slug="d" * 60)
    answer = move(adam, deep, Category.objects.get(slug="c" * 60))
    assert answer.status_code == 302
    answer = adam.post(
        address(Category, "add"), {"parent": deep.pk, "name": "Deeper", "slug": "e" * 10, "reason": "x"}
    )
    assert "parent" in answer.context["adminform"].form.errors


def test_nothing_new_grows_below_a_retired_category(adam, cast):
    adam.post(address(Category, "step", cast.categories["network"].pk, "retire"), {"reason": "x"})
    values = {"parent": cast.categories["network"].pk, "name": "Wi-Fi", "slug": "wifi", "reason": "x"}
    assert "parent" in adam.post(address(Category, "add"), values).context["adminform"].form.errors


def upstream(adam, service, *above):
    url = address(Service, "change", service.pk)
    values = {**form_values(adam, url), "upstream": [row.pk for row in above], "reason": "Dependency"}
    return adam.post(url, values)


def test_services_depend_on_each_other_without_a_circle(adam, cast):
    email, vpn = cast.services["email"], cast.services["vpn"]
    assert upstream(adam, email, vpn).status_code == 302
    version = email.history.first()
    assert (version.history_change_reason, version.upstream.count()) == ("Dependency", 1)
    for answer in (upstream(adam, vpn, email), upstream(adam, vpn, vpn)):
        assert "upstream" in answer.context["adminform"].form.errors
    assert not vpn.upstream.exists()
    assert (
        "<ins>VPN</ins>"
        in adam.get(f"/admin/incidents/service/{email.pk}/history/{version.pk}/").content.decode()
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("cost_per_hour", "-1"),
        ("cost_per_hour", "x"),
        ("criticality", "huge"),
        ("owner_team", "999"),
        ("name", ""),
    ],
)
def test_bad_service_values_name_their_field(adam, cast, field, value):
    url = address(Service, "change", cast.services["vpn"].pk)
    answer = adam.post(url, {**form_values(adam, url), field: value, "reason": "x"})
    assert field in answer.context["adminform"].form.errors


def test_retired_teams_are_offered_only_where_they_stand(adam, cast):
    adam.post(
        address(type(cast.teams["network"]), "step", cast.teams["network"].pk, "retire"), {"reason": "x"}
    )
    offered = {
        slug: adam.get(address(Service, "change", row.pk)).context["adminform"].form["support_team"]
        for slug, row in cast.services.items()
    }
    assert ">Network<" in str(offered["vpn"])
    assert ">Network<" not in str(offered["email"])


def test_a_hold_reason_says_whether_clocks_pause(adam):
    row = HoldReason.objects.get(slug="awaiting_supplier")
    url = address(HoldReason, "change", row.pk)
    adam.post(url, {**form_values(adam, url), "pauses": "on", "reason": "New contract"})
    assert HoldReason.objects.get(pk=row.pk).pauses


def test_the_history_names_people_and_shows_words_instead_of_keys(adam, cast):
    service = cast.services["vpn"]
    url = address(Service, "change", service.pk)
    changes = {"owner": cast.ines.pk, "support_team": "", "criticality": "critical", "reason": "New owner"}
    assert adam.post(url, {**form_values(adam, url), **changes}).status_code == 302
    page = adam.get(address(Service, "history", service.pk)).content.decode()
    for expected in ("<ins>Ines Example</ins>", "<del>Network</del>", "<del>Medium</del><ins>Critical</ins>"):
        assert expected in page
    assert "pk=None" not in page


def test_completing_a_name_offers_nothing_retired(adam, cast):
    field = {"app_label": "incidents", "model_name": "service", "field_name": "upstream", "term": ""}
    assert len(adam.get("/admin/autocomplete/", field).json()["results"]) == 2
    adam.post(address(Service, "step", cast.services["vpn"].pk, "retire"), {"reason": "x"})
    offered = adam.get("/admin/autocomplete/", field).json()["results"]
    assert [row["text"] for row in offered] == ["E-mail"]
    assert adam.get(address(Service, "changelist")).context["cl"].result_count == 2


def test_LOG_16_what_is_copied_is_chosen_and_signed_and_no_row_is_added(adam):
    row = CopiedField.objects.get(name="contact")
    assert adam.get(address(CopiedField, "add")).status_code == 403
    url = address(CopiedField, "change", row.pk)
    adam.post(url, {"for_child": "on", "reason": "Callers are the same"})
    row.refresh_from_db()
    assert (row.name, row.for_copy, row.for_child) == ("contact", False, True)
    assert row.history.first().history_change_reason == "Callers are the same"
