"""Followers of a service or a team are told what followers of the incident are, if they may see it (COM-01, ROL-04)."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.notices.models import Event, Notice
from incidents.lifecycle.audiences import desk_followers_of
from incidents.lifecycle.operations.resolving import resolve
from incidents.lifecycle.operations.talking import comment
from incidents.majors.operations import declare_major
from incidents.records.choices import EntryKind, Wanted
from incidents.records.models import Incident
from incidents.records.operations.relating import name_affected, watch
from incidents.records.operations.subscribing import (
    MOST_FOLLOWED,
    save_role_subscription,
    stop_following,
    subscribe,
)
from incidents.records.queries import who_sees
from incidents.records.subscription_models import RoleSubscription, Subscription
from tests.accounts.admin_client import address, signed_in
from tests.builders import MINUTE, NOON, make_incident, resolution, started
from tests.cast import Cast

PAGE = "/help/following/"


def follow(cast: Cast, *names: str, service: str = "vpn", wanted: Wanted = Wanted.ALL) -> None:
    for name in names:
        subscribe(cast.services[service], wanted, by=cast.actor(name), now=NOON)


def told(incident: Incident, kind: str) -> set[str]:
    event = Event.objects.filter(about=incident.number, kind=f"incident.{kind}").latest("id")
    names = list(Notice.objects.filter(event=event).values_list("recipient__username", flat=True))
    assert len(names) == len(set(names))
    return set(names)


@pytest.fixture
def incident(cast: Cast) -> Incident:
    """Ruth's incident on the VPN, on which Rafael of the network team works."""
    return started(cast)


def say(cast: Cast, incident: Incident, kind: EntryKind = EntryKind.PUBLIC, by: str = "rafael") -> None:
    comment(incident, kind, "We look.", by=cast.actor(by), now=NOON)


def test_followers_of_the_service_or_team_are_told_once_and_only_what_they_see(
    cast: Cast, incident: Incident
) -> None:
    follow(cast, "paul", "ruth", "oskar", "stefan")
    follow(cast, "aaron", service="email")
    subscribe(cast.teams["network"], Wanted.ALL, by=cast.actor("paul"), now=NOON)
    subscribe(cast.teams["network"], Wanted.ALL, by=cast.actor("agnes"), now=NOON)
    watch(incident, cast.paul, by=cast.actor("paul"), now=NOON)
    name_affected(incident, cast.oskar, by=cast.actor("agnes"), now=NOON)
    say(cast, incident)
    # Stefan follows the service, but may not see this incident; Oskar is affected and may.
    assert told(incident, "commented") == {"ruth", "oskar", "paul", "agnes"}
    resolve(incident, resolution(), by=cast.actor("rafael"), now=NOON + 9 * MINUTE)
    assert told(incident, "resolved") == {"ruth", "oskar", "paul", "agnes"}


def test_work_notes_reach_followers_of_the_desk_only(cast: Cast, incident: Incident) -> None:
    follow(cast, "paul", "ruth")
    say(cast, incident, EntryKind.WORK_NOTE)
    assert told(incident, "commented") == {"paul"}


def test_what_is_wanted_decides(cast: Cast, incident: Incident) -> None:
    follow(cast, "paul")
    follow(cast, "agnes", wanted=Wanted.OUTCOME)
    follow(cast, "aaron", wanted=Wanted.MAJOR)
    say(cast, incident)
    assert told(incident, "commented") == {"ruth", "paul"}
    declare_major(
        incident,
        manager=cast.mia,
        impact_statement="Nobody gets in.",
        communication_plan="Every half hour",
        by=cast.actor("mia"),
        now=NOON + MINUTE,
    )
    assert told(incident, "major_declared") == {"rafael", "paul", "aaron"}
    incident.refresh_from_db()
    say(cast, incident)
    assert "aaron" in told(incident, "commented")
    resolve(incident, resolution(), by=cast.actor("rafael"), now=NOON + 9 * MINUTE)
    assert told(incident, "resolved") >= {"ruth", "paul", "agnes", "aaron"}


def test_who_sees_says_the_same_as_the_rule_it_asks(cast: Cast, incident: Incident) -> None:
    other = make_incident(cast, requester=cast.stefan)
    people = list(cast.people.values())
    expected = {
        (one.pk, person.pk)
        for one in (incident, other)
        for person in people
        if Incident.objects.visible_to(person).filter(pk=one.pk).exists()
    }
    assert who_sees([incident.pk, other.pk], people) == expected
    assert (incident.pk, cast.stefan.pk) not in expected


def test_many_followers_cost_as_many_statements_as_one(cast: Cast, incident: Incident) -> None:
    costs = []
    for names in (["paul"], ["paul", "agnes", "aaron", "ines", "mia", "oskar", "stefan", "vera"]):
        follow(cast, *names)
        with CaptureQueriesContext(connection) as asked:
            say(cast, incident)
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_the_page(cast: Cast, client: Client) -> None:
    client.force_login(cast.paul)
    vpn, network = cast.services["vpn"], cast.teams["network"]
    assert client.post(PAGE, {"target": f"service-{vpn.pk}", "wanted": "all"}).headers["Location"] == PAGE
    client.post(PAGE, {"target": f"team-{network.pk}", "wanted": "major"})
    client.post(PAGE, {"target": f"service-{vpn.pk}", "wanted": "outcome"})
    assert set(Subscription.objects.values_list("service", "team", "wanted")) == {
        (vpn.pk, None, "outcome"),
        (None, network.pk, "major"),
    }
    page = client.get(PAGE).content.decode()
    assert "Stop following" in page and "Major incidents only" in page
    assert PAGE in client.get("/me/notices/").content.decode()
    row = Subscription.objects.get(service=vpn)
    client.force_login(cast.ruth)
    assert client.post(f"{PAGE}{row.pk}/end/").status_code == 404
    assert "Network" not in client.get(PAGE).content.decode()
    assert client.post(PAGE, {"target": f"team-{network.pk}", "wanted": "all"}).status_code == 422
    assert client.post(PAGE, {"target": "service-x", "wanted": "all"}).status_code == 422
    client.force_login(cast.paul)
    client.post(f"{PAGE}{row.pk}/end/")
    assert not Subscription.objects.filter(service=vpn).exists()


