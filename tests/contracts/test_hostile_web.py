"""What people and machines type into the forms (W rows): refused at the field with everything kept, or taken."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.people.models import User
from incidents.records.models import Incident
from tests.cast import Cast
from tests.contracts.doors import DOORS, FIELDS, HIDDEN, NOW, Door, Visit, everything_opens, field_ids, visit

BLANKS = ("", "  ", "\t", "\u00a0", "\u200b", "\u3164")
# The reader of a link from a message need not be signed in, so there is no session to lose.
SIGNED_IN = [door for door in DOORS if door.name != "link"]
SECRETS = ("", "foreign", "x" * 64, "\0")
EMOJI = "\U0001f525"


@pytest.fixture(autouse=True)
def _that_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pages be used in the hour of the builders' incidents."""
    cache.clear()
    monkeypatch.setattr("accounts.clock.now", lambda: NOW)


@pytest.fixture
def meet(cast: Cast) -> Callable[[Door], Visit]:
    """Bring somebody in front of a door."""
    return lambda door: visit(door, cast)


def assert_taken(answer: Any) -> None:
    """Check that the form was accepted; the failure quotes what was refused instead of the whole page."""
    said = re.findall(r'id="[^"]*error".*?</p>', answer.content.decode(), re.DOTALL)
    assert answer.status_code in (200, 302) and not said, (answer.status_code, said)


def assert_refused(at: Visit, answer: Any, name: str) -> None:
    """Check that the page comes back, names the field and keeps the other texts; the next good form works.

    What is refused is not stored, so no page has to be opened: that is for what is taken.
    """
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 422, answer.status_code
    assert at.door.mark(name) in page
    for other in at.door.fields:
        if other != name and at.values.get(other):
            assert at.values[other] in page
    assert_taken(at.send())


@pytest.mark.parametrize(
    ("door", "name"),
    [pytest.param(door, name, id=f"W01-{door.name}-{name}") for door in DOORS for name in door.must],
)
def test_what_must_be_said_cannot_be_blank(meet: Callable[[Door], Visit], door: Door, name: str) -> None:
    at = meet(door)
    for blank in BLANKS[1:]:
        answer = at.send(**{name: blank})
        assert answer.status_code == 422, repr(blank)
        assert at.door.mark(name) in answer.content.decode()
    assert_refused(at, at.send(**{name: BLANKS[0]}), name)


@pytest.mark.parametrize(("door", "name", "limit"), FIELDS, ids=field_ids("W02"))
def test_the_limit_counts_letters_and_is_exact(
    meet: Callable[[Door], Visit], door: Door, name: str, limit: int
) -> None:
    at = meet(door)
    refused = at.send(**{name: "x" * (limit + 1)})
    assert refused.status_code == 422
    assert at.door.mark(name) in refused.content.decode()
    assert_taken(at.send(**{name: EMOJI * limit}))
    if name == next(iter(door.fields)):
        everything_opens(at.cast)


@pytest.mark.parametrize(("door", "name", "limit"), FIELDS, ids=field_ids("W04"))
def test_what_cannot_be_stored_is_refused_at_its_field(
    meet: Callable[[Door], Visit], door: Door, name: str, limit: int
) -> None:
    at = meet(door)
    for unstorable in ("a\0b", "a\x07b"):
        answer = at.send(**{name: unstorable})
        assert answer.status_code == 422, repr(unstorable)
        assert at.door.mark(name) in answer.content.decode()
    assert_refused(at, at.send(**{name: "a\x1bb"}), name)


@pytest.mark.parametrize(
    ("door", "name"),
    [pytest.param(door, name, id=f"W07-{door.name}-{name}") for door in DOORS for name in door.lines],
)
def test_a_line_stays_a_line(meet: Callable[[Door], Visit], door: Door, name: str) -> None:
    at = meet(door)
    assert_taken(at.send(**{name: "One\r\nBcc: eve@example.net\u2028Two\rThree\nFour"}))
    for page in [*everything_opens(at.cast).values(), at.client.get(at.address).content.decode()]:
        assert not re.search("One[\r\n\u2028]|net\u2028|Two\r|Three\n", html.unescape(page))


