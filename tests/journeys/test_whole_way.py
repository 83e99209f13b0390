"""The life of one incident on the real stack: from a monitor's signal to the review, in a real browser."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, TimeoutError

from tests.journeys.stack import Stack, eventually

pytestmark = pytest.mark.browser

SUMMARY = "Mail relay refuses 40 percent of messages"


def payload(now: datetime) -> bytes:
    """Return what Alertmanager sends for one firing alert."""
    alert = {
        "status": "firing",
        "labels": {"alertname": "HighErrorRate", "severity": "critical", "instance": "mail-01:9154"},
        "annotations": {
            "summary": SUMMARY,
            "description": "Deferred and refused messages above the threshold.",
        },
        "startsAt": now.isoformat(),
        "endsAt": "0001-01-01T00:00:00Z",
        "generatorURL": "http://prometheus.example/graph",
        "fingerprint": "4f2a9c01d5e8b377",
    }
    body = {
        "version": "4",
        "groupKey": '{}:{alertname="HighErrorRate"}',
        "truncatedAlerts": 0,
        "status": "firing",
        "receiver": "evenkeel",
        "groupLabels": {"alertname": "HighErrorRate"},
        "commonLabels": alert["labels"],
        "commonAnnotations": alert["annotations"],
        "externalURL": "http://alertmanager.example",
        "alerts": [alert],
    }
    return json.dumps(body).encode()


@pytest.fixture
def database_url(tmp_path: Path) -> Iterator[str]:
    """An empty database of the engine that the suite runs on: SQLite in the data directory, or PostgreSQL."""
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        yield ""
        return
    server = urlsplit(settings.DATABASE_URL)
    name = f"evenkeel_journey_{tmp_path.parent.name.rpartition('-')[2]}_{tmp_path.name[-12:]}".lower()
    name = re.sub(r"\W", "_", name)
    admin = urlunsplit(server._replace(scheme="postgresql", path="/postgres"))
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
        yield urlunsplit(server._replace(scheme="postgres", path=f"/{name}"))
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture
def stack(tmp_path: Path, database_url: str) -> Iterator[Stack]:
    """Web, worker and beat with the demo organisation."""
    with Stack(tmp_path, database_url).running() as running:
        yield running


def signed_in(chromium: Browser, stack: Stack, name: str) -> Page:
    """Sign a demo person in through the page."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(f"{stack.address}/accounts/login/")
    page.fill("[name=login]", name)
    page.fill("[name=password]", "demo")
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda address: "/accounts/login" not in address)
    return page


def step(page: Page, key: str) -> None:
    """Leave whatever field has the focus, and open a step's dialog by its key."""
    page.click("#head h1")
    page.keyboard.press(key)
    page.wait_for_selector("#dialog[open]")


def confirm(page: Page) -> None:
    """Press the dialog's button, once nothing in it is still being fetched, and wait until the dialog is gone."""
    page.wait_for_selector("#dialog .htmx-request", state="detached")
    page.click("#dialog footer .btn-primary")
    try:
        page.wait_for_selector("#dialog:not([open])", state="attached")
    except TimeoutError as error:
        raise AssertionError(f"the dialog stayed open: {page.inner_html('#dialog')}") from error


def state_of(page: Page) -> str:
    return page.inner_text("#head .state-chip")


def found_by_api(stack: Stack, token: str) -> dict[str, Any] | None:
    status, body = stack.call("/api/v1/incidents/?ordering=-reported_at&limit=20", token=token)
    assert status == 200, body
    return next((row for row in json.loads(body)["results"] if row["title"] == SUMMARY), None)


def a_monitor_reports(stack: Stack) -> str:
    """The signal is taken in at once, and the worker makes an incident of it; return its number."""
    key = stack.manage("create_intake_key", "alertmanager", "--name", "Prometheus", "--service", "email")
    token = stack.manage("create_token", "agent", "--scopes", "incidents:read")
    status, _body = stack.call(f"/api/v1/intake/alertmanager/{key}/", body=payload(datetime.now(UTC)))
    assert status == 202
    row = eventually(lambda: found_by_api(stack, token), "the signal becomes an incident")
    assert (row["state"], row["priority"], row["channel"]) == ("new", "P1", "monitoring")
    return str(row["number"])


