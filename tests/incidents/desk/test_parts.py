"""What hangs on an incident: words, files, links, watchers, tasks, history."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import escape

from accounts.history import save_as
from accounts.people.models import Organisation
from incidents.records.choices import EntryKind
from incidents.records.models import Affected, Incident, Link, Watcher
from incidents.records.operations.relating import name_affected
from incidents.records.task_models import Task
from incidents.records.timeline_models import Attachment, Entry
from tests.builders import NOON, closed, make_incident, started

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def _file(name="shot.png", content=PNG):
    return SimpleUploadedFile(name, content)


@pytest.fixture(autouse=True)
def _elsewhere(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


class TestComposer:
    """Replies and notes."""

    @pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])
    @pytest.mark.parametrize(("mode", "kind"), [("public", EntryKind.PUBLIC), ("note", EntryKind.WORK_NOTE)])
    def test_words_are_written_for_their_readers(self, desk, cast, mode, kind, htmx):
        incident = started(cast)
        answer = desk("rafael").write(incident, htmx=htmx, mode=mode, body="Hallo *Welt*")
        entry = Entry.objects.filter(incident=incident).latest("id")
        assert (entry.kind, entry.is_public, entry.body) == (kind, mode == "public", "Hallo *Welt*")
        assert answer.status_code == (200 if htmx else 302)
        if htmx:
            page = answer.content.decode()
            assert "incident:changed" in json.loads(answer["HX-Trigger"])
            assert f'value="{mode}" checked' in page and 'id="timeline-part" hx-swap-oob' in page

    @pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])
    @pytest.mark.parametrize(
        "body", ["", "  \u200b ", "x" * 50_001, "a\x00b"], ids=["empty", "blank", "long", "nul"]
    )
    def test_refused_words_stay_in_the_composer(self, desk, cast, body, htmx):
        incident = started(cast)
        before = Entry.objects.count()
        answer = desk("rafael").write(incident, htmx=htmx, mode="note", body=body)
        page = answer.content.decode()
        assert answer.status_code == 422 and 'id="composer-error"' in page
        assert 'value="note" checked' in page and escape(body.strip()[:100]) in page
        assert Entry.objects.count() == before

    def test_files_hang_on_the_words(self, desk, cast):
        incident = started(cast)
        desk("rafael").write(incident, mode="note", body="Look", uploads=[_file(), _file("log.txt", b"x")])
        entry = Entry.objects.filter(incident=incident).latest("id")
        assert sorted(entry.attachments.values_list("name", "is_private")) == [
            ("log.txt", True),
            ("shot.png", True),
        ]

    def test_a_refused_file_keeps_the_words_and_nothing_is_written(self, desk, cast):
        incident = started(cast)
        before = Entry.objects.count()
        answer = desk("rafael").write(
            incident, mode="public", body="My words", uploads=[_file(), _file("run.exe", b"MZ")]
        )
        page = answer.content.decode()
        assert answer.status_code == 422 and "run.exe" in page and "My words</textarea>" in page
        assert (Entry.objects.count(), Attachment.objects.count()) == (before, 0)

    def test_a_finished_incident_takes_no_note(self, desk, cast):
        answer = desk("agnes").write(closed(cast), mode="note", body="Late")
        assert answer.status_code == 409 and "Late</textarea>" in answer.content.decode()

    def test_an_auditor_writes_nothing(self, desk, cast):
        assert desk("audra").write(started(cast), mode="note", body="x").status_code == 403


class TestFiles:
    """Files and their downloads."""

    @pytest.mark.parametrize(
        ("name", "content", "words"),
        [
            ("page.html", b"<p>", "not allowed"),
            ("run.exe", b"MZ", "not allowed"),
            ("noextension", b"x", "not allowed"),
            ("shot.png", b"<svg/>", "does not contain what its name says"),
            ("notes.txt", b"MZ\x90", "does not contain what its name says"),
            ("cod\u202egnp.exe", b"MZ", "not allowed"),
        ],
    )
    def test_what_is_not_allowed_is_refused_by_name(self, desk, cast, name, content, words):
        answer = desk("rafael").post("add_files", started(cast).number, uploads=_file(name, content))
        assert answer.status_code == 422 and words in answer.content.decode()
        assert not Attachment.objects.exists()

    def test_f07_the_limit_is_exact(self, desk, cast, settings):
        settings.ATTACHMENT_MAX_BYTES = 10
        incident = started(cast)
        rafael = desk("rafael")
        for size in (0, 10):
            assert (
                rafael.post("add_files", incident.number, uploads=_file("a.txt", b"x" * size)).status_code
                == 302
            )
        answer = rafael.post("add_files", incident.number, uploads=_file("big.txt", b"x" * 11))
        assert (
            answer.status_code == 422
            and "big.txt" in answer.content.decode()
            and "limit" in answer.content.decode()
        )
        assert Attachment.objects.count() == 2

    def test_names_lose_what_is_dangerous(self, desk, cast):
        """F03, F24."""
        incident = started(cast)
        for name in ("..\\..\\evil.txt", "a\u202ex.txt", "q|z:.txt"):
            desk("rafael").post("add_files", incident.number, uploads=_file(name, b"x"))
        names = set(Attachment.objects.values_list("name", flat=True))
        assert names == {"evil.txt", "ax.txt", "q_z_.txt"}

    def test_downloads_cannot_act_in_our_pages(self, desk, cast):
        """F01, F04, F06."""
        incident = started(cast)
        rafael = desk("rafael")
        rafael.post("add_files", incident.number, uploads=_file('Bericht "ä".pdf', b"%PDF-1.7 <script>"))
        answer = rafael.get(f"/attachments/{Attachment.objects.get().pk}/")
        assert answer.status_code == 200
        assert (
            answer["X-Content-Type-Options"] == "nosniff" and "sandbox" in answer["Content-Security-Policy"]
        )
        assert (
            answer["Content-Disposition"].startswith("attachment;") and "no-store" in answer["Cache-Control"]
        )
        assert "filename*=UTF-8''Bericht%20" in answer["Content-Disposition"]
        assert b"".join(answer.streaming_content).startswith(b"%PDF")

    def test_f15_foreign_and_private_files_do_not_exist(self, desk, cast):
        incident = started(cast)
        desk("rafael").post("add_files", incident.number, uploads=_file("open.txt", b"x"))
        desk("rafael").post("add_files", incident.number, uploads=_file("secret.txt", b"x"), is_private="on")
        opened, secret = (Attachment.objects.get(name=name).pk for name in ("open.txt", "secret.txt"))
        answer = desk("ruth").get(f"/attachments/{opened}/")
        assert (answer.status_code, b"".join(answer.streaming_content)) == (200, b"x")
        assert desk("ruth").get(f"/attachments/{secret}/").status_code == 404
        assert desk("stefan").get(f"/attachments/{opened}/").status_code == 404
        assert desk("rafael").get("/attachments/00000000-0000-0000-0000-000000000000/").status_code == 404


class TestLinks:
    """Links to other incidents."""

    def test_a_link_shows_at_both_ends_and_goes_away(self, desk, cast):
        one, two = started(cast), make_incident(cast, title="The other one")
        rafael = desk("rafael")
        assert (
            rafael.post("add_link", one.number, kind="related", target=two.number.lower()).status_code == 302
        )
        assert "The other one" in rafael.get(one.get_absolute_url()).content.decode()
        assert one.title in rafael.get(two.get_absolute_url()).content.decode()
        rafael.post("remove_link", one.number, Link.objects.get().pk)
        assert not Link.objects.exists()

    @pytest.mark.parametrize("target", ["INC-999999", "", "\x00", "x" * 200, "' OR 1=1"])
    def test_what_is_not_there_is_refused(self, desk, cast, target):
        answer = desk("rafael").post("add_link", started(cast).number, kind="related", target=target)
        assert answer.status_code == 422 and 'id="id_target_error"' in answer.content.decode()

    def test_an_incident_is_not_linked_to_itself(self, desk, cast):
        incident = started(cast)
        answer = desk("rafael").post("add_link", incident.number, kind="related", target=incident.number)
        assert answer.status_code == 422 and not Link.objects.exists()

    def test_the_auditor_links_nothing(self, desk, cast):
        one, two = started(cast), make_incident(cast)
        assert (
            desk("audra").post("add_link", one.number, kind="related", target=two.number).status_code == 403
        )


def test_tasks_are_added_done_and_opened_again(desk, cast):
    incident = started(cast)
    rafael = desk("rafael")
    assert rafael.post("add_task", incident.number, title="Check relay", assignee="nadia").status_code == 302
    task = Task.objects.get()
    rafael.post("toggle_task", incident.number, task.pk)
    assert Task.objects.get().done_at
    rafael.post("toggle_task", incident.number, task.pk)
    assert Task.objects.get().done_at is None
    assert rafael.post("add_task", incident.number, title="  ").status_code == 422
    other = make_incident(cast)
    assert rafael.post("toggle_task", other.number, task.pk).status_code == 404


def test_affected_people_are_named_and_taken_off(desk, cast):
    incident, agnes = started(cast), desk("agnes")
    assert agnes.post("add_affected", incident.number, person="oskar").status_code == 302
    page = agnes.get(incident.get_absolute_url()).content.decode()
    assert "Take Oskar Example off those affected" in page
    assert "Agnes Example named Oskar Example as affected" in page
    row = incident.affected.get()
    agnes.post("remove_affected", incident.number, row.pk)
    assert not Affected.objects.exists()
    page = agnes.get(incident.get_absolute_url()).content.decode()
    assert "Agnes Example took Oskar Example off the affected people" in page
    assert agnes.post("remove_affected", incident.number, row.pk).status_code == 404


def test_affected_groups_are_named_beside_a_person_escaped_and_taken_off_when_retired(desk, cast):
    incident, agnes, network = started(cast), desk("agnes"), cast.teams["network"]
    north = Organisation.objects.get(slug="north")
    chosen = {"person": "oskar", "team": "network", "organisation": "north"}
    assert agnes.post("add_affected", incident.number, **chosen).status_code == 302
    assert {row.target for row in incident.affected.all()} == {cast.oskar, network, north}
    network.name, network.retired_at = "<b>Net\u202e</b>", NOON
    save_as(network, by=cast.system)
    page = agnes.get(incident.get_absolute_url()).content.decode()
    for words in (
        "Agnes Example named Network as affected (team)",
        "Agnes Example named North as affected (organisation)",
        "<b><bdi>&lt;b&gt;Net\u202e&lt;/b&gt;</bdi></b><small>team, retired</small>",
        "Take North off those affected",
        # Oskar, Vera and Ruth of the organisation; Rafael, Nadia and Lena of the team.
        "6 people, members counted once.",
    ):
        assert words in page, words
    form = agnes.get(f"{incident.get_absolute_url()}affected/new/").content.decode()
    assert 'value="north"' in form and 'value="network"' not in form
    agnes.post("remove_affected", incident.number, incident.affected.get(team=network).pk)
    assert not incident.affected.filter(team=network).exists()


def test_of_several_affected_all_are_named_or_none(desk, cast):
    number, agnes = started(cast).number, desk("agnes")
    for field, chosen in (
        ("person", {}),
        ("person", {"person": "nobody-here", "team": "network"}),
        ("team", {"team": "nope"}),
        ("team", {"team": "' OR 1=1--", "organisation": "north"}),
        ("organisation", {"organisation": "\x00"}),
        ("organisation", {"organisation": "../north", "person": "oskar"}),
    ):
        answer = agnes.post("add_affected", number, **chosen)
        assert answer.status_code == 422 and f'id="id_{field}_error"' in answer.content.decode(), chosen
    assert not Affected.objects.exists()


def test_the_auditor_takes_nobody_off(desk, cast):
    incident = started(cast)
    row = name_affected(incident, cast.oskar, by=cast.actor("agnes"), now=NOON)
    audra = desk("audra")
    answer = audra.post("remove_affected", incident.number, row.pk)
    assert "still named" in audra.client.get(answer["Location"]).content.decode()
    assert Affected.objects.exists()


def test_people_follow_and_stop_following(desk, cast):
    incident = started(cast)
    rafael = desk("rafael")
    rafael.post("watch", incident.number)
    assert rafael.post("add_watcher", incident.number, person="oskar").status_code == 302
    assert set(Watcher.objects.values_list("user__username", "may_reply")) == {
        ("rafael", True),
        ("oskar", False),
    }
    rafael.post("watch", incident.number)
    assert Watcher.objects.get().user == cast.oskar
    assert rafael.post("add_watcher", incident.number, person="nobody-here").status_code == 422


def test_the_count_of_watchers_stays_after_a_step(desk, cast):
    incident = started(cast)
    rafael = desk("rafael")
    rafael.post("watch", incident.number)
    answer = rafael.step(incident, "hold", reason="awaiting_requester", question="Where?")
    assert 'aria-pressed="true"' in answer.content.decode().split('id="timeline-part"')[0]


def test_the_history_shows_differences_in_words(desk, cast):
    incident = started(cast)
    rafael = desk("rafael")
    rafael.edit(incident, "title", version=incident.version, title="Neu <b>")
    page = rafael.get(f"{incident.get_absolute_url()}history/").content.decode()
    assert "Neu &lt;b&gt;" in page and "<del>Assigned</del> → <ins>In progress</ins>" in page
    assert "<ins>Rafael Example</ins>" in page and "12:02:00+00:00</ins>" not in page


def test_the_timeline_speaks_in_names(desk, cast):
    page = desk("rafael").get(started(cast).get_absolute_url()).content.decode()
    assert "<b><bdi>Rafael Example</bdi></b>" in page and "<b><bdi>VPN</bdi></b>" in page


@pytest.mark.parametrize(
    "path", ["", "history/", "preview/", "links/new/", "steps/hold/", "properties/title/"]
)
def test_an_unknown_incident_is_not_found_everywhere(desk, cast, path):
    assert desk("rafael").get(f"/incidents/INC-424242/{path}").status_code == 404
    assert not Incident.objects.exists()
