"""OAuth 2.0 for mailboxes: tokens of a real server, shown to a real mail server that asks it (XOAUTH2)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from incidents.intake.mail import tokens
from incidents.intake.mail.models import Mailbox
from incidents.intake.mail.operations.configuring import save_mailbox
from incidents.intake.mail.operations.fetching import fetch
from tests.accounts.admin_client import address, signed_in
from tests.builders import MINUTE, NOON
from tests.cast import Cast
from tests.incidents.intake.mail.conftest import box_on, needs_dovecot
from tests.incidents.intake.mail.dovecot import Dovecot
from tests.incidents.intake.mail.letters import letter
from tests.incidents.intake.mail.token_server import TokenServer


@pytest.fixture(scope="module")
def giver() -> Iterator[TokenServer]:
    server = TokenServer()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def guarded(giver: TokenServer) -> Iterator[Dovecot]:
    server = Dovecot(tokens_at=giver.port)
    yield server
    server.stop()


@pytest.fixture
def fresh(giver: TokenServer, settings: Any, monkeypatch: pytest.MonkeyPatch) -> TokenServer:
    giver.asked.clear()
    giver.refuses = ""
    tokens._KNOWN.clear()
    settings.OUTGOING_ALLOWED_HOSTS = [f"127.0.0.1:{giver.port}"]
    for name in ("CLIENT_SECRET", "REFRESH_TOKEN"):
        monkeypatch.setenv(f"IMAP_{name}_CLOUD", f"secret-{name.lower()}")
    return giver


def cloud(guarded: Dovecot, cast: Cast, giver: TokenServer, monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    told = {"sign_in": "oauth2", "token_url": f"http://127.0.0.1:{giver.port}/token", "client_id": "cloud"}
    return box_on(guarded, cast, "cloud", monkeypatch, **told)


@needs_dovecot
def test_a_mailbox_is_opened_with_a_token_that_is_kept_until_it_ends(
    guarded: Dovecot, fresh: TokenServer, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = cloud(guarded, cast, fresh, monkeypatch)

    def look(minutes: int) -> tuple[int, str, int]:
        guarded.deliver("cloud", letter(message_id=f"<{minutes}@e>"))
        found = fetch(box, now=NOON + minutes * MINUTE)
        return found.stored, found.problem, len(fresh.asked)

    assert look(0) == (1, "", 1)
    assert fresh.asked[0] == {
        "grant_type": "refresh_token",
        "client_id": "cloud",
        "client_secret": "secret-client_secret",
        "refresh_token": "secret-refresh_token",
    }
    assert look(1) == (1, "", 1), "it is kept"
    assert look(58) == (1, "", 2), "and asked for anew before it ends"
    fresh.holds.clear()
    assert look(59) == (1, "", 3), "and when the mail server does not take it any more"


@needs_dovecot
def test_what_went_wrong_is_said_without_a_secret(
    guarded: Dovecot, fresh: TokenServer, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = cloud(guarded, cast, fresh, monkeypatch)
    fresh.refuses = "invalid_grant"
    problem = fetch(box, now=NOON).problem
    assert problem == (
        "No access token: the token address answered 400 invalid_grant: AADSTS70008: it has expired."
    )
    box.refresh_from_db()
    assert (box.is_failing, box.problem) == (True, problem)
    fresh.refuses = ""
    Mailbox.objects.update(username="somebody-else")
    box.refresh_from_db()
    problem = fetch(box, now=NOON).problem
    assert problem.startswith("TokenRefusedError: the server does not take the access token")
    assert "secret" not in problem and "xxx" not in problem
    assert len(fresh.asked) == 3, "asked anew once"


def test_without_a_refresh_token_the_client_asks_for_itself(
    fresh: TokenServer, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    grant = tokens.Grant(
        f"http://127.0.0.1:{fresh.port}/", "app", "s", "", "https://outlook.office365.com/.default"
    )
    assert tokens.token_for(grant, now=NOON).startswith("app-1-")
    assert fresh.asked[0]["grant_type"] == "client_credentials"
    assert fresh.asked[0]["scope"] == "https://outlook.office365.com/.default"
    assert "refresh_token" not in fresh.asked[0]
    assert "'s'" not in repr(grant)
    closed = tokens.Grant("http://127.0.0.1:1/", "app", "s", "", "")
    with pytest.raises(tokens.NoTokenError, match="No access token"):
        tokens.token_for(closed, now=NOON + timedelta(days=1))


WRONG = {
    "http://tokens.example.org/": "https://",
    "https://10.0.0.5/token": "private network",
    "no address": "",
}


@pytest.mark.parametrize("url", WRONG)
def test_secrets_go_only_where_they_are_safe(cast: Cast, url: str) -> None:
    box = Mailbox(slug="m", name="M", address="m@localhost", sign_in="oauth2", token_url=url, client_id="c")
    with pytest.raises(ValidationError) as refusal:
        save_mailbox(box, by=cast.system, now=NOON, why="for tests")
    assert WRONG[url] in refusal.value.message_dict["token_url"][0]


def test_oauth2_needs_an_address_and_a_client(cast: Cast) -> None:
    box = Mailbox(slug="m", name="M", address="m@localhost", created_at=NOON)
    save_mailbox(box, by=cast.system, now=NOON, why="for tests")
    with pytest.raises(IntegrityError), transaction.atomic():
        Mailbox.objects.update(sign_in="oauth2")
    box.sign_in, box.token_url, box.client_id = "oauth2", "https://login.example.org/token", "c"
    save_mailbox(box, by=cast.system, now=NOON, why="moved")
    page = signed_in(cast.adam).get(address(Mailbox, "change", box.pk)).content.decode()
    assert "IMAP_CLIENT_SECRET_M" in page and "IMAP_REFRESH_TOKEN_M" in page
