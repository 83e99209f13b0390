"""The administration: who may enter, signed changes with a reason, retiring, and no way round."""

import re
from itertools import product

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.admin_base import ConfigurationAdmin, ReadOnlyAdmin
from accounts.admin_site import site
from accounts.choices import Channel
from accounts.notices.template_models import NoticeTemplate
from accounts.people.models import Membership, Organisation, Team, User
from incidents.catalogue.models import (
    CancelReason,
    Category,
    CauseCategory,
    CopiedField,
    HoldReason,
    LevelDefinition,
    PriorityCell,
    ResolutionCode,
    Service,
)
from incidents.desk.models import SavedView
from tests.accounts.admin_client import address, form_values, signed_in

SLUG_AND_NAME = {"slug": "extra", "name": "Extra"}
WORD = {**SLUG_AND_NAME, "position": "5"}
ADDED = [
    (Organisation, SLUG_AND_NAME),
    (Team, SLUG_AND_NAME),
    (ResolutionCode, WORD),
    (CauseCategory, WORD),
    (CancelReason, WORD),
    (HoldReason, {**WORD, "waits_for": "time"}),
    (Service, {**WORD, "criticality": "high", "cost_per_hour": "100", "cost_per_hour_outside": "10.50"}),
    (Category, SLUG_AND_NAME),
]
RETIRABLE = [model for model, _values in ADDED]
CHANGED = [(model, "name", "Changed") for model in RETIRABLE] + [
    (User, "last_name", "Changed"),
    (LevelDefinition, "description", "Changed"),
]
MODELS = sorted(site._registry, key=lambda model: model._meta.label)


@pytest.fixture
def adam(cast):
    return signed_in(cast.adam)


@pytest.fixture
def audra(cast):
    User.objects.filter(pk=cast.audra.pk).update(is_staff=True)
    return signed_in(cast.audra)


def assert_signed(row, why):
    version = row.history.first()
    assert version.history_user.username == "adam"
    assert version.actor_name == "Adam Example"
    assert version.channel == Channel.ADMIN
    assert version.history_change_reason == why


@pytest.fixture
def rows(cast):
    """One row of each model that can be changed."""
    return {
        Organisation: Organisation.objects.get(slug="north"),
        Team: Team.objects.get(slug="network"),
        Service: cast.services["vpn"],
        Category: cast.categories["network"],
        User: cast.ruth,
    }


def row_of(rows, model):
    return rows.get(model) or model.objects.first()


@pytest.mark.parametrize(("model", "values"), ADDED)
def test_adding_is_signed(adam, model, values):
    url = address(model, "add")
    answer = adam.post(url, {**form_values(adam, url), **values, "reason": "We need it"})
    assert answer.status_code == 302, answer.context["errors"]
    assert_signed(model.objects.get(slug="extra"), "We need it")


@pytest.mark.parametrize(("model", "field", "value"), CHANGED)
def test_changing_is_signed(adam, rows, model, field, value):
    row = row_of(rows, model)
    url = address(model, "change", row.pk)
    answer = adam.post(url, {**form_values(adam, url), field: value, "reason": "It was wrong"})
    assert answer.status_code == 302, answer.context["errors"]
    row = model.objects.get(pk=row.pk)
    assert getattr(row, field) == value
    assert_signed(row, "It was wrong")


@pytest.mark.parametrize(("model", "field", "value"), CHANGED)
def test_a_change_without_a_reason_is_refused(adam, rows, model, field, value):
    row = row_of(rows, model)
    url = address(model, "change", row.pk)
    answer = adam.post(url, {**form_values(adam, url), field: value, "reason": " "})
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors.keys() == {"reason"}
    assert getattr(model.objects.get(pk=row.pk), field) != value


def test_a_form_without_a_change_writes_nothing(adam, cast):
    service = cast.services["vpn"]
    url = address(Service, "change", service.pk)
    before = service.history.count()
    assert adam.post(url, {**form_values(adam, url), "reason": "Just looking"}).status_code == 302
    assert service.history.count() == before


def test_somebody_was_faster(adam, cast):
    url = address(Service, "change", cast.services["vpn"].pk)
    old = form_values(adam, url)
    adam.post(url, {**old, "name": "First", "reason": "First"})
    answer = adam.post(url, {**old, "name": "Second", "reason": "Second"})
    assert "Somebody changed this in the meantime" in answer.content.decode()
    assert Service.objects.get(slug="vpn").name == "First"


