"""The pages of an import lead on from each state: a sample to begin with, stop, go on, and what is not right."""

import csv
import io

import pytest
from django.urls import reverse

from incidents.intake.imports.choices import Subject
from incidents.intake.imports.fields import fields_of, proposed
from incidents.intake.imports.models import ImportRun
from incidents.intake.imports.operations.runs import (
    ROWS_A_LOT,
    begin,
    set_mapping,
    stop,
    sweep_imports,
    take_in,
    work_off,
)
from incidents.records.models import Incident
from tests.accounts.admin_client import signed_in
from tests.incidents.intake.imports.files import CLOSED, PERSON, csv_of, mapping_for
from tests.incidents.intake.imports.test_incidents import LATER


def mapped(cast, *rows):
    by = cast.actor("adam")
    run = take_in(csv_of(*rows), "f.csv", "incidents", by=by, now=LATER)
    return set_mapping(run, mapping_for(CLOSED), by=by)


def post(client, run, end):
    return client.post(
        reverse(f"admin:incidents_importrun_{end}", args=[run.pk]), follow=True
    ).content.decode()


@pytest.mark.parametrize("subject", Subject.values)
def test_a_sample_names_every_column_and_fills_what_is_needed(cast, subject):
    told = signed_in(cast.adam).get(f"/admin/incidents/importrun/sample/{subject}.csv")
    (row,) = csv.DictReader(io.StringIO(told.content.decode("utf-8-sig")))
    fields = fields_of(subject)
    assert proposed(subject, list(row)) == {name: name for name in fields}
    assert all(row[name] for name, field in fields.items() if field.is_required)


def test_the_upload_page_tells_the_columns_and_a_bad_file_its_reason(cast):
    client = signed_in(cast.adam)
    page = client.get("/admin/incidents/importrun/add/").content.decode()
    assert page.count("Sample file:") == len(Subject)
    assert "a moment, such as" in page
    assert client.get("/admin/incidents/importrun/sample/nothing.csv").status_code == 404
    bad = io.BytesIO("a,ö\n1,".encode() + b"\xff\n")
    bad.name = "bad.csv"
    answer = client.post("/admin/incidents/importrun/add/", {"subject": "people", "file": bad})
    assert "Line 2 is not UTF-8: the byte FF" in answer.content.decode()


def test_what_is_read_by_guess_is_said(cast):
    guessed = io.BytesIO(csv_of(PERSON | {"last_name": "Größe"}).decode().encode("cp1252"))
    guessed.name = "people.csv"
    answer = signed_in(cast.adam).post(
        "/admin/incidents/importrun/add/", {"subject": "people", "file": guessed}, follow=True
    )
    assert "was read as Windows-1252" in answer.content.decode()
    assert "Größe" in answer.content.decode()


def test_an_import_that_is_stopped_goes_on_where_it_stands(cast):
    client, by = signed_in(cast.adam), cast.actor("adam")
    rows = [CLOSED | {"key": f"Z-{place}"} for place in range(ROWS_A_LOT + 3)]
    run = begin(mapped(cast, *rows), by=by, now=LATER, is_dry=False)
    worker = work_off(run, now=LATER)
    next(worker)
    told = post(client, run, "stop")
    assert "Go on with the import" in told
    assert "Stop, to go on later" not in told
    assert list(worker) == []
    assert (sweep_imports(LATER), Incident.objects.count()) == (0, ROWS_A_LOT)
    assert "Stop, to go on later" in post(client, run, "start")
    while sweep_imports(LATER):
        pass
    run = ImportRun.objects.get(pk=run.pk)
    assert (run.state, run.made, Incident.objects.count()) == ("done", len(rows), len(rows))


def test_a_dry_run_that_is_stopped_begins_anew(cast):
    by = cast.actor("adam")
    run = stop(begin(mapped(cast, CLOSED), by=by, now=LATER, is_dry=True), by=by, now=LATER)
    assert (run.state, run.seen) == ("draft", 0)
    assert sweep_imports(LATER) == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [({}, "Import the 1 row that is right"), ({"title": ""}, "No row would change anything")],
    ids=["right", "wrong"],
)
def test_only_what_would_change_something_can_be_imported(cast, change, words):
    by = cast.actor("adam")
    run = begin(mapped(cast, CLOSED | change), by=by, now=LATER, is_dry=True)
    client = signed_in(cast.adam)
    part = {"headers": {"HX-Request": "true"}}
    assert "hx-trigger" in client.get(run.get_absolute_url(), **part).content.decode()
    while sweep_imports(LATER):
        pass
    assert client.get(run.get_absolute_url(), **part)["HX-Refresh"] == "true"
    page = client.get(run.get_absolute_url()).content.decode()
    assert words in page
    assert ("importrun_start" in page or "/start" in page) is (not change)


@pytest.mark.parametrize("end", ["start", "stop", "cancel"])
def test_who_only_reads_does_nothing_with_an_import(cast, end):
    run = mapped(cast, CLOSED)
    address = reverse(f"admin:incidents_importrun_{end}", args=[run.pk])
    assert signed_in(cast.agnes).post(address).status_code in (302, 403)
    assert signed_in(cast.adam).get(address).status_code == 405
    assert ImportRun.objects.get(pk=run.pk).state == "draft"
