"""Imports at the keyboard and from workbooks, from the file to the records (IMP-01)."""

from datetime import UTC, datetime
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from accounts.people.models import Team, User
from incidents.intake.imports.models import ImportRun, Origin
from incidents.intake.imports.operations.runs import sweep_imports
from incidents.records.models import Incident
from tests.accounts.admin_client import signed_in
from tests.incidents.intake.imports.files import CLOSED, PERSON, csv_of, xlsx_of
from tests.incidents.intake.imports.test_incidents import LATER

MAPPING = """
source = "zammad"
zone = "Europe/Berlin"
dates = ["%d.%m.%Y %H:%M"]

[columns]
key = "Ticket#"
title = "Subject"
state = "State"
requester = "Customer"
reported_at = "Created"
resolved_at = "Closed"
closed_at = "Closed"

[values.state]
done = "closed"

[values.requester]
"*" = "ruth"

[defaults]
service = "vpn"
category = "network"
team = "network"
resolution_code = "fixed_permanently"
resolution_text = "Taken over."
"""
HEADERS = ["Ticket#", "Subject", "State", "Customer", "Created", "Closed"]
TICKET = dict(
    zip(HEADERS, ["4711", "Größe", "done", "x", "02.03.2026 13:00", "02.03.2026 15:30"], strict=True)
)
BERLIN = ZoneInfo("Europe/Berlin")
MOMENTS = CREATED, CLOSED_AT = datetime(2026, 3, 2, 12, tzinfo=UTC), datetime(2026, 3, 2, 14, 30, tzinfo=UTC)


@pytest.fixture
def desk(cast, tmp_path):
    """Return a runner of commands whose files lie in one folder; it answers with the exit code and the words."""

    def run(command, *words, **files):
        for name, content in files.items():
            tmp_path.joinpath(name).write_bytes(content if isinstance(content, bytes) else content.encode())
        out, err = StringIO(), StringIO()
        told = [str(tmp_path / word) if word in files or word == "refused" else word for word in words]
        try:
            call_command(command, *told, stdout=out, stderr=err)
        except SystemExit as end:
            return end.code, out.getvalue(), err.getvalue()
        return 0, out.getvalue(), err.getvalue()

    return run


