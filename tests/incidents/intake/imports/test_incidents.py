"""Imported incidents: their past, their clocks, and what nobody is told (IMP-01, LOG-23)."""

from datetime import timedelta

import pytest
from django.db import connection

from accounts.notices.models import Delivery, Event, Notice
from incidents.intake.imports.models import ImportRun, Origin
from incidents.intake.imports.operations.runs import (
    ROWS_A_LOT,
    begin,
    set_mapping,
    sweep_imports,
    take_in,
)
from incidents.lifecycle.operations.escalating import sweep_clocks
from incidents.records.models import Incident
from incidents.records.timeline_models import Entry
from incidents.sla.archive import Archive
from incidents.sla.auditing import compared
from incidents.sla.models import ClockSegment
from incidents.sla.queries import current_book
from tests.accounts.admin_client import signed_in
from tests.builders import MINUTE, NOON, closed
from tests.incidents.intake.imports.files import CLOSED, PERSON, csv_of, imported, mapping_for, problems
from tests.incidents.sla.test_simulated_week import Fuse, Killed, _raise

LATER = NOON + timedelta(days=30)
OPEN = {
    name: value
    for name, value in CLOSED.items()
    if not name.startswith(("resol", "closed")) and name != "state"
} | {"state": "in_progress"}


def lines_of(incident):
    lines = ClockSegment.objects.filter(clock__incident=incident).order_by("clock_id", "number")
    return list(
        lines.values_list(
            "clock__kind", "kind", "started_at", "ended_at", "cause", "target_seconds", "clock__breached_at"
        )
    )


def test_a_closed_incident_comes_with_its_past(cast):
    run = imported(cast, CLOSED, now=LATER)
    assert (run.state, run.made, problems(run)) == ("done", 1, [])
    incident = Incident.objects.get(origin__key="Z-1")
    assert (incident.state, incident.was_logged_late) == ("closed", True)
    versions = incident.history.order_by("history_id").values_list("state", "history_date", "version")
    assert list(versions) == [
        ("new", NOON, 1),
        ("assigned", NOON, 2),
        ("in_progress", NOON + 2 * MINUTE, 3),
        ("resolved", NOON + 65 * MINUTE, 4),
        ("closed", NOON + 70 * MINUTE, 5),
    ]
    assert not compared([incident.pk], Archive(), current_book()).differences


def test_the_clocks_are_those_of_a_twin_that_was_driven_live(cast):
    twin = closed(cast)
    times = {
        "assigned_at": NOON + MINUTE,
        "acknowledged_at": NOON + 2 * MINUTE,
        "resolved_at": NOON + 5 * MINUTE,
        "closed_at": NOON + 10 * MINUTE,
    }
    imported(cast, CLOSED | {name: at.isoformat() for name, at in times.items()}, now=LATER)
    assert lines_of(Incident.objects.get(origin__key="Z-1")) == lines_of(twin)


def test_nobody_hears_of_what_is_imported_nor_of_what_was_missed_before(cast):
    before = [model.objects.count() for model in (Notice, Delivery, Event)]
    run = imported(cast, OPEN, now=LATER)
    assert problems(run) == []
    sweep_clocks(now=LATER)
    assert [model.objects.count() for model in (Notice, Delivery, Event)] == before
    incident = Incident.objects.get(origin__key="Z-1")
    assert incident.clocks.get(kind="resolution").breached_at is not None
    assert not compared([incident.pk], Archive(), current_book()).differences


def test_the_same_file_twice_makes_nothing_twice(cast):
    imported(cast, CLOSED, now=LATER)
    again = imported(cast, CLOSED, now=LATER)
    assert (again.made, again.same, Origin.objects.count()) == (0, 1, 1)


