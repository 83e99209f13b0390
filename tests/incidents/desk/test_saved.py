"""Views of the queue under a name: what they keep, who finds and changes them, and with which one a person starts."""

import re

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.operations import retire
from incidents.desk.choices import Audience
from incidents.desk.models import FirstView, SavedView
from incidents.desk.operations import (
    MOST_SAVED,
    Look,
    Sharing,
    bring_back_view,
    change_view,
    remove_view,
    save_first_view,
    save_view,
    start_with,
)
from incidents.desk.saved import as_word
from tests.accounts.admin_client import address, form_values, signed_in
from tests.builders import NOON, make_incident, started, triaged

EVERYBODY = Sharing(Audience.EVERYBODY)


def _saved(cast, who="rafael", name="VPN", sharing=None, **query):
    look = Look("all", {name: [value] for name, value in query.items()})
    return save_view(look, name, sharing or Sharing(), by=cast.actor(who), now=NOON)


def test_a_view_is_kept_as_it_was_looked_at(desk, cast):
    """UX-02: filters, order and name, behind a link that reproduces them."""
    wanted = triaged(cast, title="Tunnel down")
    make_incident(cast, title="Something else")
    rafael = desk("rafael")
    page = rafael.get("/queue/all/?service=vpn&priority=3&priority=2&sort=newest").content.decode()
    link = "/queue/views/new/?view=all&amp;priority=3&amp;priority=2&amp;service=vpn&amp;sort=newest"
    assert link in page
    answer = rafael.client.post(link.replace("&amp;", "&"), {"name": "Tunnels", "audience": "owner"})
    row = SavedView.objects.get()
    assert answer.headers["Location"] == row.get_absolute_url()
    assert row.query == {"priority": ["3", "2"], "service": ["vpn"], "sort": ["newest"]}
    shown = rafael.get(row.get_absolute_url())
    text = shown.content.decode()
    assert "<h1>Tunnels</h1>" in text and wanted.number in text and "Something else" not in text
    assert shown.context["asked"].sort == "newest"
    # What is taken away leaves the saved view, which stays as it is.
    assert shown.context["asked"].chips[0].without == "/queue/all/?service=vpn&sort=newest"
    page = rafael.get("/queue/all/").content.decode()
    assert row.get_absolute_url() in page and "<span>Service Desk</span>" in page


@pytest.mark.parametrize(
    ("sharing", "finders"),
    [
        (Audience.OWNER, {"lena"}),
        (Audience.TEAM, {"lena", "rafael"}),
        (Audience.EVERYBODY, {"lena", "rafael", "agnes"}),
    ],
)
def test_who_finds_a_view(desk, cast, sharing, finders):
    team = cast.teams["network"] if sharing == Audience.TEAM else None
    row = _saved(cast, "lena", sharing=Sharing(sharing, team), assignee="me")
    started(cast, title="Rafael works on it")
    for who in ("lena", "rafael", "agnes"):
        answer = desk(who).get(row.get_absolute_url())
        assert (answer.status_code == 200) is (who in finders)
        # “Me” is who looks.
        if answer.status_code == 200:
            assert ("Rafael works on it" in answer.content.decode()) is (who == "rafael")


def test_a_view_gives_requesters_nothing(desk, cast):
    row = _saved(cast, "lena", sharing=EVERYBODY)
    assert desk("ruth").get(row.get_absolute_url()).headers["Location"] == "/help/"


@pytest.mark.parametrize(
    ("who", "sharing", "code"),
    [
        ("rafael", EVERYBODY, "permission_denied"),
        ("lena", EVERYBODY, ""),
        ("rafael", "network", ""),
        ("rafael", "applications", "permission_denied"),
        ("rafael", None, "required"),
    ],
)
def test_who_may_share(cast, who, sharing, code):
    if not isinstance(sharing, Sharing):
        sharing = Sharing(Audience.TEAM, cast.teams.get(sharing))
    if not code:
        assert _saved(cast, who, sharing=sharing).audience == sharing.audience
        return
    with pytest.raises(ValidationError) as refusal:
        _saved(cast, who, sharing=sharing)
    assert refusal.value.error_dict["audience"][0].code == code


def test_names_are_taken_once_and_views_are_not_endless(cast):
    _saved(cast, name="Mine")
    _saved(cast, "nadia", name="Mine")
    with pytest.raises(ValidationError) as refusal:
        _saved(cast, name="MINE")
    assert refusal.value.error_dict["name"][0].code == "conflict"
    for number in range(MOST_SAVED - 1):
        _saved(cast, name=f"View {number}")
    with pytest.raises(ValidationError):
        _saved(cast, name="One more")


