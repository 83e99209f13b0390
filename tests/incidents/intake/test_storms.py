"""CH-23: many reports on one service raise exactly one suggestion; accepted, they stand below one parent."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import strategies as st

from accounts.history import save_as
from accounts.notices.models import Event, Notice
from incidents.intake.storms.models import Storm
from incidents.intake.storms.operations.gathering import gather, reject
from incidents.intake.storms.operations.watching import sweep_storms
from incidents.intake.storms.rules import Limit, is_over, limit_of
from incidents.lifecycle.operations.details import change_details
from incidents.records.choices import State, Story
from incidents.records.models import Incident
from tests.builders import MINUTE, NOON, cancelled, make_incident, storm_on
from tests.cast import make_cast
from tests.contracts.test_concurrency import together

pytestmark = pytest.mark.django_db
LATER = NOON + 5 * MINUTE


@pytest.fixture(autouse=True)
def _small_limit(settings):
    settings.STORM_REPORTS, settings.STORM_MINUTES = 3, 15


def report(cast, *minutes, service="vpn", **values):
    """Log a report at each of these minutes after noon."""
    return [
        make_incident(
            cast,
            f"No {service} at {minute}",
            now=NOON + minute * MINUTE,
            service=cast.services[service],
            **values,
        )
        for minute in minutes
    ]


def configure(cast, **figures):
    service = cast.services["vpn"]
    for name, figure in figures.items():
        setattr(service, name, figure)
    save_as(service, by=cast.system)


# figures of the service, minutes at which reports come, when the sweep looks, and whether it raises
STORMS = {
    "CH-23 as many as the limit": ({}, (0, 1, 2), 2, 0),
    "CH-23 one more": ({}, (0, 1, 2, 2), 2, 1),
    "CH-23 spread too widely": ({}, (0, 6, 12, 18), 18, 0),
    "CH-23 seen at the last minute": ({}, (0, 1, 2, 2), 14, 1),
    "CH-23 seen too late": ({}, (0, 1, 2, 2), 15, 0),
    "CH-23 the service's own number": ({"storm_reports": 1}, (0, 1), 2, 1),
    "CH-23 the service's own minutes": ({"storm_minutes": 60}, (0, 6, 12, 18), 18, 1),
    "CH-23 never": ({"storm_reports": 0}, (0, 0, 0, 0, 0), 1, 0),
}


@pytest.mark.parametrize(("own", "minutes", "at", "raised"), STORMS.values(), ids=STORMS)
def test_when_it_is_a_storm(cast, own, minutes, at, raised):
    configure(cast, **own)
    report(cast, *minutes)
    assert sweep_storms(NOON + at * MINUTE) == raised
    assert Storm.objects.count() == raised


def test_CH_23_services_are_counted_apart_and_finished_reports_not(cast):
    report(cast, 0, 1, 2)
    report(cast, 1, service="email")
    cancelled(cast, service=cast.services["vpn"])
    assert sweep_storms(LATER) == 0


def test_CH_23_one_suggestion_and_one_notice_to_the_lead(cast):
    report(cast, 0, 1, 2, 3)
    assert [sweep_storms(LATER) for _ in range(3)] == [1, 0, 0]
    report(cast, 4, 5, 6)
    assert sweep_storms(NOON + 7 * MINUTE) == 0
    storm = Storm.objects.get()
    assert (storm.began_at, storm.reports, storm.minutes) == (NOON, 4, 15)
    notice = Notice.objects.get(event__kind="storm.raised")
    assert (notice.recipient, notice.path) == (cast.lena, storm.get_absolute_url())
    assert notice.subject == "4 reports on VPN within 15 minutes"


@pytest.mark.parametrize(
    ("service", "told"),
    [
        ({"support_team": "applications"}, {"paul"}),
        ({"support_team": None, "owner_team": "network"}, {"lena"}),
        ({"support_team": None, "owner": "ines"}, {"ines"}),
        ({"support_team": None}, {"ines"}),
    ],
    ids=["CH-23 team without lead", "CH-23 owner team", "CH-23 owner", "CH-23 managers"],
)
def test_who_is_told(cast, service, told):
    known = {**cast.teams, **cast.people, None: None}
    configure(cast, **{name: known[word] for name, word in service.items()})
    report(cast, 0, 1, 2, 3)
    sweep_storms(LATER)
    notices = Notice.objects.filter(event__kind="storm.raised")
    assert set(notices.values_list("recipient__username", flat=True)) == told


@pytest.fixture
def storm(cast):
    report(cast, 0, 1, 2, 3)
    sweep_storms(LATER)
    return Storm.objects.get()


def test_CH_23_accepting_opens_a_parent_with_all_as_children(cast, storm):
    worst = Incident.objects.earliest("id")
    change_details(worst, {"impact": "high"}, by=cast.actor("agnes"), now=LATER)
    reports = list(storm.reports_for(cast.agnes))
    parent = gather(storm, reports, title="VPN is down", by=cast.actor("agnes"), now=LATER)
    storm.refresh_from_db()
    assert (storm.decision, storm.parent, storm.decided_by) == ("accepted", parent, cast.agnes)
    assert (parent.title, parent.service, parent.impact) == ("VPN is down", cast.services["vpn"], "high")
    assert set(parent.children.all()) == set(reports)
    entry = parent.entries.get(story=Story.STORM_GATHERED)
    assert (entry.author, entry.facts["count"]) == (cast.agnes, 4)
    child = Incident.objects.get(pk=reports[1].pk)
    assert child.version == child.history.count()
    assert "many reports on VPN" in child.entries.get(story=Story.CHANGED).facts["reason"]


def test_CH_23_an_open_parent_is_taken(cast, storm):
    parent = make_incident(cast, "Known", now=NOON)
    gather(storm, storm.reports_for(cast.agnes), parent=parent, by=cast.actor("agnes"), now=LATER)
    assert parent.children.count() == 4
    assert Incident.objects.count() == 5


def test_CH_23_later_reports_are_offered_too(cast, storm):
    by = cast.actor("agnes")
    parent = gather(storm, storm.reports_for(cast.agnes), title="VPN", by=by, now=LATER)
    (late,) = report(cast, 6)
    storm = Storm.objects.with_left().get()
    assert (list(storm.reports_for(cast.agnes)), storm.left) == ([late], 1)
    assert gather(storm, [late], parent=parent, by=by, now=LATER + 2 * MINUTE) == parent
    assert parent.children.count() == 5


def test_CH_23_what_moved_on_meanwhile_is_left_alone(cast, storm):
    first, second, third, fourth = storm.reports_for(cast.agnes)
    other = make_incident(cast, now=NOON)
    change_details(first, {"parent": other}, by=cast.actor("agnes"), now=LATER)
    change_details(second, {"service": cast.services["email"]}, by=cast.actor("agnes"), now=LATER)
    change_details(make_incident(cast), {"parent": third}, by=cast.actor("agnes"), now=LATER)
    asked = [first, second, third, fourth]
    parent = gather(storm, asked, title="VPN", by=cast.actor("agnes"), now=LATER)
    assert list(parent.children.all()) == [fourth]
    with pytest.raises(ValidationError) as refusal:
        gather(storm, asked, parent=parent, by=cast.actor("agnes"), now=LATER)
    assert list(refusal.value.error_dict) == ["incidents"]


def _nothing(cast, storm):
    return {"incidents": []}


def _no_title(cast, storm):
    return {"incidents": storm.reports_for(cast.agnes)}


def _finished_parent(cast, storm):
    return {"incidents": storm.reports_for(cast.agnes), "parent": cancelled(cast)}


def _child_as_parent(cast, storm):
    child = make_incident(cast)
    change_details(child, {"parent": make_incident(cast)}, by=cast.actor("agnes"), now=NOON)
    return {"incidents": storm.reports_for(cast.agnes), "parent": child}


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (_nothing, "incidents"),
        (_no_title, "title"),
        (_finished_parent, "parent"),
        (_child_as_parent, "parent"),
    ],
)
def test_what_cannot_be_gathered_is_refused_whole(cast, storm, asked, field):
    options = asked(cast, storm)
    count = Incident.objects.count()
    with pytest.raises(ValidationError) as refusal:
        gather(storm, by=cast.actor("agnes"), now=LATER, **options)
    assert list(refusal.value.error_dict) == [field]
    storm.refresh_from_db()
    assert (storm.decision, Incident.objects.count()) == ("open", count)


def test_CH_23_rejected_with_a_reason_it_is_quiet_until_calm(cast, storm):
    with pytest.raises(ValidationError) as refusal:
        reject(storm, reason=" ", by=cast.actor("agnes"), now=LATER)
    assert list(refusal.value.error_dict) == ["reason"]
    reject(storm, reason="Different sites", by=cast.actor("agnes"), now=LATER)
    for act in (
        lambda: reject(storm, reason="x", by=cast.actor("agnes"), now=LATER),
        lambda: gather(storm, storm.reports_for(cast.agnes), title="x", by=cast.actor("agnes"), now=LATER),
    ):
        with pytest.raises(ValidationError) as refusal:
            act()
        assert refusal.value.code == "not_allowed_from_state"
    report(cast, 6, 7)
    assert sweep_storms(NOON + 8 * MINUTE) == 0
    assert Storm.objects.current().exists()
    sweep_storms(NOON + 40 * MINUTE)
    assert not Storm.objects.current().exists()
    report(cast, 50, 51, 52, 53)
    assert sweep_storms(NOON + 54 * MINUTE) == 1


def test_CH_23_an_undecided_one_stays_until_nothing_is_left(cast, storm):
    sweep_storms(NOON + timedelta(hours=5))
    storm.refresh_from_db()
    assert storm.ended_at is None
    Incident.objects.exclude(pk=Incident.objects.earliest("id").pk).update(
        state=State.CANCELLED, cancel_reason=cancelled(cast).cancel_reason
    )
    sweep_storms(NOON + timedelta(hours=6))
    storm.refresh_from_db()
    assert storm.ended_at == NOON + timedelta(hours=6)
    with pytest.raises(ValidationError):
        gather(storm, Incident.objects.all(), title="x", by=cast.actor("agnes"), now=LATER)


@pytest.mark.parametrize("name", ["ruth", "adam", "audra", "monitor"])
def test_who_may_not_gather(cast, storm, name):
    with pytest.raises(PermissionDenied):
        gather(storm, list(storm.reports_for(cast.agnes)), title="x", by=cast.actor(name), now=LATER)
    with pytest.raises(PermissionDenied):
        reject(storm, reason="x", by=cast.actor(name), now=LATER)


def test_CH_23_looking_costs_the_same_for_any_number(cast, django_assert_max_num_queries):
    configure(cast, storm_reports=500, storm_minutes=60)
    for service in ("vpn", "email"):
        report(cast, 0, 1, 2, service=service)
    storm_on(cast.services["vpn"])
    with django_assert_max_num_queries(5):
        assert sweep_storms(LATER) == 0


@pytest.mark.django_db(transaction=True)
def test_CH_23_two_sweeps_at_once_raise_one(transactional_db):
    crowd = make_cast()
    report(crowd, 0, 1, 2, 3)
    assert sum(together(*[lambda: sweep_storms(LATER)] * 3)) == 1
    assert (Storm.objects.count(), Event.objects.filter(kind="storm.raised").count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_CH_23_two_people_gather_at_once(transactional_db):
    """One parent; the other finds nothing left, or rejects too late."""
    crowd = make_cast()
    report(crowd, 0, 1, 2, 3)
    storm = storm_on(crowd.services["vpn"])
    reports = list(storm.reports_for(crowd.agnes))
    answers = together(
        lambda: gather(storm, reports, title="One", by=crowd.actor("agnes"), now=LATER),
        lambda: gather(storm, reports, title="Other", by=crowd.actor("aaron"), now=LATER),
    )
    (winner,) = [answer for answer in answers if isinstance(answer, Incident)]
    assert winner.children.count() == 4
    assert Incident.objects.count() == 5


@given(st.integers(0, 60), st.integers(0, 200), st.booleans(), st.integers(0, 5))
def test_CH_23_a_storm_never_ends_while_it_would_be_raised(reports, count, is_decided, left):
    limit = Limit(reports, 15)
    if is_over(limit, count, is_decided=is_decided, left=left):
        assert not limit.is_broken_by(count)
        assert is_decided or left < 2
    assert limit.is_broken_by(count) == (0 < reports < count)
    assert limit.is_broken_by(count) or limit.is_broken_by(count + reports + 1) or not reports


@pytest.mark.parametrize(
    ("own", "limit"),
    [((None, None), (10, 15)), ((0, None), (0, 15)), ((4, 60), (4, 60))],
    ids=["CH-23 defaults", "CH-23 never", "CH-23 own"],
)
def test_the_limit_of_a_service(own, limit):
    assert limit_of(*own, Limit(10, 15)) == Limit(*limit)