def test_a_dry_run_writes_nothing_and_finds_the_errors_of_the_real_one(cast):
    rows = [CLOSED, CLOSED | {"key": "Z-2", "requester": "nobody"}, CLOSED | {"title": "Again"}]
    tried = imported(cast, *rows, now=LATER, is_dry=True)
    assert (tried.state, tried.made, tried.refused, Incident.objects.count()) == ("checked", 1, 2, 0)
    assert problems(tried) == problems(imported(cast, *rows, now=LATER))


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": "a\x07b"}, "title"),
        ({"state": "limbo"}, "state"),
        ({"reported_at": "yesterday"}, "reported_at"),
        ({"reported_at": "1969-12-31T23:59:59Z"}, "reported_at"),
        ({"closed_at": "2099-01-01T00:00:00Z"}, "closed_at"),
        ({"resolved_at": "2026-03-02T11:00:00Z"}, "resolved_at"),
        ({"requester": "nobody"}, "requester"),
        ({"service": "#REF!"}, "service"),
        ({"resolution_text": ""}, "resolution_text"),
        ({"resolution_code": ""}, "resolution_code"),
        ({"key": ""}, "key"),
        ({"impact": "enormous"}, "impact"),
        ({"team": ""}, "team"),
        ({"state": "on_hold"}, "held_at"),
        ({"state": "new"}, "team"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else value,
)
def test_a_wrong_cell_is_named_with_its_row_and_column(cast, change, column):
    told = problems(imported(cast, CLOSED | change, now=LATER))
    assert (2, column) in {(row, name) for row, name, _value, _reason in told}
    assert all(reason for _row, _name, _value, reason in told)
    assert not Incident.objects.exists()


# Deaths in the first lot, before and among its inserts, and in the second, when the first is kept.
@pytest.mark.parametrize(("statements", "count"), [(3, 9), (50, 9), (90, ROWS_A_LOT + 9)])
def test_a_killed_worker_is_followed_by_another_with_the_same_result(cast, statements, count):
    by = cast.actor("adam")
    rows = [CLOSED | {"key": f"Z-{number}"} for number in range(count)]
    run = set_mapping(
        take_in(csv_of(*rows), "f.csv", "incidents", by=by, now=LATER), mapping_for(CLOSED), by=by
    )
    begin(run, by=by, now=LATER, is_dry=False)
    with pytest.raises(Killed), connection.execute_wrapper(Fuse(statements, _raise)):
        sweep_imports(LATER)
    later = LATER + timedelta(minutes=11)
    while sweep_imports(later):
        pass
    run = ImportRun.objects.get(pk=run.pk)
    assert (run.state, run.made, run.refused) == ("done", len(rows), 0)
    assert Origin.objects.count() == Incident.objects.count() == len(rows)
    assert Entry.objects.count() == Incident.history.count() == 5 * len(rows)


def test_people_come_once_and_are_changed_where_they_differ(cast):
    runs = [
        imported(cast, row, now=LATER, subject="people")
        for row in (PERSON, PERSON, PERSON | {"last_name": "Newer"})
    ]
    assert [(run.made, run.same, run.changed, problems(run)) for run in runs] == [
        (1, 0, 0, []),
        (0, 1, 0, []),
        (0, 0, 1, []),
    ]


def test_categories_name_parents_of_earlier_rows_in_a_dry_run_too(cast):
    rows = [{"path": "print", "name": "Print"}, {"path": "print/paper", "name": "Paper"}]
    runs = [imported(cast, *rows, now=LATER, subject="categories", is_dry=dry) for dry in (True, False)]
    assert [(run.made, problems(run)) for run in runs] == [(2, []), (2, [])]


def test_the_pages_of_an_import_open_at_every_stage(cast):
    client = signed_in(cast.adam)
    assert client.get("/admin/incidents/importrun/add/").status_code == 200
    bad = CLOSED | {"key": "Z-2", "title": "=1+1", "requester": "nobody"}
    by = cast.actor("adam")
    run = take_in(csv_of(CLOSED, bad), "f.csv", "incidents", by=by, now=LATER)
    page = run.get_absolute_url()
    assert client.get(page).status_code == 200
    run = set_mapping(run, mapping_for(CLOSED), by=by)
    for is_dry in (True, False):
        begin(run, by=by, now=LATER, is_dry=is_dry)
        assert client.get(page).status_code == 200
        while sweep_imports(LATER):
            pass
        assert client.get(page).status_code == 200
    folder = page.removesuffix("change/")
    told = b"".join(client.get(f"{folder}refused.csv").streaming_content).decode()
    assert "'=1+1" in told and "nobody" in told
    assert client.get(f"{folder}mapping.json").json()["source"] == "zammad"