def test_a_fresh_look_replaces_an_own_view(desk, cast):
    row = _saved(cast, service="vpn")
    values = {"name": "VPN", "audience": "owner", "replaces": row.pk}
    desk("rafael").client.post("/queue/views/new/?view=mine&state=on_hold", values)
    row.refresh_from_db()
    assert (row.view, row.query) == ("mine", {"state": ["on_hold"]})
    assert [version.view for version in row.history.all()] == ["mine", "all"]


@pytest.mark.parametrize(("who", "may"), [("lena", True), ("rafael", False)])
def test_who_may_change_a_shared_view(desk, cast, who, may):
    row = _saved(cast, "lena", sharing=EVERYBODY)
    act = desk(who)
    answer = act.post("change_view", row.pk, name="Tunnels", audience="everybody")
    assert answer.status_code == (302 if may else 404)
    row.refresh_from_db()
    assert row.name == ("Tunnels" if may else "VPN")
    assert act.post("remove_view", row.pk).status_code == (302 if may else 404)
    with pytest.raises(PermissionDenied):
        change_view(row, "x", Sharing(), by=cast.actor("nadia"))


def test_administrators_give_a_shared_view_back_to_its_owner(desk, cast):
    row = _saved(cast, "lena", sharing=EVERYBODY)
    private = _saved(cast, "lena", name="Private")
    client, url = signed_in(cast.adam), address(SavedView, "change", row.pk)
    answer = client.post(url, {**form_values(client, url), "audience": "owner", "reason": "Too many"})
    assert answer.status_code == 302
    assert desk("rafael").get(row.get_absolute_url()).status_code == 404
    assert desk("lena").get(row.get_absolute_url()).status_code == 200
    assert row.history.first().history_change_reason == "Too many"
    assert client.get(address(SavedView, "change", private.pk)).status_code == 302


def test_a_removed_view_can_be_brought_back(desk, cast):
    row, rafael = _saved(cast), desk("rafael")
    rafael.post("remove_view", row.pk)
    assert rafael.get(row.get_absolute_url()).status_code == 404
    SavedView.objects.update(removed_at="2100-01-01T00:00Z")
    assert f"/queue/views/{row.pk}/bring-back/" in rafael.get("/queue/views/").content.decode()
    rafael.post("bring_back_view", row.pk)
    assert rafael.get(row.get_absolute_url()).status_code == 200


def test_a_view_whose_name_was_taken_meanwhile_stays_away(desk, cast):
    row = remove_view(_saved(cast), by=cast.actor("rafael"), now=NOON)
    _saved(cast)
    with pytest.raises(ValidationError):
        bring_back_view(row, by=cast.actor("rafael"))


