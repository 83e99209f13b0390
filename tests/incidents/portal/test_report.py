"""The report form: what it takes, what it refuses and where, and that it loses nothing."""

import re
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from accounts import clock
from accounts.access.models import IdempotentCall
from accounts.access.operations import run_once
from accounts.people.models import User
from incidents.records.choices import State
from incidents.records.models import Incident
from incidents.records.timeline_models import Attachment

GOOD = {
    "title": "I cannot print",
    "description": "The kiosk says “out of paper” but is full.",
    "service": "email",
    "impact": "low",
    "urgency": "medium",
    "form_token": "first",
}


@pytest.fixture
def ruth(as_person):
    return as_person("ruth")


def send(client, **changes):
    return client.post(reverse("portal_report"), {**GOOD, **changes})


def png(name="screen.png"):
    return SimpleUploadedFile(name, b"\x89PNG\r\n\x1a\n" + b"x" * 50)


def test_strangers_are_led_to_the_sign_in(client, db):
    for answer in (client.get(reverse("portal_report")), send(client)):
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(reverse("account_login"))
    assert not Incident.objects.exists()


def test_a_report_becomes_an_incident_with_a_number_at_once(cast, ruth):
    answer = send(ruth, uploads=[png(), png("second.png")])
    incident = Incident.objects.get()
    assert answer.headers["Location"] == reverse("portal_incident", args=[incident.number])
    page = ruth.get(answer.headers["Location"]).content.decode()
    assert f"Your report has the number {incident.number}." in page
    assert "The service desk reads it next" in page
    assert (incident.title, incident.state, incident.channel) == ("I cannot print", State.NEW, "portal")
    assert (incident.requester, incident.reporter, incident.service) == (
        cast.ruth,
        cast.ruth,
        cast.services["email"],
    )
    assert incident.history.latest().channel == "portal"
    assert {file.name for file in incident.attachments.all()} == {"screen.png", "second.png"}


def test_the_question_of_the_start_page_is_kept(ruth):
    page = ruth.get(reverse("portal_report"), {"title": 'My "mail" <b>is</b> late\0'}).content.decode()
    assert 'value="My &quot;mail&quot; &lt;b&gt;is&lt;/b&gt; late"' in page


def test_what_is_known_of_the_person_is_filled_in(cast, ruth):
    User.objects.filter(pk=cast.ruth.pk).update(phone="4711", location="Room 5")
    page = ruth.get(reverse("portal_report")).content.decode()
    assert 'value="4711"' in page
    assert 'value="Room 5"' in page


def test_the_least_is_enough(ruth):
    least = {"title": "Help", "impact": "low", "urgency": "low"}
    assert ruth.post(reverse("portal_report"), least).status_code == 302


BLANKS = ["", " ", "\t", "\u00a0", "\u200b", "\u3164"]
REFUSED = [
    *[(f"W01-{number}", "title", blank) for number, blank in enumerate(BLANKS)],
    ("W02", "title", "x" * 201),
    ("W04", "title", "a\0b"),
    ("W04-control", "title", "a\x07b"),
    ("W04-description", "description", "a\0b"),
    ("W04-bell", "description", "a\x07b"),
    ("long", "description", "x" * 50_001),
    ("unknown-service", "service", "no-such"),
    ("unknown-level", "impact", "gigantic"),
    ("missing-level", "urgency", ""),
    ("W20-word", "urgency", "٣"),
    ("long-place", "location", "x" * 121),
    ("W04-place", "location", "a\0b"),
    ("W22", "contact", "x" * 320),
    ("impossible-day", "occurred_at", "2026-02-30T10:00"),
    ("W20-moment", "occurred_at", "1e9"),
    ("W20-arabic", "occurred_at", "٢٠٢٦"),
    ("future", "occurred_at", "2999-01-01T10:00"),
    ("with-zone", "occurred_at", "2026-02-01T10:00+99:99"),
]


