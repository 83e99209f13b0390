"""The service and team of an incident are followed from its page (COM-01)."""

import pytest

from incidents.records.choices import Wanted
from incidents.records.operations.subscribing import save_role_subscription, subscribe
from incidents.records.subscription_models import RoleSubscription, Subscription
from tests.builders import NOON, make_incident, started
from tests.incidents.desk.test_budgets import _queries


def test_a_button_follows_and_leaves_with_and_without_scripts(desk, cast):
    incident, rafael = started(cast), desk("rafael")
    place = f"{incident.get_absolute_url()}following/"
    page = rafael.get(incident.get_absolute_url()).content.decode()
    assert f'hx-get="{place}"' in page and f'href="{place}"' in page
    shown = rafael.get(place).content.decode()
    assert "<html" in shown and shown.count('aria-pressed="false"') == 2
    assert (
        rafael.post("incident_following", incident.number, target="team").headers["Location"]
        == incident.get_absolute_url()
    )
    part = rafael.post("incident_following", incident.number, target="service", htmx=True).content.decode()
    assert "<html" not in part and part.count('aria-pressed="true"') == 2
    row = Subscription.objects.get(team=None)
    assert (row.user, row.service, row.wanted) == (cast.rafael, incident.service, Wanted.ALL)
    assert (
        "Following"
        in rafael.post("incident_following", incident.number, target="team", htmx=True).content.decode()
    )
    assert Subscription.objects.get() == row


def test_what_was_chosen_elsewhere_is_shown_and_what_is_retired_can_only_be_left(desk, cast):
    incident, rafael = started(cast), desk("rafael")
    place = f"{incident.get_absolute_url()}following/"
    subscribe(incident.service, Wanted.OUTCOME, by=cast.actor("rafael"), now=NOON)
    assert "How it ends" in rafael.get(place).content.decode()
    type(incident.service).objects.update(retired_at=NOON)
    rafael.post("incident_following", incident.number, target="service")
    assert incident.service.name not in rafael.get(place, htmx=True).content.decode()
    rafael.post("incident_following", incident.number, target="service")
    assert not Subscription.objects.exists()


@pytest.mark.parametrize("target", ["", "assignee", "category", "pk"])
def test_nothing_else_is_followed(desk, cast, target):
    incident = started(cast)
    answer = desk("rafael").post("incident_following", incident.number, target=target)
    assert answer.status_code == 404
    assert not Subscription.objects.exists()


def test_it_costs_few_statements(desk, cast):
    incident, rafael = started(cast), desk("rafael")
    asked = _queries(lambda: rafael.get(f"{incident.get_absolute_url()}following/", htmx=True))
    assert len(asked) <= 5, "\n".join(asked)


def test_the_requesters_page_leads_to_following_its_service(client, cast):
    incident = make_incident(cast, service=cast.services["vpn"])
    client.force_login(cast.ruth)
    link = f"/help/following/?target=service-{incident.service_id}"
    assert link in client.get(f"/help/{incident.number}/").content.decode()
    chosen = client.get(link).content.decode()
    assert f'<option value="service-{incident.service_id}" selected>' in chosen
    assert "selected" not in client.get("/help/following/?target=service-0").content.decode()


def test_what_a_role_follows_is_left_for_oneself_alone(desk, cast):
    incident, rafael = started(cast), desk("rafael")
    row = RoleSubscription(role=cast.rafael.groups.get(), service=incident.service)
    save_role_subscription(row, by=cast.system, why="test")
    place = f"{incident.get_absolute_url()}following/"
    assert rafael.get(place).content.decode().count('aria-pressed="true"') == 1
    rafael.post("incident_following", incident.number, target="service")
    assert Subscription.objects.get().wanted == Wanted.NONE
    assert rafael.get(place).content.decode().count('aria-pressed="true"') == 0
    rafael.post("incident_following", incident.number, target="service")
    assert Subscription.objects.get().wanted == Wanted.ALL