@pytest.mark.parametrize("model", RETIRABLE)
def test_retire_and_bring_back(adam, rows, model):
    row = row_of(rows, model)
    for step, is_retired in (("retire", True), ("bring-back", False)):
        url = address(model, "step", row.pk, step)
        assert adam.get(url).status_code == 200
        assert adam.post(url, {"reason": ""}).status_code == 200
        assert adam.post(url, {"reason": "Season is over"}).status_code == 302
        row = model.objects.get(pk=row.pk)
        assert (row.retired_at is not None) is is_retired
        assert_signed(row, "Season is over")


def test_retiring_several_asks_why_once(adam, cast):
    url = address(Team, "changelist")
    chosen = {"action": "retire", "_selected_action": [team.pk for team in cast.teams.values()]}
    question = adam.post(url, chosen)
    assert 'name="reason"' in question.content.decode()
    assert not Team.objects.exclude(retired_at=None).exists()
    assert adam.post(url, {**chosen, "reason": "Reorganised"}).status_code == 302
    assert not Team.objects.filter(retired_at=None).exists()
    assert_signed(cast.teams["network"], "Reorganised")


@pytest.mark.parametrize("model", [Organisation, Team, Service, Category])
def test_what_is_in_use_is_not_deleted(adam, rows, cast, model):
    row = {**rows, Category: cast.categories["email"]}[model]
    if model is Service:
        Category.objects.filter(slug="network").update(default_service=row)
    answer = adam.post(address(model, "delete", row.pk), {"reason": "Away with it"})
    assert "is in use and cannot be deleted. Retire it instead." in answer.content.decode()
    assert model.objects.filter(pk=row.pk).exists()


def test_what_is_not_in_use_is_deleted_and_the_history_stays(adam):
    code = ResolutionCode.objects.first()
    url = address(ResolutionCode, "delete", code.pk)
    assert adam.post(url, {"reason": ""}).status_code == 200
    assert adam.post(url, {"reason": "A slip"}).status_code == 302
    assert not ResolutionCode.objects.filter(pk=code.pk).exists()
    last = ResolutionCode.history.filter(id=code.pk).first()
    assert (last.history_type, last.history_change_reason, last.channel) == ("-", "A slip", Channel.ADMIN)
    assert adam.get(address(ResolutionCode, "history", code.pk)).status_code == 200


def test_no_list_offers_to_delete_several(adam):
    for model in MODELS:
        assert "delete_selected" not in adam.get(address(model, "changelist")).content.decode()


@pytest.mark.parametrize("model", RETIRABLE)
def test_the_short_name_stays(adam, rows, model):
    row = row_of(rows, model)
    url = address(model, "change", row.pk)
    adam.post(url, {**form_values(adam, url), "slug": "other", "name": "Renamed", "reason": "x"})
    fresh = model.objects.get(pk=row.pk)
    assert (fresh.slug, fresh.name) == (row.slug, "Renamed")


def test_members_are_signed_too(adam, cast):
    url = address(Team, "change", cast.teams["network"].pk)
    values = form_values(adam, url)
    total = int(values["memberships-TOTAL_FORMS"])
    values |= {
        "memberships-TOTAL_FORMS": total + 1,
        f"memberships-{total}-user": cast.agnes.pk,
        f"memberships-{total}-team": cast.teams["network"].pk,
        "memberships-0-DELETE": "on",
        "reason": "Agnes joins",
    }
    gone = Membership.objects.get(pk=values["memberships-0-id"])
    answer = adam.post(url, values)
    assert answer.status_code == 302, answer.context["errors"]
    assert_signed(Membership.objects.get(team=cast.teams["network"], user=cast.agnes), "Agnes joins")
    last = Membership.history.filter(id=gone.pk).first()
    assert (last.history_type, last.history_change_reason) == ("-", "Agnes joins")


@pytest.mark.parametrize("name", ["ruth", "agnes", "rafael", "ines", "monitor"])
def test_others_do_not_get_in(cast, name):
    User.objects.filter(pk=cast.people[name].pk).update(is_staff=True)
    client = signed_in(cast.people[name])
    for model, page in product(MODELS, ("changelist", "add")):
        answer = client.get(address(model, page), follow=True)
        assert answer.status_code == 403, (model, page)


