"""The health pages: honest, short, and never stored by a cache."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError
from django.test import Client

from accounts import clock
from incidents.intake.mail.models import Mailbox
from itsm import health
from itsm.tasks import heartbeat

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_live_needs_no_database(client: Client) -> None:
    answer = client.get("/health/live")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok"}
    assert "no-store" in answer["Cache-Control"]


@pytest.fixture
def ticking(db: None) -> None:
    """Beat has just ticked: a run of the suite may have lasted longer than the grace of a new process."""
    heartbeat()


@pytest.mark.usefixtures("ticking")
def test_ready_says_what_it_looked_at(client: Client) -> None:
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "checks": {"database": "ok", "migrations": "ok", "deliveries": "ok", "heartbeat": "ok"},
        "mailboxes": [],
    }
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.usefixtures("ticking")
def test_nothing_but_reading_is_allowed(client: Client) -> None:
    assert client.post("/health/ready").status_code == 405
    assert client.head("/health/ready").status_code == 200


@pytest.mark.django_db
def test_a_problem_is_a_503_with_its_reason(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_now: datetime) -> str | None:
        raise OperationalError("connection to server at 10.0.0.7 refused for user desk")

    monkeypatch.setitem(health.CHECKS, "database", away)
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["status"] == "unavailable"
    assert answer.json()["checks"]["database"] == "the database does not answer (OperationalError)"


@pytest.mark.usefixtures("ticking")
def test_mailboxes_are_told_of_without_a_reason_or_an_address(client: Client) -> None:
    made, now = clock.now() - timedelta(days=1), clock.now()
    ends = {"A fine": (now, None), "B late": (made, None), "C away": (now - timedelta(minutes=1), now)}
    Mailbox.objects.bulk_create(
        Mailbox(
            slug=name[0],
            name=name,
            address=f"{name[0]}@desk.example",
            host="imap.example",
            created_at=made,
            polled_at=polled_at,
            failed_at=failed_at,
            problem="ruth@desk.example refused",
        )
        for name, (polled_at, failed_at) in ends.items()
    )
    answer = client.get("/health/ready")
    told = [(box["name"], box["late"], box["failing"]) for box in answer.json()["mailboxes"]]
    assert told == [("A fine", False, False), ("B late", True, False), ("C away", False, True)]
    assert answer.json()["mailboxes"][0]["last_success"] == now.isoformat()
    assert (answer.status_code, b"example" in answer.content) == (200, False)


@pytest.mark.parametrize(
    ("last", "started", "problem"),
    [
        (None, timedelta(seconds=20), False),
        (None, timedelta(seconds=90), True),
        (timedelta(seconds=30), timedelta(days=1), False),
        (timedelta(seconds=90), timedelta(days=1), True),
        (timedelta(days=1), timedelta(seconds=20), False),
        (-timedelta(days=1), timedelta(seconds=90), True),
        (-timedelta(days=1), -timedelta(days=1), True),
    ],
)
def test_silence_is_judged_since_the_last_tick_or_the_start(
    last: timedelta | None, started: timedelta, problem: bool
) -> None:
    sentence = health.silence(NOW, NOW - last if last else None, NOW - started)
    assert bool(sentence) is problem
