"""API tokens in the administration: the secret is shown once, only a digest stays, revoking is at once."""

import pytest
from django.contrib.admin.models import LogEntry

from accounts.access.models import ApiToken, digest_of
from accounts.choices import Channel
from tests.accounts.admin_client import address, signed_in
from tests.builders import NOON


@pytest.fixture
def adam(cast):
    return signed_in(cast.adam)


def add(client, owner, **changes):
    values = {"user": owner.pk, "name": "Monitoring", "scopes": ["events:write"], "reason": "New probe"}
    return client.post(address(ApiToken, "add"), {**values, **changes})


def test_the_secret_is_shown_once_and_only_a_digest_stays(adam, cast):
    answer = add(adam, cast.monitor)
    assert answer.status_code == 200
    shown = answer.context["secret"]
    assert shown in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    token = ApiToken.objects.get()
    key, secret = shown.split(".")
    assert (token.key, token.digest) == (key, digest_of(secret))
    stored = str(ApiToken.objects.values()) + str(list(LogEntry.objects.values())) + str(dict(adam.session))
    assert secret not in stored
    assert secret not in str(adam.cookies)
    for page in (address(ApiToken, "changelist"), address(ApiToken, "change", token.pk)):
        text = adam.get(page).content.decode()
        assert secret not in text
        assert token.digest not in text
    assert (token.user, token.scopes) == (cast.monitor, ["events:write"])
    version = token.history.get()
    assert (version.channel, version.history_user) == (Channel.ADMIN, cast.adam)


@pytest.mark.parametrize(
    "changes",
    [
        {"scopes": []},
        {"scopes": ["all"]},
        {"name": ""},
        {"expires_at_0": "2020-01-01", "expires_at_1": "10:00"},
    ],
)
def test_bad_values_make_no_token(adam, cast, changes):
    assert add(adam, cast.monitor, **changes).context["adminform"].form.errors
    assert not ApiToken.objects.exists()


def test_no_token_acts_for_a_colleague(adam, cast):
    assert "user" in add(adam, cast.agnes).context["adminform"].form.errors
    assert not ApiToken.objects.exists()
    assert "secret" in add(adam, cast.adam).context


def test_revoking_asks_why_and_is_at_once(adam, cast):
    add(adam, cast.monitor)
    token = ApiToken.objects.get()
    url = address(ApiToken, "step", token.pk, "revoke")
    assert adam.post(url, {"reason": ""}).status_code == 200
    assert ApiToken.objects.usable(NOON).exists()
    assert adam.post(url, {"reason": "Leaked"}).status_code == 302
    assert not ApiToken.objects.usable(NOON).exists()
    assert token.history.first().history_change_reason == "Leaked"


def test_a_token_is_neither_changed_nor_deleted(adam, cast):
    add(adam, cast.monitor)
    token = ApiToken.objects.get()
    adam.post(address(ApiToken, "change", token.pk), {"name": "Other", "scopes": ["admin"], "reason": "x"})
    assert ApiToken.objects.get().scopes == ["events:write"]
    assert adam.post(address(ApiToken, "delete", token.pk), {"reason": "x"}).status_code == 403