@pytest.mark.parametrize(
    ("query", "chips", "words"),
    [
        ({"team": "network"}, ["Network (retired)"], []),
        ({"service": "vpn"}, ["VPN (retired)"], []),
        ({"team": "gone"}, [], ["Team"]),
        ({"assignee": "gone"}, [], ["Nobody has this user name"]),
        ({"colour": "blue"}, [], ["There is no filter “colour”"]),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_retired_is_named_and_what_is_gone_is_said(desk, cast, query, chips, words):
    triaged(cast, title="Tunnel down")
    row = _saved(cast, **query)
    for thing in (cast.teams["network"], cast.services["vpn"]):
        retire(thing, by=cast.actor("adam"), now=NOON, why="gone")
    answer = desk("rafael").get(row.get_absolute_url())
    asked = answer.context["asked"]
    assert [chip.value for chip in asked.chips] == chips
    assert len(asked.problems) == len(words)
    assert all(word in problem for word, problem in zip(words, asked.problems, strict=True))
    assert "Tunnel down" in answer.content.decode()


def test_with_which_view_the_queue_starts(desk, cast):
    """The own choice, else the role's, else the teams' work; what is not there any more is passed over."""
    lena, admin = desk("lena"), cast.actor("adam")
    shared = _saved(cast, "lena", name="For all", sharing=EVERYBODY)
    own = _saved(cast, "lena", name="Own")

    def title():
        return lena.get("/queue/").context["shown"].title

    assert title() == "My teams"
    role = FirstView(role=Group.objects.get(name="Team lead"), saved=shared)
    save_first_view(role, by=admin, why="test")
    assert title() == "For all"
    lena.client.post("/queue/views/", {"first_view": as_word(own)})
    assert title() == "Own"
    lena.client.post("/queue/views/", {"first_view": "breaching"})
    assert title() == "Breaching soon"
    start_with(as_word(own), by=cast.actor("lena"))
    remove_view(own, by=cast.actor("lena"), now=NOON)
    assert title() == "For all"
    remove_view(shared, by=cast.actor("lena"), now=NOON)
    assert title() == "My teams"


@pytest.mark.parametrize("word", ["nope", "saved-", "saved-²", "saved-1", "x" * 50])
def test_nobody_starts_with_what_they_do_not_find(desk, cast, word):
    _saved(cast, "nadia")
    assert desk("rafael").client.post("/queue/views/", {"first_view": word}).status_code == 422
    with pytest.raises(ValidationError):
        start_with(word, by=cast.actor("rafael"))


def test_administrators_set_what_a_role_starts_with(desk, cast):
    shared = _saved(cast, "lena", sharing=EVERYBODY)
    client, url = signed_in(cast.adam), address(FirstView, "add")
    values = {**form_values(client, url), "role": Group.objects.get(name="Resolver").pk, "reason": "test"}
    assert client.post(url, values).status_code == 200
    assert client.post(url, {**values, "saved": shared.pk}).status_code == 302
    assert desk("paul").get("/queue/").context["shown"].saved == shared


def _heads(page):
    return re.findall(r'class="(q-[a-z]+)" role="columnheader"', page.content.decode())


def test_columns_and_density_are_kept_per_person(desk, cast):
    """UX-02: on the server, so that they hold on every machine; a saved view may bring its own."""
    triaged(cast)
    rafael, back = desk("rafael"), "/queue/all/?sort=newest"
    usual = ["q-prio", "q-state", "q-main", "q-service", "q-requester", "q-who", "q-updated", "q-sla"]
    assert _heads(rafael.get(back)) == usual
    chosen = {"density": "compact", "columns": ["team", "deadline"], "back": back}
    assert rafael.client.post("/queue/columns/", chosen).headers["Location"] == back
    page = rafael.get(back)
    assert _heads(page) == ["q-prio", "q-main", "q-team", "q-sla"]
    assert 'data-density="compact"' in page.content.decode()
    assert 'id="preview"' not in page.content.decode()
    assert len(re.findall(r'name="columns" value="[a-z]+"[^>]* checked', page.content.decode())) == 2
    assert _heads(desk("nadia").get(back)) == usual
    rafael.client.post("/queue/views/new/?view=all&service=vpn", {"name": "Mine", "audience": "owner"})
    rafael.client.post("/queue/columns/", {"density": "comfortable"})
    assert _heads(rafael.get(back)) == usual
    assert _heads(rafael.get(SavedView.objects.get().get_absolute_url())) == [
        "q-prio",
        "q-main",
        "q-team",
        "q-sla",
    ]


@pytest.mark.parametrize(
    ("values", "place"),
    [
        ({"density": "huge", "back": "/queue/all/"}, "/queue/all/"),
        ({"density": "compact", "columns": ["password"]}, "/queue/"),
        ({"density": "compact", "back": "https://elsewhere.example/"}, "/queue/"),
        ({"density": "compact", "back": "//elsewhere.example/"}, "/queue/"),
        ({"density": "compact", "back": "/queue/\x00"}, "/queue/"),
    ],
)
def test_columns_that_are_none_change_nothing_and_lead_nowhere_else(desk, cast, values, place):
    rafael = desk("rafael")
    assert rafael.client.post("/queue/columns/", values).headers["Location"] == place
    assert len(_heads(rafael.get("/queue/all/"))) in (0, 8)


def test_a_step_in_a_list_draws_its_row_with_the_columns_of_the_list(desk, cast):
    incident, rafael = triaged(cast), desk("rafael")
    rafael.client.post("/queue/columns/", {"density": "compact", "columns": ["team", "preview"]})
    row = _saved(cast)
    for path in ("/queue/all/", row.get_absolute_url()):
        answer = rafael.client.post(
            f"/incidents/{incident.number}/take/",
            headers={"HX-Request": "true", "HX-Current-URL": f"http://testserver{path}"},
        )
        assert 'class="q-team"' in answer.content.decode()
        assert 'class="q-sla"' not in answer.content.decode()


def test_views_cost_no_statement_more(desk, cast):
    """They are read with the teams, and a person's choices with the person."""
    rafael = desk("rafael")

    def statements():
        with CaptureQueriesContext(connection) as caught:
            assert rafael.get("/queue/all/").status_code == 200
        return len(caught)

    before = statements()
    for number in range(5):
        _saved(cast, name=f"View {number}")
    start_with("mine", by=cast.actor("rafael"))
    assert statements() == before
    with CaptureQueriesContext(connection) as caught:
        rafael.get("/queue/views/")
    assert len(caught) <= 9, caught.captured_queries