def test_an_administrator_who_is_no_staff_does_not_get_in(cast):
    User.objects.filter(pk=cast.adam.pk).update(is_staff=False)
    assert signed_in(cast.adam).get(reverse("admin:index"), follow=True).status_code == 403


def test_strangers_sign_in_as_everywhere_and_come_back(client, db):
    url = address(Service, "changelist")
    answer = client.get(url, follow=True)
    assert answer.redirect_chain[-1][0] == f"{reverse('account_login')}?next={url}"


@pytest.mark.parametrize("model", MODELS)
def test_the_auditor_reads_only(audra, rows, model):
    assert audra.get(address(model, "changelist")).status_code == 200
    assert audra.get(address(model, "add")).status_code == 403
    assert audra.post(address(model, "add"), {"name": "x"}).status_code == 403
    row = row_of(rows, model)
    if row is not None and model is not PriorityCell:
        page = audra.get(address(model, "change", row.pk))
        assert page.status_code == 200
        assert 'name="_save"' not in page.content.decode()
        assert audra.post(address(model, "change", row.pk), {"reason": "x"}).status_code == 403
        assert audra.post(address(model, "delete", row.pk), {"reason": "x"}).status_code == 403
        assert audra.get(address(model, "history", row.pk)).status_code == 200
    if model in RETIRABLE:
        assert audra.post(address(model, "step", row.pk, "retire"), {"reason": "x"}).status_code == 403


def test_the_history_says_who_when_how_why_and_what(adam, cast):
    service = cast.services["vpn"]
    url = address(Service, "change", service.pk)
    adam.post(url, {**form_values(adam, url), "name": "Remote access", "reason": "Clearer for people"})
    page = adam.get(address(Service, "history", service.pk)).content.decode()
    for expected in (
        "Adam Example",
        "Administration",
        "Clearer for people",
        "<del>VPN</del>",
        "<ins>Remote access</ins>",
    ):
        assert expected in page


def test_any_two_versions_are_compared_and_none_is_brought_back(adam, cast):
    service = cast.services["vpn"]
    url = address(Service, "change", service.pk)
    for text in ("The old way in", "The new way in for all"):
        adam.post(url, {**form_values(adam, url), "description": text, "reason": "Clearer"})
    newest, middle, first = service.history.all()
    compare = reverse("admin:incidents_service_simple_history", args=[service.pk, newest.pk])
    page = adam.get(compare).content.decode()
    assert "<del>old</del><ins>new</ins>" in page
    assert "<ins>The new way in for all</ins>" in adam.get(compare, {"with": first.pk}).content.decode()
    for strange in ("", "x", "9" * 40, "-1"):
        assert adam.get(compare, {"with": strange}).status_code == 200
    assert adam.post(compare, {"name": "Back", "reason": "x"}).status_code == 405
    assert Service.objects.get(pk=service.pk).name == "VPN"


# What is added from a list names what it is for.
ADDED_FOR = {NoticeTemplate: "?key=incident.opened"}
INLINE = re.compile(
    r"""<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\bsrc=)(?![^>]*application/json)""", re.I
)


@pytest.mark.parametrize("model", MODELS)
def test_no_page_has_inline_style_or_script(adam, rows, model):
    pages = [address(model, "changelist")]
    row = row_of(rows, model)
    if isinstance(site.get_model_admin(model), ConfigurationAdmin) and model is not PriorityCell:
        pages += [address(model, page, row.pk) for page in ("change", "history")] if row else []
        pages += (
            []
            if model in (LevelDefinition, CopiedField, SavedView)
            else [address(model, "add") + ADDED_FOR.get(model, "")]
        )
        pages += [address(model, "delete", row.pk)] if model in RETIRABLE else []
    for page in pages:
        answer = adam.get(page)
        assert answer.status_code == 200, page
        assert not INLINE.findall(answer.content.decode()), page
        assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("model", MODELS)
def test_every_class_builds_on_ours(model):
    assert isinstance(site.get_model_admin(model), ConfigurationAdmin | ReadOnlyAdmin)


def test_roles_are_groups(adam):
    assert Group in site._registry
    assert adam.get(address(Group, "changelist")).status_code == 200
