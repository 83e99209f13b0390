"""Signing in and out, setting a password anew, and what the library offers beyond that and we do not."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import NoReverseMatch, reverse

from accounts.people.models import User

LONG = "a correct horse, 🐴 and a battery staple with spaces, 64 signs lg"


@pytest.fixture(autouse=True)
def _fresh_limits(db):
    cache.clear()


def sign_in(client, name, password="demo", **more):
    return client.post(reverse("account_login"), {"login": name, "password": password, **more})


@pytest.mark.parametrize("name", ["ruth", "RUTH", "ruth@example.org", "Ruth@Example.org"])
def test_by_name_or_address_without_regard_to_case(cast, client, name):
    answer = sign_in(client, name)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(cast.ruth.pk)


def test_a_sign_in_makes_no_version_of_the_person(cast, client):
    before = cast.ruth.history.count()
    sign_in(client, "ruth")
    assert cast.ruth.history.count() == before
    assert User.objects.get(pk=cast.ruth.pk).last_login is not None


@pytest.mark.parametrize(
    ("name", "where"), [("ruth", "portal"), ("vera", "portal"), ("agnes", "queue"), ("audra", "queue")]
)
def test_the_start_leads_everybody_to_their_pages(cast, client, name, where):
    client.force_login(cast.people[name])
    assert client.get("/").headers["Location"] == reverse(where)


def test_the_start_leads_strangers_to_the_sign_in(cast, client):
    assert client.get("/").headers["Location"].startswith(reverse("account_login"))


def test_the_way_back_is_kept_and_stays_in_this_house(cast, client):
    page = client.get(reverse("account_login"), {"next": "/help/"}).content.decode()
    assert 'name="next" value="/help/"' in page
    assert sign_in(client, "ruth", next="/help/").headers["Location"] == "/help/"
    client.logout()
    assert sign_in(client, "ruth", next="https://evil.example.net/").headers["Location"] == "/"


def test_the_very_first_start_leads_to_its_own_page(db, client):
    assert client.get("/").headers["Location"] == reverse("first_start")


@pytest.mark.parametrize("name", ["ruth", "nobody", "nobody@example.org"])
def test_a_wrong_password_and_an_unknown_name_look_the_same(cast, client, name):
    answer = sign_in(client, name, "wrong")
    assert answer.status_code == 422
    assert "Name and password do not match." in answer.content.decode()
    assert f'value="{name}"' in answer.content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"login": "ruth"},
        {"login": "ru\x00th", "password": "demo"},
        {"login": "ruth", "password": "de\x00mo"},
        {"login": "x" * 5_000, "password": "demo"},
        {"login": "ruth", "password": "x" * 900_000},
        {"login": "<script>alert(1)</script>", "password": "{{7*7}}"},
        {"login": "ruth@example.org\r\nBcc: eve@example.net", "password": "demo"},
    ],
)
def test_hostile_names_and_passwords_are_refused(cast, client, data):
    answer = client.post(reverse("account_login"), data)
    assert answer.status_code == 422
    assert "<script>alert(1)" not in answer.content.decode()


def test_a_deactivated_account_learns_it_only_with_its_password(cast, client):
    User.objects.filter(pk=cast.ruth.pk).update(is_active=False)
    assert sign_in(client, "ruth", "wrong").status_code == 422
    answer = client.post(reverse("account_login"), {"login": "ruth", "password": "demo"}, follow=True)
    assert "This account is not active" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_too_many_tries_say_how_long_to_wait(cast, client):
    for _try in range(10):
        assert sign_in(client, "ruth", "wrong").status_code == 422
    answer = sign_in(client, "ruth", "demo")
    assert answer.status_code == 429
    assert "Wait 15 minutes" in answer.content.decode()
    assert sign_in(client, "oskar").status_code == 302


def test_signing_out_asks_and_needs_a_post(cast, client):
    client.force_login(cast.ruth)
    assert "Sign out?" in client.get(reverse("account_logout")).content.decode()
    assert "_auth_user_id" in client.session
    assert client.post(reverse("account_logout")).headers["Location"] == reverse("account_login")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "address",
    ["signup/", "email/", "confirm-email/", "password/set/", "login/code/confirm/", "reauthenticate/", ""],
)
def test_what_we_do_not_offer_is_not_there(cast, client, address):
    client.force_login(cast.ruth)
    for method in (client.get, client.post):
        assert method(f"/accounts/{address}").status_code == 404


def test_no_address_for_signing_up():
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


def ask_for_a_link(client, address):
    return client.post(reverse("account_reset_password"), {"email": address}, follow=True)


def link_in(message):
    return re.search(r"https?://\S+/accounts/password/reset/key/\S+", message.body).group()


def body_of(answer):
    """Return the page without what differs from answer to answer: the moment and the form's own token."""
    return re.sub(r'data-now="[^"]*"|hx-headers=\'[^\']*\'|value="[\w-]{64}"', "", answer.content.decode())


