"""CH-12 and CH-23 at the desk: suggestions are decided in one press, a storm is gathered on one page."""

import pytest
from django.urls import reverse

from incidents.intake.correlation.models import Suggestion
from incidents.intake.storms.models import Storm
from incidents.records.models import Incident
from tests.builders import NOON, make_incident, storm_on, suggested
from tests.incidents.desk.test_budgets import _queries


@pytest.fixture
def suggestion(cast):
    return suggested(make_incident(cast, "Disk of db2"), make_incident(cast, "Disk of db1"), by=cast.system)


def test_CH_12_both_incidents_show_the_suggestion(desk, suggestion):
    agnes = desk("agnes")
    page = agnes.get(suggestion.incident.get_absolute_url()).content.decode()
    assert "Looks like part of" in page and suggestion.target.number in page
    page = agnes.get(suggestion.target.get_absolute_url()).content.decode()
    assert "looks like part of this" in page and "postgres" in page


@pytest.mark.parametrize("decision", ["child", "related", "reject"])
def test_CH_12_one_press_decides(desk, suggestion, decision):
    agnes = desk("agnes")
    answer = agnes.post("decide_grouping", suggestion.incident.number, suggestion.pk, decision)
    assert answer.status_code == 302
    suggestion.refresh_from_db()
    assert suggestion.tie == ("" if decision == "reject" else decision)
    page = agnes.get(suggestion.incident.get_absolute_url()).content.decode()
    assert "Looks like part of" not in page
    again = agnes.post("decide_grouping", suggestion.incident.number, suggestion.pk, "child")
    assert "decided this already" in agnes.get(again["Location"]).content.decode()


@pytest.mark.parametrize(
    ("name", "number", "decision", "status"),
    [
        ("agnes", "other", "child", 404),
        ("agnes", "own", "marry", 404),
        ("ruth", "own", "child", 403),
    ],
)
def test_CH_12_what_is_not_decided(desk, cast, suggestion, name, number, decision, status):
    numbers = {"own": suggestion.incident.number, "other": make_incident(cast).number}
    answer = desk(name).post("decide_grouping", numbers[number], suggestion.pk, decision)
    assert answer.status_code == status
    assert Suggestion.objects.get().decision == "open"


@pytest.fixture
def storm(cast):
    for number in range(4):
        make_incident(cast, f"No VPN {number}", service=cast.services["vpn"])
    return storm_on(cast.services["vpn"])


def test_CH_23_the_queue_and_the_incident_lead_to_the_storm(desk, storm):
    agnes = desk("agnes")
    link = f'href="{storm.get_absolute_url()}"'
    assert link in agnes.get(reverse("queue", args=["all"])).content.decode()
    assert link in agnes.get(Incident.objects.earliest("id").get_absolute_url()).content.decode()
    Storm.objects.update(ended_at=NOON)
    assert link not in agnes.get(reverse("queue", args=["all"])).content.decode()


def test_CH_23_all_are_ticked_and_one_press_gathers(desk, storm):
    agnes = desk("agnes")
    page = agnes.get(storm.get_absolute_url())
    assert page.content.decode().count(" checked") == 4
    numbers = [row.number for row in page.context["reports"]]
    answer = agnes.post("storm", storm.pk, incidents=numbers[1:], parent="", title="VPN is down")
    parent = Incident.objects.get(title="VPN is down")
    assert answer["Location"] == parent.get_absolute_url()
    assert parent.children.count() == 3
    page = agnes.get(storm.get_absolute_url())
    assert page.context["form"]["parent"].value() == parent.number
    assert [row.number for row in page.context["reports"]] == numbers[:1]
    # Gathered is decided: it can be added to, not rejected.
    assert agnes.post("reject_storm", storm.pk, reason="x").status_code == 409


def test_CH_23_an_open_parent_is_offered(desk, cast, storm):
    parent = make_incident(cast, "Known", service=cast.services["vpn"])
    make_incident(cast, "Part", service=cast.services["vpn"])
    Incident.objects.filter(title="Part").update(parent=parent)
    page = desk("agnes").get(storm.get_absolute_url())
    assert page.context["form"]["parent"].value() == parent.number


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "incidents"),
        ({"incidents": ["INC-999999"]}, "incidents"),
        ({"incidents": "all", "parent": "INC-999999"}, "parent"),
        ({"incidents": "all", "title": ""}, "title"),
        ({"incidents": "all", "title": "x" * 300}, "title"),
    ],
)
def test_CH_23_what_is_wrong_is_named_and_ticks_are_kept(desk, cast, storm, sent, field):
    numbers = [row.number for row in storm.reports_for(cast.agnes)]
    asked = {"title": "VPN", **sent}
    if asked.get("incidents") == "all":
        asked["incidents"] = numbers[:2]
    page = desk("agnes").post("storm", storm.pk, **asked)
    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert page.content.decode().count(" checked") == (2 if len(asked.get("incidents", [])) == 2 else 0)
    assert not Incident.objects.filter(parent__isnull=False).exists()


def test_CH_23_rejected_with_a_reason(desk, storm):
    agnes = desk("agnes")
    page = agnes.post("reject_storm", storm.pk, reason="")
    assert (page.status_code, list(page.context["rejection"].errors)) == (422, ["reason"])
    assert agnes.post("reject_storm", storm.pk, reason="Different sites").status_code == 302
    assert "Different sites" in agnes.get(storm.get_absolute_url()).content.decode()
    assert agnes.get(reverse("storm", args=[storm.pk + 1])).status_code == 404


def test_CH_23_pages_cost_the_same_for_few_and_many(desk, cast, storm):
    agnes = desk("agnes")
    pages = [reverse("queue", args=["all"]), storm.get_absolute_url()]
    few = [len(_queries(lambda page=page: agnes.get(page))) for page in pages]
    for number in range(20):
        make_incident(cast, f"More {number}", service=cast.services["vpn"])
    assert [len(_queries(lambda page=page: agnes.get(page))) for page in pages] == few
    assert few[0] <= 9 and few[1] <= 12, few
