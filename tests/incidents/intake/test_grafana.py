"""The web-hook of Grafana: the same shape as Alertmanager's, with links and values of its own (CH-15)."""

import pytest

from incidents.records.models import Incident
from tests.builders import MINUTE, NOON
from tests.incidents.intake.bodies import alert, group
from tests.incidents.intake.conftest import monitor, only_incident, work

ADDRESSES = {
    "generatorURL": "https://grafana.example.org/alerting/1afz29v7z/edit",
    "panelURL": "https://grafana.example.org/d/dash?viewPanel=2",
    "dashboardURL": "",
    "silenceURL": "https://grafana.example.org/alerting/silence/new",
}


@pytest.fixture
def grafana(cast):
    return monitor(cast, "grafana")


def sent(**changes):
    told = {**alert(start=NOON), **ADDRESSES, "values": {"B": 44.23, "C": float("1")}, **changes}
    return group(told, version="1", title="[FIRING:1]", state="alerting", orgId=1)


def test_it_fires_and_is_over(grafana):
    assert grafana.send(sent()).status_code == 202
    work()
    incident, made = only_incident(), grafana.alert
    assert incident.title == "DiskFull on db1:9100"
    assert [link["text"] for link in made.links] == ["Grafana", "Panel", "Silence", "Runbook"]
    assert made.details["values"] == {"B": 44.23, "C": 1.0}
    over = alert(status="resolved", start=NOON, end=NOON + MINUTE)
    assert grafana.send(sent(**over)).status_code == 202
    work()
    assert only_incident().state == "resolved"


def test_values_that_are_no_object_are_left_out(grafana):
    grafana.send(sent(values=None))
    work()
    assert "values" not in grafana.alert.details


@pytest.mark.parametrize("version", ["4", None, 1])
def test_another_version_is_refused_and_kept(grafana, version):
    answer = grafana.send({**sent(), "version": version})
    assert answer.status_code == 400
    assert 'version is not "1"' in answer.json()["detail"]
    assert not Incident.objects.exists()


def test_the_key_of_alertmanager_opens_no_door_of_grafana(grafana, alertmanager):
    path = f"/api/v1/intake/grafana/{alertmanager.key}/"
    assert type(grafana)(grafana.integration, "", path).send(sent()).status_code == 401
