"""A phone call or a visit is logged: who reports is found or written down, the moment is set back (CH-06)."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts import clock
from accounts.access.choices import Scope
from accounts.access.operations import create_token
from accounts.choices import Channel
from accounts.history import save_as
from accounts.people.models import User
from accounts.roles.operations import deactivate, introduce
from incidents.lifecycle.operations.details import change_details
from incidents.lifecycle.operations.opening import Report, open_incident
from incidents.records.models import Incident
from tests.builders import MINUTE, NOON, make_incident
from tests.incidents.api.callers import Caller, assert_problem

GOOD = {
    "title": "Printer prints nothing",
    "channel": "phone",
    "impact": "medium",
    "urgency": "medium",
    "detected_by": "user",
}


@pytest.fixture
def log(desk):
    """Send the log form, as Agnes unless somebody is named."""
    return lambda who="agnes", **values: desk(who).post("log_incident", **{**GOOD, **values})


@pytest.fixture
def ruths_phone(cast):
    """Give Ruth a number, written as people write it."""
    cast.ruth.phone = "+44 (20) 7946-0958"
    save_as(cast.ruth, by=cast.system, fields=["phone"])


def offered(page):
    return re.findall(r'name="person" value="([^"]+)"', page)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ruth", {"ruth"}),
        ("RUTH exam", {"ruth"}),
        ("ruth@example.org", {"ruth"}),
        ("020 7946 0958", {"ruth"}),
        ("+44207946", {"ruth"}),
        ("794", set()),
        ("rut", {"ruth"}),
        ("nobody like this", set()),
        ("monitor", set()),
        ("%", set()),
        ("\x00", set()),
    ],
    ids=["user name", "words", "mail", "national number", "beginning", "too few figures", "part"]
    + ["nobody", "service account", "wildcard", "nul"],
)
def test_ch_06_people_are_found_by_typing(desk, ruths_phone, typed, found):
    page = desk("agnes").client.get(
        "/incidents/new/people/", {"requester": typed}, headers={"HX-Request": "true"}
    )
    assert set(offered(page.content.decode())) == found


def test_ch_06_the_list_is_short_and_costs_few_questions(desk, cast, django_assert_max_num_queries):
    agnes = desk("agnes")
    with django_assert_max_num_queries(8):
        page = agnes.client.get("/incidents/new/people/", {"requester": "example"}).content.decode()
    assert len(offered(page)) == 6


def test_ch_06_without_a_script_somebody_is_looked_up_and_everything_typed_stays(log):
    page = log(requester="exam", title="Ünfinished", find="1", affected_teams="network", impact="high")
    text = page.content.decode()
    assert page.status_code == 200 and not Incident.objects.exists()
    assert len(offered(text)) == 6 and 'class="error"' not in text
    assert 'value="Ünfinished"' in text
    assert re.search(r'name="affected_teams" value="network"[^>]* checked', text)
    assert re.search(r'name="impact" value="high" checked', text)


@pytest.mark.parametrize(
    ("values", "requester"),
    [
        ({"requester": ""}, "agnes"),
        ({"requester": "Ruth"}, "ruth"),
        ({"requester": "RUTH@example.org"}, "ruth"),
        ({"requester": "exam", "person": "oskar"}, "oskar"),
        ({"person": "oskar"}, "oskar"),
    ],
    ids=["myself", "user name", "mail", "picked", "picked alone"],
)
def test_ch_06_the_requester_is_who_is_meant(log, values, requester):
    assert log(**values).status_code == 302
    assert Incident.objects.get().requester.username == requester


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"requester": "exam"}, "requester"),
        ({"requester": "no such person"}, "requester"),
        ({"person": "monitor"}, "requester"),
        ({"new_email": "jane@example.net"}, "new_name"),
        ({"new_name": "Jane", "person": "ruth"}, "new_name"),
        ({"new_name": "Jane", "new_email": "not an address"}, "new_email"),
        ({"new_name": "Jane", "new_phone": "1" * 41}, "new_phone"),
        ({"affected_users": "ruth, nobody"}, "affected_users"),
        ({"affected_teams": "nope"}, "affected_teams"),
    ],
    ids=["several", "nobody", "service account", "no name", "both", "address", "phone", "affected", "team"],
)
def test_ch_06_what_is_not_clear_is_refused_at_its_field(log, values, field):
    page = log(**values)
    assert page.status_code == 422 and not Incident.objects.exists()
    assert f'id="id_{field}_error"' in page.content.decode()
    assert User.objects.filter(first_name="Jane").count() == 0


def test_ch_06_somebody_new_is_written_down_with_the_incident(log, cast):
    log(requester="Jane", new_name="Jane van Doe", new_email="Jane@Example.net", new_phone="0151 1")
    jane = Incident.objects.get().requester
    assert (jane.first_name, jane.last_name, jane.email, jane.phone) == (
        "Jane",
        "van Doe",
        "Jane@example.net",
        "0151 1",
    )
    assert [role.name for role in jane.groups.all()] == ["Requester"]
    assert not jane.has_usable_password() and not jane.is_staff_member
    assert jane.history.get().history_user == cast.agnes


def test_ch_06_nobody_is_written_down_when_the_incident_is_refused(log):
    assert log(new_name="Jane Doe", service="vpn", team="network").status_code == 422
    assert not User.objects.filter(first_name="Jane").exists()


def test_ch_06_an_address_that_is_known_leads_to_its_person(log, cast):
    values = {"new_name": "R. Example", "new_email": "Ruth@EXAMPLE.org"}
    page = log(**values)
    assert page.status_code == 422 and offered(page.content.decode()) == ["ruth"]
    assert "Ruth Example has this address" in page.content.decode()
    assert log(**values, person="ruth").status_code == 302
    assert Incident.objects.get().requester == cast.ruth


def test_ch_06_names_get_a_user_name_of_their_own(cast):
    by = cast.actor("agnes")
    made = [introduce("Jane Döe", by=by, now=NOON, why="called").username for _time in range(3)]
    assert made == ["jane.doe", "jane.doe-2", "jane.doe-3"]
    assert introduce("李雷", by=by, now=NOON, why="called").username == "person"
    assert introduce("O", email="o'brien@example.net", by=by, now=NOON, why="called").username == "o"


def test_ch_06_somebody_who_left_is_not_written_down_again(cast):
    deactivate(cast.ruth, by=cast.system, now=NOON, why="left")
    with pytest.raises(ValidationError, match="not active"):
        introduce("Ruth", email="ruth@example.org", by=cast.actor("agnes"), now=NOON, why="called")


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("agnes", True),
        ("monitor", True),
        ("adam", True),
        ("rafael", False),
        ("audra", False),
        ("ruth", False),
    ],
)
def test_ch_06_who_may_write_somebody_down(cast, who, may):
    by = cast.actor(who)
    if may:
        assert introduce("Jane", by=by, now=NOON, why="called").pk
        return
    with pytest.raises(PermissionDenied):
        introduce("Jane", by=by, now=NOON, why="called")


def test_ch_06_people_and_groups_are_named_as_affected_on_the_form(log, cast):
    log(affected_users="oskar, Stefan@example.org,", affected_teams="network", affected_organisations="north")
    rows = Incident.objects.get().affected.all()
    assert {str(row.target) for row in rows} == {"Oskar Example", "Stefan Example", "Network", "North"}


@pytest.mark.parametrize(
    ("channel", "minutes", "allowed"),
    [
        ("phone", 30, True),
        ("walk_up", 30, True),
        ("phone", 31, False),
        ("walk_up", 31, False),
        ("web", 31, True),
        ("api", 5000, True),
    ],
)
def test_ch_06_a_call_may_be_set_back_so_far(cast, settings, channel, minutes, allowed):
    settings.BACKDATING_MINUTES = 30
    report = Report(
        title="No sound", requester=cast.ruth, channel=channel, reported_at=NOON - minutes * MINUTE
    )
    if not allowed:
        with pytest.raises(ValidationError, match="at most 30 minutes; this lies 31 minutes back") as refusal:
            open_incident(report, by=cast.actor("agnes"), now=NOON)
        assert set(refusal.value.message_dict) == {"reported_at"}
        return
    incident = open_incident(report, by=cast.actor("agnes"), now=NOON)
    assert {clock.started_at for clock in incident.clocks.all()} == {report.reported_at}
    entry = incident.entries.get()
    assert (entry.happened_at, entry.recorded_at) == (report.reported_at, NOON)
    assert entry.facts["minutes"] == minutes
    assert incident.history.get().history_change_reason == f"logged; reported {minutes} minutes before"


@pytest.mark.parametrize(("minutes", "allowed"), [(30, True), (31, False)])
def test_ch_06_a_later_correction_has_the_same_limit(cast, settings, minutes, allowed):
    settings.BACKDATING_MINUTES = 30
    incident = make_incident(cast, channel=Channel.PHONE)
    change = {"detected_at": NOON - minutes * MINUTE, "reported_at": NOON - minutes * MINUTE}
    later = {"by": cast.actor("agnes"), "now": NOON + timedelta(days=2), "why": "She called before"}
    if allowed:
        assert change_details(incident, change, **later).reported_at == change["reported_at"]
        return
    with pytest.raises(ValidationError, match="at most 30 minutes"):
        change_details(incident, change, **later)


def test_ch_06_the_timeline_says_that_it_was_set_back(log, desk):
    moment = (clock.now() - 35 * MINUTE).strftime("%Y-%m-%dT%H:%M")
    log(requester="ruth", reported_at=moment, channel="walk_up")
    page = desk("agnes").get(Incident.objects.get().get_absolute_url()).content.decode()
    assert re.search(r"Agnes Example logged the incident, reported at .*, 3[56] min before", page)
    assert "Logged afterwards" in page


def test_ch_06_the_form_names_the_limit(log, settings):
    settings.BACKDATING_MINUTES = 0
    page = log(reported_at=(clock.now() - 5 * MINUTE).strftime("%Y-%m-%dT%H:%M"))
    assert page.status_code == 422 and "at most 0 minutes" in page.content.decode()


@pytest.fixture
def calls(cast):
    """Call the API as somebody."""

    def caller(name, scope=Scope.INCIDENTS_WRITE):
        _token, text = create_token(
            getattr(cast, name), scopes=[scope], name="t", by=cast.actor(name), now=NOON
        )
        return Caller(text)

    return caller


def test_ch_06_the_same_by_api(calls, settings):
    settings.BACKDATING_MINUTES = 30
    agnes = calls("agnes")
    made = agnes.post("users/", {"name": "Jane Doe", "email": "jane@example.net"})
    assert made.status_code == 201 and made["Location"].endswith("/api/v1/users/jane@example.net/")
    again = agnes.post("users/", {"name": "J", "email": "JANE@example.net"})
    assert "jane@example.net" in assert_problem(again, 409, "conflict", "email")["errors"]["email"][0]
    call = {"title": "No sound", "requester": "jane@example.net", "channel": "phone"}
    assert agnes.post("incidents/", {**call, "reported_at": "2026-01-01T00:00:00Z"}).status_code == 422
    moment = (clock.now() - 29 * MINUTE).replace(microsecond=0).isoformat()
    assert agnes.post("incidents/", {**call, "reported_at": moment}).status_code == 201
    assert_problem(calls("rafael").post("users/", {"name": "Jane"}), 403, "permission_denied")
    assert_problem(agnes.post("users/", {"name": "Jane", "email": "x"}), 400, "invalid", "email")
    assert_problem(agnes.post("users/", {"email": "x@example.net"}), 400, "required", "name")