@pytest.mark.parametrize(("field", "value"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_hostile_fields_are_refused_by_name_and_the_rest_is_kept(ruth, field, value):
    answer = send(ruth, **{field: value})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in page
    assert not Incident.objects.exists()
    if field != "description":
        assert "The kiosk says “out of paper” but is full." in page
    if field != "title":
        assert 'value="I cannot print"' in page
    assert send(ruth).status_code == 302, "the next good report works"


@pytest.mark.parametrize(
    "title",
    [
        "😀" * 200,
        "\u202egnp.exe \u2066isolated",
        "<script>alert(1)</script>",
        "{{7*7}} {% debug %} ${7*7} #{7*7}",
        "'; DROP TABLE incidents_incident; --",
        "مرحبا، لا أستطيع الطباعة",
    ],
    ids=["W02-emoji", "W05", "W08", "W10", "sql", "rtl"],
)
def test_odd_titles_are_kept_exact_and_harmless(ruth, title):
    address = send(ruth, title=title, description=title).headers["Location"]
    incident = Incident.objects.get()
    assert (incident.title, incident.description) == (title, title)
    for path in (address, reverse("portal"), reverse("portal_withdraw", args=[incident.number])):
        answer = ruth.get(path)
        assert answer.status_code == 200
        page = answer.content.decode()
        assert "<script>alert" not in page
        if "7*7" in title:
            assert "{{7*7}} {% debug %} ${7*7} #{7*7}" in page
    assert "<bdi>" in ruth.get(reverse("portal")).content.decode()


@pytest.mark.parametrize("breaks", ["\r\n", "\r", "\n", "\u2028"])
def test_line_breaks_in_the_title_become_spaces(ruth, breaks):
    send(ruth, title=f"One{breaks}Bcc: eve@example.net")
    assert Incident.objects.get().title == "One Bcc: eve@example.net"


def test_fields_that_the_form_does_not_have_change_nothing(cast, ruth):
    send(
        ruth,
        state="closed",
        status="closed",
        requester="oskar",
        reporter=str(cast.oskar.pk),
        priority="1",
        team="network",
        number="INC-1",
        created_at="2020-01-01",
        channel="phone",
        external_reference="x",
        is_staff="1",
    )
    incident = Incident.objects.get()
    assert (incident.state, incident.requester, incident.channel) == (State.NEW, cast.ruth, "portal")
    assert (incident.team, incident.external_reference, incident.priority) == (None, "", 4)
    assert incident.number != "INC-1"


@pytest.mark.parametrize(
    "moment", ["2026-03-29T01:30", "2025-10-26T01:30"], ids=["skipped-in-spring", "twice-in-autumn"]
)
def test_hours_that_the_clock_change_skips_or_repeats_are_refused(cast, ruth, moment):
    User.objects.filter(pk=cast.ruth.pk).update(time_zone="Europe/London")
    answer = send(ruth, occurred_at=moment)
    assert answer.status_code == 422
    assert 'id="id_occurred_at_error"' in answer.content.decode()


def test_a_moment_is_read_in_the_persons_zone(cast, ruth):
    User.objects.filter(pk=cast.ruth.pk).update(time_zone="Asia/Kolkata")
    send(ruth, occurred_at="2026-03-02T10:00")
    assert Incident.objects.get().occurred_at == datetime(2026, 3, 2, 4, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("virus.exe", b"MZ"),
        ("page.html", b"<html>"),
        ("lies.png", b"<svg onload=alert(1)>"),
        ("lies.txt", b"MZ\x90"),
        ("noextension", b"x"),
        ("../../etc/passwd", b"root"),
    ],
)
def test_a_refused_file_is_named_and_keeps_the_text(ruth, name, content):
    answer = send(ruth, uploads=[png(), SimpleUploadedFile(name, content)])
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_uploads_error"' in page
    assert "The kiosk says “out of paper” but is full." in page
    assert 'value="I cannot print"' in page
    assert not Incident.objects.exists()
    assert not Attachment.objects.exists()


def test_a_file_over_the_limit_is_refused_with_the_limit(ruth, settings):
    settings.ATTACHMENT_MAX_BYTES = 60
    answer = send(ruth, uploads=[SimpleUploadedFile("big.txt", b"x" * 61)])
    assert "Your text is kept." in answer.content.decode()
    assert send(ruth, uploads=[SimpleUploadedFile("fits.txt", b"x" * 60)]).status_code == 302


def test_names_with_paths_are_shown_without(ruth):
    address = send(
        ruth, uploads=[png("..\\..\\a/b/<img>\u202e.png"), SimpleUploadedFile("empty.txt", b"")]
    ).headers["Location"]
    names = {file.name for file in Attachment.objects.all()}
    assert names == {"_img_.png", "empty.txt"}
    assert "<img>" not in ruth.get(address).content.decode()


def test_the_same_form_sent_twice_makes_one_incident(ruth):
    first, second = send(ruth), send(ruth)
    assert first.headers["Location"] == second.headers["Location"]
    assert Incident.objects.count() == 1


def test_a_form_that_was_changed_and_sent_again_makes_another(ruth):
    send(ruth)
    send(ruth, title="I cannot scan either")
    send(ruth, form_token="second")
    assert Incident.objects.count() == 3


def test_two_people_never_share_a_form(as_person):
    send(as_person("ruth"))
    send(as_person("oskar"))
    assert Incident.objects.count() == 2


def test_a_refused_form_may_be_sent_again_with_its_token(ruth):
    page = send(ruth, occurred_at="2999-01-01T10:00").content.decode()
    assert 'name="form_token" value="first"' in page
    assert not IdempotentCall.objects.exists()
    assert send(ruth).status_code == 302


def test_every_form_has_its_own_token(ruth):
    tokens = {
        re.search(
            r'name="form_token" value="([^"]+)"', ruth.get(reverse("portal_report")).content.decode()
        ).group(1)
        for _time in range(3)
    }
    assert len(tokens) == 3


def test_a_fault_inside_is_not_taken_for_a_repetition(db):
    def act():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        raise IntegrityError("something else")

    with pytest.raises(IntegrityError, match="something else"):
        run_once("form:1", "key", act, now=clock.now())
    assert run_once("form:1", "key", lambda: "done", now=clock.now()) == "done"
    assert run_once("form:1", "key", lambda: "again", now=clock.now()) == "done"


def test_too_many_fields_and_too_much_text_get_a_clear_page(ruth):
    for count in (1_001, 2_000):
        answer = send(ruth, **{f"field{number}": "x" for number in range(count)})
        assert answer.status_code == 400
        assert "could not read this request" in answer.content.decode()
    assert send(ruth, description="x" * 5_000_000).status_code in (400, 413, 422)
    assert not Incident.objects.exists()


def test_without_the_forms_own_secret_nothing_happens(cast):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.ruth)
    assert send(strict).status_code == 403
    assert not Incident.objects.exists()
