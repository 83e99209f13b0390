"""Every page of the desk opens in every state, for every kind of staff, and for nobody else."""

import pytest
from django.urls import reverse

from incidents.desk.forms.properties import MAKERS
from incidents.desk.forms.steps import FORMS
from tests.builders import IN_STATE, make_incident, started

STAFF = ["agnes", "rafael", "lena", "ines", "mia", "audra"]


@pytest.fixture
def as_(client, cast):
    """Sign somebody in."""

    def sign_in(name):
        client.force_login(cast.people[name])
        return client

    return sign_in


@pytest.mark.parametrize("state", list(IN_STATE))
@pytest.mark.parametrize("name", STAFF)
def test_the_incident_page_opens(as_, cast, state, name):
    incident = IN_STATE[state](cast)
    page = as_(name).get(incident.get_absolute_url())
    assert page.status_code == 200
    assert incident.number in page.content.decode()


@pytest.mark.parametrize(
    "view", ["", "mine/", "teams/", "unassigned/", "waiting/", "majors/", "resolved/", "all/"]
)
def test_the_queue_opens(as_, cast, view):
    for make in IN_STATE.values():
        make(cast)
    assert as_("agnes").get(f"/queue/{view}").status_code == 200


@pytest.mark.parametrize("action", list(FORMS))
@pytest.mark.parametrize("htmx", [True, False])
def test_every_step_has_a_dialog_and_a_page(as_, cast, action, htmx):
    headers = {"HX-Request": "true"} if htmx else {}
    page = as_("agnes").get(reverse("transition", args=[started(cast).number, action]), headers=headers)
    assert page.status_code == 200


@pytest.mark.parametrize("name", list(MAKERS))
@pytest.mark.parametrize("htmx", [True, False])
def test_every_property_can_be_edited(as_, cast, name, htmx):
    headers = {"HX-Request": "true"} if htmx else {}
    page = as_("agnes").get(reverse("property", args=[started(cast).number, name]), headers=headers)
    assert page.status_code == 200


@pytest.mark.parametrize(
    "name",
    ["incident_history", "add_affected", "add_watcher", "add_link", "add_task", "add_files"],
)
def test_the_parts_open(as_, cast, name):
    assert as_("agnes").get(reverse(name, args=[started(cast).number])).status_code == 200


def test_the_preview_alone_is_no_page(as_, cast):
    incident = started(cast)
    address = reverse("incident_preview", args=[incident.number])
    assert as_("agnes").get(address)["Location"] == incident.get_absolute_url()
    fragment = as_("agnes").get(address, headers={"HX-Request": "true"}).content.decode()
    assert incident.title in fragment and "<html" not in fragment


def test_the_log_form_opens(as_, cast):
    assert as_("agnes").get("/incidents/new/").status_code == 200


def test_requesters_are_sent_to_their_own_page(as_, cast):
    incident = make_incident(cast)
    assert as_("ruth").get(incident.get_absolute_url())["Location"] == f"/help/{incident.number}/"
    assert as_("ruth").get("/queue/")["Location"] == "/help/"


def test_nobody_else_gets_in(client, cast):
    incident = make_incident(cast)
    for path in ("/queue/", "/incidents/new/", incident.get_absolute_url()):
        assert client.get(path)["Location"].startswith("/accounts/login/")
