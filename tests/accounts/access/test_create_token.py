"""The command that makes a token."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.access.models import ApiToken


def run(*words: str) -> str:
    out = StringIO()
    call_command("create_token", *words, stdout=out)
    return out.getvalue()


def test_it_prints_the_token_alone(cast):
    printed = run(
        "agnes", "--scopes", "incidents:read,incidents:write", "--name", "Import", "--expires", "30"
    )
    text = printed.strip()
    assert printed == f"{text}\n"
    token = ApiToken.objects.get(name="Import")
    assert (token.user, token.scopes) == (cast.agnes, ["incidents:read", "incidents:write"])
    assert token.expires_at is not None
    response = Client().get("/api/v1/users/me/", headers={"authorization": f"Bearer {text}"})
    assert response.json()["username"] == "agnes"


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["nobody", "--scopes", "admin"], "nobody"),
        (["agnes", "--scopes", "incidents:fly"], "incidents:read"),
        (["agnes", "--scopes", ","], "--scopes"),
        (["agnes", "--scopes", "admin", "--expires", "0"], "--expires"),
        (["agnes", "--scopes", "admin", "--name", " "], "--name"),
        (["agnes"], "--scopes"),
    ],
)
def test_errors_are_clear(cast, words, problem):
    with pytest.raises(CommandError, match=problem):
        run(*words)
    assert not ApiToken.objects.exists()