WAYS = {
    "csv": csv_of(TICKET),
    "semicolons-of-windows": csv_of(TICKET, separator=";").decode().encode("cp1252"),
    "workbook": xlsx_of(HEADERS, list(TICKET.values())),
    # A cell of a workbook knows no zone.
    "workbook-with-dates": xlsx_of(
        HEADERS, [4711, "Größe", "done", "x", *(at.astimezone(BERLIN).replace(tzinfo=None) for at in MOMENTS)]
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_incidents_come_in_by_a_mapping_file(desk, way):
    done = desk("import_incidents", "file", "--map", "map", file=WAYS[way], map=MAPPING)
    assert done[:2] == (0, "1 rows: 1 new, 0 changed, 0 already here, 0 refused\n")
    assert ("Windows-1252" in done[2]) == (way == "semicolons-of-windows")
    incident = Incident.objects.get(origin__key="4711", origin__source="zammad")
    assert (incident.title, incident.requester.username) == ("Größe", "ruth")
    assert (incident.reported_at, incident.closed_at) == (CREATED, CLOSED_AT)
    again = desk("import_incidents", "file", "--map", "map", file=WAYS[way], map=MAPPING)
    assert again[:2] == (0, "1 rows: 0 new, 0 changed, 1 already here, 0 refused\n")
    assert Incident.objects.count() == Origin.objects.count() == 1


def test_a_dry_run_tells_and_leaves_nothing(desk):
    done = desk("import_incidents", "file", "--map", "map", "--dry-run", file=WAYS["csv"], map=MAPPING)
    assert done[:2] == (0, "1 rows: 1 would be new, 0 would be changed, 0 already here, 0 refused\n")
    assert not ImportRun.objects.exists()
    assert not Incident.objects.exists()


def test_refused_rows_come_back_as_a_file_that_goes_in_when_corrected(desk, tmp_path):
    bad = TICKET | {"Ticket#": "4712", "Created": "yesterday"}
    words = ("import_incidents", "file", "--map", "map", "--refused", "refused")
    code, out, err = desk(*words, file=csv_of(TICKET, bad), map=MAPPING)
    assert (code, out) == (1, "2 rows: 1 new, 0 changed, 0 already here, 1 refused\n")
    assert "row 3: Created “yesterday”: This is no moment." in err
    refused = tmp_path.joinpath("refused").read_text(encoding="utf-8-sig")
    assert "4712" in refused
    assert "4711" not in refused
    corrected = refused.replace("yesterday", "02.03.2026 14:00")
    assert desk(*words[:4], file=corrected, map=MAPPING)[0] == 0
    assert Incident.objects.count() == 2


def test_reference_data_is_changed_only_where_it_differs(desk):
    told = [{"slug": "print", "name": "Print"}, {"slug": "network", "name": "Network"}]
    first = desk("import_reference", "teams", "file", file=csv_of(*told))
    again = desk("import_reference", "teams", "file", file=csv_of(*told))
    assert (first[0], again[:2]) == (0, (0, "2 rows: 0 new, 0 changed, 2 already here, 0 refused\n"))
    changed = desk("import_reference", "teams", "file", file=xlsx_of(["slug", "name"], ["print", "Printers"]))
    assert changed[1] == "1 rows: 0 new, 1 changed, 0 already here, 0 refused\n"
    assert Team.objects.get(slug="print").name == "Printers"


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("missing", "--map", "map"), "No such file"),
        (("file", "--map", "broken"), "The mapping is not TOML"),
        (("file", "--map", "empty"), "is needed"),
        (("file", "--map", "map", "--by", "nobody"), "--by: there is no active person"),
        (("file", "--map", "map", "--by", "ruth"), "."),
        (("stray", "--map", "map"), "Line 3 is not UTF-8"),
        (("archive", "--map", "map"), "an archive, not a workbook"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else None,
)
def test_what_is_wrong_is_said_and_nothing_is_left(desk, words, reason):
    files = {"file": WAYS["csv"], "map": MAPPING, "broken": "[[", "empty": "source = 'x'"}
    files |= {"stray": WAYS["csv"] + b"\xff,,,,,\n", "archive": b"PK\x05\x06" + b"\x00" * 18}
    with pytest.raises(CommandError, match=reason):
        desk("import_incidents", *words, **files)
    assert not Incident.objects.exists()


def test_an_encoding_may_be_named(desk):
    content = csv_of(PERSON | {"first_name": "Zoë"}).decode().encode("cp1250", errors="replace")
    told = content.replace(b"Zo?", b"Zo\xeb")
    code, _out, err = desk("import_reference", "people", "file", "--encoding", "cp1250", file=told)
    assert (code, err) == (0, "")
    assert User.objects.get(username="nora").first_name == "Zoë"


def test_a_workbook_goes_through_the_pages(cast, monkeypatch):
    monkeypatch.setattr("accounts.clock.now", lambda: LATER)
    client = signed_in(cast.adam)
    book = xlsx_of(
        list(CLOSED), list(CLOSED.values()), list((CLOSED | {"key": "Z-2", "state": "?"}).values())
    )
    upload = {"subject": "incidents", "file": SimpleUploadedFile("tickets.xlsx", book)}
    page = client.post("/admin/incidents/importrun/add/", upload)["Location"]
    form = client.get(page).context["form"]
    filled = {name: form[name].value() or "" for name in form.fields if name != "mapping_file"}
    del filled["announce"]
    assert client.post(page, filled | {"source": ""}).status_code == 200
    assert client.post(page, filled | {"source": "zammad"}).status_code == 302
    while sweep_imports(LATER):
        pass
    tried = client.get(page).content.decode()
    assert "Rows that are not taken" in tried
    assert not Incident.objects.exists()
    client.post(page.replace("change/", "start"))
    while sweep_imports(LATER):
        pass
    run = ImportRun.objects.get()
    assert (run.state, run.made, run.refused) == ("done", 1, 1)
    assert Incident.objects.get().origin.key == "Z-1"