def test_what_is_refused(cast: Cast) -> None:
    vpn = cast.services["vpn"]
    with pytest.raises(PermissionDenied):
        subscribe(cast.teams["network"], Wanted.ALL, by=cast.actor("ruth"), now=NOON)
    with pytest.raises(ValidationError, match="kinds offered"):
        subscribe(vpn, "some", by=cast.actor("ruth"), now=NOON)
    vpn.retired_at = NOON
    with pytest.raises(ValidationError, match="not offered"):
        subscribe(vpn, Wanted.ALL, by=cast.actor("ruth"), now=NOON)
    assert MOST_FOLLOWED == 50


def let_role_follow(
    cast: Cast, member: str, *, wanted: Wanted = Wanted.ALL, **target: Any
) -> RoleSubscription:
    row = RoleSubscription(role=cast.people[member].groups.get(), wanted=wanted, **target)
    save_role_subscription(row, by=cast.actor("adam"), why="They need to know")
    return row


def test_members_of_a_role_follow_until_they_choose_for_themselves(cast: Cast, incident: Incident) -> None:
    vpn, network = cast.services["vpn"], cast.teams["network"]
    role = cast.agnes.groups.get()
    cast.paul.groups.set([role])
    cast.aaron.groups.set([role])
    let_role_follow(cast, "agnes", service=vpn)
    let_role_follow(cast, "agnes", team=network, wanted=Wanted.MAJOR)
    say(cast, incident)
    assert told(incident, "commented") == {"ruth", "agnes", "paul", "aaron"}
    stop_following(vpn, by=cast.actor("paul"), now=NOON)
    subscribe(vpn, Wanted.OUTCOME, by=cast.actor("aaron"), now=NOON)
    # Somebody else's choice about something else changes nothing.
    follow(cast, "agnes", service="email", wanted=Wanted.NONE)
    say(cast, incident)
    assert told(incident, "commented") == {"ruth", "agnes"}
    assert {person.username for person in desk_followers_of([incident])[incident.pk]} == {"agnes"}
    resolve(incident, resolution(), by=cast.actor("rafael"), now=NOON + 9 * MINUTE)
    assert told(incident, "resolved") == {"ruth", "agnes", "aaron"}
    assert {row.target for row in RoleSubscription.objects.of(cast.agnes)} == {vpn, network}
    assert [row.target for row in RoleSubscription.objects.of(cast.paul)] == [network]


def test_a_role_gives_no_right_to_read(cast: Cast, incident: Incident) -> None:
    let_role_follow(cast, "stefan", service=cast.services["vpn"])
    say(cast, incident)
    assert "stefan" not in told(incident, "commented")


def test_who_follows_by_a_role_sees_it_and_leaves_and_comes_back(cast: Cast, client: Client) -> None:
    row = let_role_follow(cast, "ruth", service=cast.services["vpn"])
    client.force_login(cast.ruth)
    assert "What your roles follow" in client.get(PAGE).content.decode()
    client.post(f"{PAGE}by-role/{row.pk}/end/")
    own = Subscription.objects.get()
    assert (own.user, own.wanted) == (cast.ruth, Wanted.NONE)
    page = client.get(PAGE).content.decode()
    assert "What your roles follow" not in page and "As my role" in page
    client.post(f"{PAGE}{own.pk}/end/")
    assert "What your roles follow" in client.get(PAGE).content.decode()
    client.force_login(cast.agnes)
    assert client.post(f"{PAGE}by-role/{row.pk}/end/").status_code == 404


def test_administrators_set_what_a_role_follows(cast: Cast) -> None:
    adam, role = signed_in(cast.adam), cast.ruth.groups.get()
    page = address(RoleSubscription, "add")
    vpn, network = cast.services["vpn"].pk, cast.teams["network"].pk
    sent = {"role": role.pk, "service": vpn, "wanted": "outcome", "reason": "Asked for"}
    assert adam.post(page, {**sent, "team": network}).status_code == 200
    assert adam.post(page, {**sent, "wanted": "none"}).status_code == 200
    assert adam.post(page, sent).status_code == 302
    assert adam.post(page, sent).status_code == 200
    assert RoleSubscription.objects.get().history.get().history_change_reason == "Asked for"
    with pytest.raises(PermissionDenied):
        save_role_subscription(RoleSubscription(role=role), by=cast.actor("agnes"), why="")


def test_what_roles_follow_costs_no_further_statement(cast: Cast, incident: Incident) -> None:
    costs = []
    for member in ("", "agnes"):
        if member:
            let_role_follow(cast, member, service=cast.services["vpn"])
        else:
            follow(cast, "paul")
        with CaptureQueriesContext(connection) as asked:
            say(cast, incident)
        costs.append(len(asked))
        with CaptureQueriesContext(connection) as asked:
            desk_followers_of([incident])
        costs.append(len(asked))
    assert costs[:2] == costs[2:]
