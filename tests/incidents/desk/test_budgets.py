"""How many queries the agent's pages take: within the budget, and the same for few rows and for many."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import clock
from accounts.drafts.operations import keep_draft
from accounts.people.models import Organisation
from incidents.desk.drafting import place_of
from incidents.lifecycle.operations.talking import comment
from incidents.majors.operations import declare_major
from incidents.records.choices import EntryKind
from incidents.records.models import Watcher
from incidents.records.operations.relating import add_task, name_affected, watch
from tests.builders import NOON, held, make_incident, started


def _queries(act):
    with CaptureQueriesContext(
        connection,
    ) as caught:
        answer = act()
    assert answer.status_code == 200
    return [
        query["sql"]
        for query in caught.captured_queries
        if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))
    ]


@pytest.fixture
def with_major(cast):
    """A declared major incident rides on every page."""
    return declare_major(
        started(cast),
        manager=cast.mia,
        impact_statement="All sites",
        communication_plan="Hourly",
        by=cast.actor("mia"),
        now=NOON,
    )


def test_the_queue_page(desk, cast, with_major):
    """Session and person, teams, services, rows, counts, declared majors, unread notices."""
    rafael, taken = desk("rafael"), []
    for more in (10, 40):
        for _number in range(more):
            started(cast)
        taken.append(_queries(lambda: rafael.get("/queue/all/")))
    few, many = taken
    assert len(few) == len(many), "\n".join(many)
    assert len(many) <= 8, "\n".join(many)


def test_the_rows_alone(desk, cast):
    rafael = desk("rafael")
    for _number in range(12):
        started(cast)
    assert len(_queries(lambda: rafael.get("/queue/all/", htmx=True))) <= 6


def _entries(cast, incident, count):
    for number in range(count):
        kind = EntryKind.WORK_NOTE if number % 2 else EntryKind.PUBLIC
        comment(incident, kind, f"Words {number}", by=cast.actor("rafael"), now=NOON)


def test_the_incident_page_with_200_entries(desk, cast, with_major):
    incident, rafael = started(cast), desk("rafael")
    _entries(cast, incident, 20)
    few = _queries(lambda: rafael.get(incident.get_absolute_url()))
    _entries(cast, incident, 180)
    many = _queries(lambda: rafael.get(incident.get_absolute_url()))
    assert len(few) == len(many), "\n".join(many)
    assert len(many) <= 12, "\n".join(many)
    # Tasks and words that were not sent are asked for only where there are any.
    add_task(incident, "Call the provider", by=cast.actor("rafael"), now=NOON)
    keep_draft(cast.rafael, place_of(incident), "t", {"body": ["So far"]}, now=NOON)
    with_more = _queries(lambda: rafael.get(incident.get_absolute_url()))
    assert len(with_more) == len(many) + 2, "\n".join(with_more)


def test_many_watchers_and_affected_cost_no_more(desk, cast):
    incident, rafael = started(cast), desk("rafael")
    few = _queries(lambda: rafael.get(incident.get_absolute_url()))
    for person in cast.people.values():
        watch(incident, person, by=cast.system, now=NOON)
        name_affected(incident, person, by=cast.system, now=NOON)
    assert Watcher.objects.count() > 10
    assert len(_queries(lambda: rafael.get(incident.get_absolute_url()))) == len(few)
    for group in (*cast.teams.values(), *Organisation.objects.all()):
        name_affected(incident, group, by=cast.system, now=NOON)
    # Members of groups are counted, in one query.
    assert len(_queries(lambda: rafael.get(incident.get_absolute_url()))) == len(few) + 1


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("preview/", 5),
        ("?show=notes", 6),
        ("?part=head", 5),
        ("?part=clocks", 4),
        ("clocks/", 12),
        ("steps/hold/", 5),
        ("steps/resolve/", 7),
        ("properties/assignee/", 5),
        ("properties/impact/", 9),
    ],
)
def test_fragments(desk, cast, path, most):
    incident, rafael = started(cast), desk("rafael")
    _entries(cast, incident, 30)
    sql = _queries(lambda: rafael.get(f"{incident.get_absolute_url()}{path}", htmx=True))
    assert len(sql) <= most, "\n".join(sql)


def test_the_hints_while_typing(desk, cast):
    agnes = desk("agnes")
    for _number in range(8):
        make_incident(cast)
    sql = _queries(lambda: agnes.get("/incidents/new/hints/?title=e-mail+arrives&requester=ruth", htmx=True))
    assert len(sql) <= 4, "\n".join(sql)


def test_the_report_on_pauses(desk, cast):
    mia, taken = desk("mia"), []
    for more in (1, 6):
        for number in range(more):
            held(cast, now=clock.now() - timedelta(hours=number + 2), impact="high", urgency="high")
        taken.append(_queries(lambda: mia.get("/reports/pauses/")))
    few, many = taken
    assert len(few) == len(many) <= 16, "\n".join(many)
