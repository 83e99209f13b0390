"""The first start: one person becomes the administrator, once, with the code from the console."""

import pytest

from accounts.access.first_run import is_needed, setup_code
from accounts.choices import Right
from accounts.people.models import User

ANSWERS = {
    "username": "hanna",
    "email": "hanna@example.org",
    "password": "seven quiet otters",
    "time_zone": "Europe/Berlin",
}


@pytest.mark.django_db
def test_the_first_person_becomes_the_administrator(client):
    page = client.post("/first-start/", {**ANSWERS, "code": setup_code()})
    assert page["Location"] == "/admin/"
    hanna = User.objects.get(username="hanna")
    assert hanna.may(Right.CONFIGURE)
    assert hanna.may(Right.AGENT)
    assert hanna.history.get().actor_name
    assert not is_needed()
    assert client.get("/admin/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "0000-0000-0000"}, "code"),
        ({"password": "short"}, "password"),
        ({"email": "no address"}, "email"),
        ({"time_zone": "../../etc/passwd"}, "time_zone"),
        ({"username": "a b\x00"}, "username"),
        ({"username": ""}, "username"),
    ],
)
def test_a_wrong_answer_is_named_and_nothing_is_made(client, change, field):
    page = client.post("/first-start/", {**ANSWERS, "code": setup_code(), **change})
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert is_needed()


def test_it_is_gone_once_somebody_can_sign_in(client, cast):
    assert client.get("/first-start/").status_code == 404
