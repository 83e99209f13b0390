"""One's own pages: details and tokens."""

import re

import pytest
from django.urls import reverse

from accounts.access.choices import Scope
from accounts.access.models import ApiToken, digest_of
from accounts.people.models import User

DETAILS = {
    "language": "de",
    "time_zone": "Europe/Berlin",
    "phone": "+49 30 1234",
    "location": "Berlin, 3rd floor",
}


@pytest.fixture
def ruth(cast, client):
    client.force_login(cast.ruth)
    return client


@pytest.mark.parametrize("name", ["profile", "tokens"])
def test_strangers_are_led_to_the_sign_in(client, db, name):
    answer = client.get(reverse(name))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize(("person", "frame"), [("ruth", "portal-top"), ("agnes", "sidebar")])
def test_everybody_sees_them_in_their_own_frame(cast, client, person, frame):
    client.force_login(cast.people[person])
    for name in ("profile", "tokens"):
        answer = client.get(reverse(name))
        assert answer.status_code == 200
        assert frame in answer.content.decode()
        assert "no-store" in answer.headers["Cache-Control"]


def test_the_menu_leads_there(ruth):
    page = ruth.get(reverse("profile")).content.decode()
    for name in ("profile", "tokens", "account_change_password"):
        assert f'href="{reverse(name)}"' in page


def test_details_are_saved_and_signed(cast, ruth):
    answer = ruth.post(reverse("profile"), DETAILS)
    assert answer.headers["Location"] == reverse("profile")
    person = User.objects.get(pk=cast.ruth.pk)
    assert {name: getattr(person, name) for name in DETAILS} == DETAILS
    version = person.history.latest()
    assert (version.actor_name, version.channel) == ("Ruth Example", "web")
    assert version.history_change_reason == "own details changed"
    ruth.post(reverse("profile"), DETAILS)
    assert person.history.latest().history_id == version.history_id


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("time_zone", "../../etc/passwd"),
        ("time_zone", ""),
        ("time_zone", "America"),
        ("time_zone", "Europe/\x00London"),
        ("time_zone", "Factory"),
        ("language", "klingon"),
        ("language", ""),
        ("phone", "1" * 41),
        ("phone", "1\x00"),
        ("phone", "1\x07"),
        ("location", "x" * 121),
        ("location", "a\x00b"),
    ],
)
def test_hostile_details_are_refused_at_their_field(cast, ruth, field, value):
    before = cast.ruth.history.count()
    typed = {**DETAILS, "phone": "12345", "location": "kept text", field: value}
    answer = ruth.post(reverse("profile"), typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'id="id_{field}_error"' in page
    if field != "location":
        assert "kept text" in page
    assert cast.ruth.history.count() == before


@pytest.mark.parametrize(
    "value", ["<script>alert(1)</script>", "{{7*7}} {% debug %}", "\u202egnp.exe", "📍 Zürich"]
)
def test_odd_text_is_kept_exact_and_harmless(cast, ruth, value):
    ruth.post(reverse("profile"), {**DETAILS, "location": value})
    assert User.objects.get(pk=cast.ruth.pk).location == value
    assert "<script>alert" not in ruth.get(reverse("profile")).content.decode()


def test_hidden_fields_change_nothing(cast, ruth):
    ruth.post(
        reverse("profile"),
        {
            **DETAILS,
            "is_staff": "1",
            "is_superuser": "1",
            "username": "root",
            "groups": "1",
            "organisation": "2",
        },
    )
    person = User.objects.get(pk=cast.ruth.pk)
    assert (person.is_staff, person.is_superuser, person.username) == (False, False, "ruth")
    assert person.organisation_id == cast.ruth.organisation_id


def make(client, **changes):
    data = {"name": "laptop", "scopes": [Scope.INCIDENTS_READ], "lifetime": "30", **changes}
    return client.post(reverse("tokens"), data)


def test_a_token_is_shown_once(cast, ruth):
    page = make(ruth).content.decode()
    text = re.search(r'id="secret" value="([^"]+)"', page).group(1)
    token = ApiToken.objects.get(user=cast.ruth)
    key, secret = text.split(".")
    assert (token.key, token.digest) == (key, digest_of(secret))
    assert (token.expires_at - token.created_at).days == 30
    assert secret not in ruth.get(reverse("tokens")).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "\u200b"),
        ("name", "x" * 81),
        ("name", "a\x00"),
        ("scopes", []),
        ("scopes", ["everything"]),
        ("lifetime", ""),
        ("lifetime", "-1"),
        ("lifetime", "1e9"),
        ("lifetime", "٣٠"),
    ],
)
def test_hostile_tokens_are_refused_at_their_field(cast, ruth, field, value):
    answer = make(ruth, **{field: value})
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not ApiToken.objects.exists()


def test_a_name_with_signs_is_text(ruth):
    make(ruth, name="<script>alert(1)</script>")
    page = ruth.get(reverse("tokens")).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_revoking_ends_it_and_is_signed(cast, ruth):
    make(ruth)
    token = ApiToken.objects.get()
    assert ruth.get(reverse("revoke_token", args=[token.pk])).status_code == 405
    ruth.post(reverse("revoke_token", args=[token.pk]))
    token.refresh_from_db()
    assert token.revoked_at is not None
    assert token.history.latest().actor_name == "Ruth Example"
    assert "Revoked" in ruth.get(reverse("tokens")).content.decode()


def test_tokens_of_others_do_not_exist(cast, client, ruth):
    make(ruth)
    token = ApiToken.objects.get()
    client.force_login(cast.adam)
    assert token.name not in client.get(reverse("tokens")).content.decode()
    assert client.post(reverse("revoke_token", args=[token.pk])).status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None


@pytest.mark.parametrize("rows", [5, 50])
def test_the_queries_do_not_grow_with_the_tokens(ruth, rows, django_assert_max_num_queries):
    for number in range(rows):
        make(ruth, name=f"token {number}")
    with django_assert_max_num_queries(5):
        ruth.get(reverse("tokens"))