@pytest.mark.parametrize("door", DOORS, ids=[f"W11-{door.name}" for door in DOORS])
def test_fields_that_the_form_does_not_have_change_nothing(meet: Callable[[Door], Visit], door: Door) -> None:
    at = meet(door)
    people = list(User.objects.order_by("pk").values_list("pk", "is_staff", "is_superuser", "username"))
    before = dict(Incident.objects.values_list("number", "requester"))
    wished = {name: value for name, value in HIDDEN.items() if name not in at.filling()}
    assert_taken(at.send(**wished))
    assert (
        list(User.objects.order_by("pk").values_list("pk", "is_staff", "is_superuser", "username")) == people
    )
    for incident in Incident.objects.all():
        assert incident.state not in ("closed",)
        assert incident.number != "INC-1" and incident.created_at.year >= 2026
        assert before.get(incident.number, incident.requester_id) == incident.requester_id
        assert incident.reporter != at.cast.stefan
    everything_opens(at.cast)


@pytest.mark.parametrize("door", SIGNED_IN, ids=[f"W16-{door.name}" for door in SIGNED_IN])
def test_a_form_after_signing_out_leads_to_the_sign_in_and_back_to_a_page(
    meet: Callable[[Door], Visit], door: Door
) -> None:
    at = meet(door)
    writes = Incident.objects.count()
    page = at.client.get(at.address)
    form_is_at = at.address if page.status_code == 200 else at.it.get_absolute_url()
    at.client.logout()
    fragment = at.client.post(at.address, at.filling(), headers={"HX-Request": "true"})
    assert (fragment.status_code, fragment.content) == (401, b"")
    answer = at.client.post(
        at.address, at.filling(), headers={"Referer": f"http://testserver{form_is_at}?show=all"}
    )
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/?next=%2F")
    assert Incident.objects.count() == writes
    back = at.client.post(answer.headers["Location"], {"login": door.who, "password": "demo"}, follow=True)
    assert back.status_code == 200, back.redirect_chain
    assert_taken(at.send())


@pytest.mark.parametrize("door", SIGNED_IN, ids=[f"W16-roleless-{door.name}" for door in SIGNED_IN])
def test_a_form_after_the_role_is_gone_is_refused(meet: Callable[[Door], Visit], door: Door) -> None:
    at = meet(door)
    incidents = list(Incident.objects.values())
    User.objects.get(username=door.who).groups.clear()
    answer = at.send()
    if door.who != "ruth":
        assert answer.status_code in (403, 404)
        assert list(Incident.objects.values()) == incidents
    everything_opens(at.cast)


@pytest.mark.parametrize("door", DOORS, ids=[f"W17-{door.name}" for door in DOORS])
def test_without_the_pages_own_secret_nothing_happens(meet: Callable[[Door], Visit], door: Door) -> None:
    at = meet(door)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(at.cast.people[door.who])
    before = list(Incident.objects.values())
    for secret in SECRETS:
        answer = strict.post(at.address, {**at.filling(), "csrfmiddlewaretoken": secret})
        assert answer.status_code == 403
        assert "Go back, copy what you wrote" in answer.content.decode()
    assert list(Incident.objects.values()) == before


@pytest.mark.parametrize("door", DOORS, ids=[f"W26-{door.name}" for door in DOORS])
def test_too_many_fields_are_a_clear_400(meet: Callable[[Door], Visit], door: Door) -> None:
    at = meet(door)
    for count in (1_001, 2_000):
        answer = at.send(**{f"f{number}": "x" for number in range(count)})
        assert answer.status_code == 400
        assert "could not read this request" in answer.content.decode()
    assert_taken(at.send())