def an_agent_works(agent: Page) -> None:
    """Name the person who noticed, triage, start, note, and hold with a question."""
    agent.click("#prop-requester a")
    agent.select_option("#prop-requester select", "requester")
    agent.click("#prop-requester button[type=submit]")
    agent.wait_for_selector("#prop-requester form", state="detached")
    step(agent, "t")
    agent.select_option("#dialog [name=service]", "email")
    agent.select_option("#dialog [name=category]", "software/email/delivery")
    agent.select_option("#dialog [name=team]", "service-desk")
    confirm(agent)
    assert "Assigned" in state_of(agent)
    agent.keyboard.press("s")
    agent.wait_for_selector("#head .state-chip[data-state=in-progress]")
    agent.keyboard.press("n")
    agent.fill("#composer textarea", "The **relay** answers 452; its disk is full.")
    agent.keyboard.press("Control+Enter")
    agent.wait_for_selector(".entry[data-kind=note] strong")
    step(agent, "h")
    agent.select_option("#dialog [name=reason]", "awaiting_requester")
    agent.fill("#dialog [name=question]", "Since when do your messages come back?")
    confirm(agent)
    assert "On hold" in state_of(agent)


def the_requester_answers(requester: Page, page: str) -> None:
    """The question stands on the page, the work note does not; an answer is written."""
    requester.goto(page)
    assert "Since when do your messages come back?" in requester.inner_text("#messages")
    assert "disk is full" not in requester.content()
    requester.fill("#id_body", "Since nine this morning.")
    requester.click("#reply button[type=submit]")
    requester.wait_for_selector("text=Since nine this morning.")


def the_agent_resolves(agent: Page, page: str) -> None:
    """The answer has resumed the incident; it is resolved with a text for the requester."""
    agent.goto(page)
    assert "In progress" in state_of(agent)
    step(agent, "e")
    agent.select_option("#dialog [name=code]", "fixed_permanently")
    agent.select_option("#dialog [name=cause_category]", "technical")
    agent.select_option("#dialog [name=evidence]", "agent_test")
    agent.fill("#dialog [name=text]", "The relay has room again and accepts messages.")
    confirm(agent)
    assert "Resolved" in state_of(agent)


def the_review_stands(agent: Page, page: str) -> None:
    """The incident leads to the draft of its review, which tells its course."""
    agent.goto(page)
    assert "Closed" in state_of(agent)
    agent.wait_for_selector("#incident-review a.num")
    agent.click("#incident-review a.num")
    agent.wait_for_url("**/reviews/**")
    text = agent.inner_text("#main")
    assert SUMMARY in text
    assert "Draft" in text
    assert "Timeline" in text


def test_from_the_first_signal_to_the_review(stack: Stack, chromium: Browser) -> None:
    number = a_monitor_reports(stack)
    desk, portal = f"{stack.address}/incidents/{number}/", f"{stack.address}/help/{number}/"
    agent, requester = signed_in(chromium, stack, "agent"), signed_in(chromium, stack, "requester")
    agent.goto(desk)
    an_agent_works(agent)
    eventually(lambda: stack.mails("requester@", number), "the question is mailed")
    the_requester_answers(requester, portal)
    the_agent_resolves(agent, desk)
    (message, *_more) = eventually(lambda: stack.mails("requester@", "Resolved"), "the resolution is mailed")
    assert "/help/links/" in str(message.get_body(("plain",)).get_content())
    requester.goto(portal)
    requester.check("[name=works][value=yes]")
    requester.click("#confirm button[type=submit]")
    eventually(lambda: stack.mails("requester@", "Closed"), "the closure is mailed")
    agent.goto(f"{stack.address}/inbox/")
    assert number in agent.inner_text("#main")
    the_review_stands(agent, desk)