def test_the_answer_does_not_say_whether_an_account_exists(cast, client):
    known, unknown = ask_for_a_link(client, "ruth@example.org"), ask_for_a_link(client, "eve@example.org")
    assert body_of(known) == body_of(unknown)
    assert known.redirect_chain == unknown.redirect_chain
    assert [message.to for message in mail.outbox] == [["ruth@example.org"]]


def test_the_link_is_below_the_configured_address_whatever_the_request_says(cast, client, settings):
    settings.BASE_URL = "https://desk.example.org"
    settings.ALLOWED_HOSTS = ["*"]
    client.post(
        reverse("account_reset_password"), {"email": "RUTH@example.org"}, headers={"host": "evil.example.net"}
    )
    (message,) = mail.outbox
    assert link_in(message).startswith("https://desk.example.org/accounts/")
    assert "evil" not in message.body
    assert message.to == ["ruth@example.org"]
    assert "\n" not in message.subject


def test_a_new_password_by_the_link_works_once(cast, client):
    before = cast.ruth.history.count()
    ask_for_a_link(client, "ruth@example.org")
    path = "/" + link_in(mail.outbox[0]).split("/", 3)[3]
    form = client.get(path, follow=True)
    assert "Set a new password" in form.content.decode()
    address = form.redirect_chain[-1][0]
    assert client.post(address, {"password1": "short", "password2": "short"}).status_code == 422
    answer = client.post(address, {"password1": LONG, "password2": LONG}, follow=True)
    assert "Your password is changed" in answer.content.decode()
    assert sign_in(client, "ruth").status_code == 422
    assert sign_in(client, "ruth", LONG).status_code == 302
    assert cast.ruth.history.count() == before + 1
    assert cast.ruth.history.latest().history_change_reason == "password changed"
    client.logout()
    assert "does not work any more" in client.get(path, follow=True).content.decode()


@pytest.mark.parametrize("key", ["1-abc", "zzzzzzzzzzzz-set-password", "0-x", "1-" + "y" * 300])
def test_a_made_up_link_is_refused_kindly(cast, client, key):
    answer = client.get(f"/accounts/password/reset/key/{key}/", follow=True)
    assert "does not work any more" in answer.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a@b",
        "a@example.org, b@example.org",
        '"x\r\nBcc: e@example.net"@example.org',
        "rüth@exämple.org\x00",
        "x" * 320,
    ],
)
def test_hostile_addresses_are_refused_and_reach_nobody(cast, client, address):
    assert client.post(reverse("account_reset_password"), {"email": address}).status_code == 422
    assert mail.outbox == []


def test_too_many_reset_mails_get_a_clear_page(cast, client):
    for _try in range(5):
        assert ask_for_a_link(client, "ruth@example.org").status_code == 200
    answer = ask_for_a_link(client, "ruth@example.org")
    assert answer.status_code == 429
    assert "Wait 15 minutes" in answer.content.decode()


def test_a_dead_mail_server_gives_the_same_answer(cast, client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    answer = ask_for_a_link(client, "ruth@example.org")
    assert answer.status_code == 200
    assert "is on its way" in answer.content.decode()


def test_changing_the_password_asks_for_the_present_one(cast, client):
    client.force_login(cast.ruth)
    address = reverse("account_change_password")
    assert client.get(address).status_code == 200
    refused = client.post(address, {"oldpassword": "wrong", "password1": LONG, "password2": LONG})
    assert refused.status_code == 422
    assert "This is not your current password." in refused.content.decode()
    done = client.post(address, {"oldpassword": "demo", "password1": LONG, "password2": LONG})
    assert done.headers["Location"] == reverse("profile")
    assert client.get(reverse("profile")).status_code == 200
    assert User.objects.get(pk=cast.ruth.pk).check_password(LONG)


def test_without_a_password_one_asks_for_a_link(cast, client):
    cast.ruth.set_unusable_password()
    User.objects.filter(pk=cast.ruth.pk).update(password=cast.ruth.password)
    client.force_login(User.objects.get(pk=cast.ruth.pk))
    answer = client.get(reverse("account_change_password"))
    assert answer.headers["Location"] == reverse("account_reset_password")


def test_a_stronger_hash_of_the_same_password_needs_no_signature(cast, client, settings):
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        "django.contrib.auth.hashers.MD5PasswordHasher",
    ]
    assert sign_in(client, "ruth").status_code == 302
    assert User.objects.get(pk=cast.ruth.pk).password.startswith("pbkdf2_sha256$")
