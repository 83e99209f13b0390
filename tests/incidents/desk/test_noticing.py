"""“I noticed this”: one line from any page, with a way back (CH-16)."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from incidents.lifecycle.operations.details import change_details
from incidents.lifecycle.operations.noticing import notice_this, take_back
from incidents.records.choices import LinkKind, State
from incidents.records.models import Incident, Link
from tests.builders import MINUTE, NOON, make_incident, started


def trigger(answer):
    return json.loads(answer["HX-Trigger"])


@pytest.mark.parametrize("path", ["/queue/", "/inbox/", "/incidents/new/", "/reviews/", "/me/", "incident"])
def test_ch_16_every_page_of_the_desk_offers_it_without_a_script(desk, cast, path):
    incident = make_incident(cast)
    page = desk("agnes").get(incident.get_absolute_url() if path == "incident" else path)
    about = f"?about={incident.number}" if path == "incident" else ""
    assert f'href="/incidents/noticed/{about}"' in page.content.decode()


def test_ch_16_requesters_are_not_offered_it(desk):
    ruth = desk("ruth")
    assert "/incidents/noticed/" not in ruth.get("/help/").content.decode()
    assert ruth.get("/incidents/noticed/").status_code == 302
    assert ruth.post("notice_this", line="Noise").status_code == 403


def test_ch_16_one_line_is_an_incident_and_the_toast_takes_it_back(desk, cast):
    agnes = desk("agnes")
    answer = agnes.post("notice_this", htmx=True, line="Noise in server room 2")
    incident = Incident.objects.get()
    told = trigger(answer)["toast"]
    assert answer.status_code == 204 and incident.number in told["text"]
    assert (incident.title, incident.detected_by, incident.state) == (
        "Noise in server room 2",
        "support_staff",
        State.NEW,
    )
    assert incident.requester == incident.reporter == cast.agnes
    undone = agnes.client.post(told["undo"]["url"], headers={"HX-Request": "true"})
    incident.refresh_from_db()
    assert undone.status_code == 204 and "cancelled" in trigger(undone)["toast"]["text"]
    assert (incident.state, incident.cancel_reason.slug) == (State.CANCELLED, "not_an_incident")


def test_ch_16_the_same_without_a_script(desk):
    agnes = desk("agnes")
    answer = agnes.post("notice_this", line="Noise")
    number = Incident.objects.get().number
    assert answer["Location"] == f"/incidents/noticed/{number}/"
    assert "Undo" in agnes.get(answer["Location"]).content.decode()
    page = agnes.post("noticed", number)
    assert page.status_code == 200 and f"{number} is cancelled." in page.content.decode()
    assert "Undo" not in page.content.decode()


def test_ch_16_the_page_it_was_noticed_on_is_related(desk, cast):
    about = started(cast)
    agnes = desk("agnes")
    agnes.client.post(f"/incidents/noticed/?about={about.number}", {"line": "Slow here too"})
    incident = Incident.objects.exclude(pk=about.pk).get()
    assert incident.service == about.service
    assert Link.objects.filter(source=incident, target=about, kind=LinkKind.RELATED).exists()


@pytest.mark.parametrize("about", ["INC-0", "nothing", "\x00", "PIR-1", "x" * 500], ids=repr)
def test_ch_16_a_page_that_is_no_incident_is_no_hindrance(desk, cast, about):
    answer = desk("agnes").client.post("/incidents/noticed/?" + "about=" + about, {"line": "Noise"})
    assert answer.status_code == 302 and not Link.objects.exists()


@pytest.mark.parametrize(
    "line", ["", "  ", "\u200b", "x" * 201, "a\x00b"], ids=["none", "blank", "inkless", "long", "nul"]
)
@pytest.mark.parametrize("htmx", [True, False], ids=["dialog", "page"])
def test_ch_16_a_line_that_will_not_do_stays_with_its_refusal(desk, line, htmx):
    answer = desk("agnes").post("notice_this", htmx=htmx, line=line)
    assert answer.status_code == 422 and 'id="noticed_line_error"' in answer.content.decode()
    assert not Incident.objects.exists()


def test_ch_16_sent_twice_it_is_one(desk):
    agnes = desk("agnes")
    for _time in range(2):
        agnes.post("notice_this", line="Noise", form_token="t")
    assert Incident.objects.count() == 1


@pytest.mark.parametrize(
    ("case", "who", "minutes"),
    [("late", "agnes", 11), ("another's", "aaron", 1), ("touched", "agnes", 1)],
)
def test_ch_16_what_somebody_works_with_is_not_taken_back(cast, desk, case, who, minutes):
    incident = notice_this("Noise", by=cast.actor("agnes"), now=NOON)
    if case == "touched":
        change_details(incident, {"title": "More"}, by=cast.actor("aaron"), now=NOON + timedelta(seconds=9))
    with pytest.raises(ValidationError, match="cannot be taken back any more"):
        take_back(incident, by=cast.actor(who), now=NOON + minutes * MINUTE)
    incident.refresh_from_db()
    assert incident.state == State.NEW
    refused = desk("aaron").post("noticed", incident.number, htmx=True)
    assert refused.status_code == 422 and trigger(refused)["toast"]["tone"] == "red"


@pytest.mark.parametrize(
    ("who", "may"), [("agnes", True), ("rafael", True), ("audra", True), ("ruth", False)]
)
def test_ch_16_it_is_for_support_staff(cast, who, may):
    about = make_incident(cast)
    if not may:
        with pytest.raises(PermissionDenied):
            notice_this("Noise", about=about, by=cast.actor(who), now=NOON)
        return
    incident = notice_this("Noise", about=about, by=cast.actor(who), now=NOON)
    # Whoever only reads the desk links nothing there.
    assert incident.links_out.exists() == (who != "audra")
