"""Templates of new incidents fill in what was left empty and nothing else, on the form and by the API (LOG-05)."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from incidents.catalogue.models import Service
from incidents.prepared.reports.models import ReportTemplate
from incidents.prepared.reports.operations import save_template
from incidents.records.models import Incident
from tests.accounts.admin_client import address, signed_in
from tests.builders import NOON
from tests.incidents.api.callers import assert_problem

ALL = {
    "title": "VPN drops",
    "text": "Since when?",
    "impact": "high",
    "urgency": "low",
    "configuration_item": "gw-1",
    "location": "North",
}


@pytest.fixture
def vpn(cast):
    row = ReportTemplate(
        slug="vpn",
        name="VPN",
        service=cast.services["vpn"],
        category=cast.categories["network"],
        **ALL,
    )
    return save_template(row, by=cast.system, why="test")


def fields(form, *names):
    return {name: form[name].value() for name in names}


def test_the_form_begins_with_it_or_fills_in_what_is_empty(cast, vpn, desk):
    agnes, page = desk("agnes"), reverse("log_incident")
    form = agnes.get(f"{page}?template=vpn&title=Mine").context["form"]
    assert fields(form, "title", "description", "service", "category", "impact", "urgency") == {
        "title": "Mine",
        "description": "Since when?",
        "service": "vpn",
        "category": "network",
        "impact": "high",
        "urgency": "low",
    }
    typed = {"title": "", "description": "Mine", "service": "email", "impact": "low", "urgency": "medium"}
    answer = agnes.post(
        "log_incident", template="vpn", fill="1", requester="ruth", channel="walk_up", **typed
    )
    form = answer.context["form"]
    assert fields(form, "title", "description", "service", "impact", "urgency", "location", "requester") == {
        "title": "VPN drops",
        "description": "Mine",
        "service": "email",
        "impact": "low",
        "urgency": "low",
        "location": "North",
        "requester": "ruth",
    }
    assert '<option value="vpn" selected>' in answer.content.decode()
    assert not Incident.objects.exists()
    for slug in ("", "nothing", "\x00"):
        form = agnes.post("log_incident", template=slug, fill="1", **typed).context["form"]
        assert fields(form, "title", "impact") == {"title": "", "impact": "low"}


def test_logging_with_a_template_still_chosen_logs_what_stands_in_the_form(cast, vpn, desk):
    told = {
        "title": "Mine",
        "channel": "phone",
        "impact": "medium",
        "urgency": "medium",
        "detected_by": "user",
    }
    assert desk("agnes").post("log_incident", template="vpn", **told).status_code == 302
    incident = Incident.objects.get()
    assert (incident.title, incident.impact, incident.location, incident.service) == (
        "Mine",
        "medium",
        "",
        None,
    )


def test_the_api_fills_in_too(cast, vpn, caller):
    agnes, ruth = caller("agnes"), caller("ruth")
    made = agnes.post(
        "incidents/", {"template": "vpn", "description": "Mine", "urgency": "high", "service": None}
    )
    assert made.status_code == 201
    row = Incident.objects.get(number=made.json()["number"])
    assert (row.title, row.description, row.impact, row.urgency, row.service, row.location) == (
        "VPN drops",
        "Mine",
        "high",
        "high",
        cast.services["vpn"],
        "North",
    )
    assert_problem(agnes.post("incidents/", {"template": "nothing"}), 400, "unknown", "template")
    assert_problem(agnes.post("incidents/", {}), 400, "required", "title")
    ReportTemplate.objects.update(title="")
    assert_problem(agnes.post("incidents/", {"template": "vpn"}), 400, "required", "title")
    listed = agnes.get("incident-templates/").json()["results"]
    assert [(row["slug"], row["fills_in"]["category"]) for row in listed] == [("vpn", "network")]
    assert ruth.get("incident-templates/").json()["results"] == []


def test_what_is_retired_is_left_out(cast, vpn, caller):
    Service.objects.filter(slug="vpn").update(retired_at=NOON)
    made = caller("agnes").post("incidents/", {"template": "vpn"})
    assert made.status_code == 201 and made.json()["service"] is None


def test_the_administration_keeps_it(cast):
    adam = signed_in(cast.adam)
    told = {"name": "VPN", "slug": "vpn", "position": "1"}
    answer = adam.post(address(ReportTemplate, "add"), told)
    assert answer.status_code == 200 and "Fill in at least one field" in answer.content.decode()
    assert adam.post(address(ReportTemplate, "add"), {**told, "title": "VPN drops"}).status_code == 302
    assert ReportTemplate.objects.get().history.get().channel == "admin"
    with pytest.raises(ValidationError):
        save_template(ReportTemplate(slug="x", name="X"), by=cast.system, why="")
