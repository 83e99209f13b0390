"""Numbers, moments, zones, addresses, passwords and states in forms (W13 to W29): refused at the field, or taken."""

import html
import re
from typing import Any

import pytest
from django.core import mail
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from accounts.access import first_run
from accounts.access.models import ApiToken
from accounts.history import delete_as, save_as
from accounts.people.models import User
from incidents.catalogue.models import Category, ResolutionCode
from incidents.records.models import Incident
from incidents.records.task_models import Task
from incidents.records.timeline_models import Attachment, Entry
from reviews.actions.models import ActionItem
from reviews.records.content_models import ContributingFactor, TimelineEntry
from tests.accounts.admin_client import address, form_values, signed_in
from tests.builders import make_incident, started
from tests.cast import Cast
from tests.contracts.doors import DOORS, NOW, everything_opens, visit

DOOR = {door.name: door for door in DOORS}
SIXTY_FOUR = "ein langer Satz mit Abstand, \U0001f434 und \U0001f525 und noch mehr Wörtern am Ende"


@pytest.fixture(autouse=True)
def _that_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pages be used in the hour of the builders' incidents."""
    for each in caches.all():
        each.clear()
    monkeypatch.setattr("accounts.clock.now", lambda: NOW)


def refused_at(answer: Any, name: str) -> bool:
    """Say whether the form came back with an error at the field."""
    page = answer.content.decode()
    return answer.status_code in (200, 422) and bool(re.search(rf'id="(id|step)_{name}_error"', page))


JUMPS = [
    ("reopen", {"reason": "Again"}, make_incident),
    ("resolve", {"text": "x", "code": "fixed_permanently", "evidence": "agent_test"}, make_incident),
    ("close", {"evidence": "agent_test"}, make_incident),
    ("resume", {}, started),
    ("restore", {"reason": "x"}, started),
    ("stand-down", {"final_update": "x"}, started),
]


@pytest.mark.parametrize(("action", "values", "make"), JUMPS, ids=[f"W13-{row[0]}" for row in JUMPS])
def test_a_step_that_the_state_does_not_allow_is_refused_in_words(
    cast: Cast, action: str, values: dict[str, str], make: Any
) -> None:
    incident = make(cast)
    client = signed_in(cast.mia if action == "stand-down" else cast.ines)
    before = Incident.objects.filter(pk=incident.pk).values().get()
    answer = client.post(reverse("transition", args=[incident.number, action]), values)
    assert answer.status_code in (403, 409, 422)
    assert "need" in answer.content.decode() and 'class="callout errors"' in answer.content.decode()
    assert Incident.objects.filter(pk=incident.pk).values().get() == before
    everything_opens(cast)


@pytest.mark.parametrize("name", ["code", "evidence", "text"], ids=lambda name: f"W13-resolve-{name}")
def test_resolving_needs_what_the_rules_ask_for(cast: Cast, name: str) -> None:
    at = visit(DOOR["step-resolve"], cast)
    assert refused_at(at.send(**{name: ""}), name)
    assert at.send().status_code == 302


TWICE = [
    ("log", Incident),
    ("write-public", Entry),
    ("write-note", Entry),
    ("task", Task),
    ("report", Incident),
    ("portal-reply", Entry),
    ("factor", ContributingFactor),
    ("moment", TimelineEntry),
    ("action", ActionItem),
]


@pytest.mark.parametrize(("name", "model"), TWICE, ids=[f"W14-{name}" for name, _model in TWICE])
def test_the_same_form_sent_twice_makes_one(cast: Cast, name: str, model: Any) -> None:
    at = visit(DOOR[name], cast)
    page_of_form = at.client.get(at.address)
    if page_of_form.status_code != 200:
        page_of_form = at.client.get(
            f"/help/{at.it.number}/" if "portal" in name else at.it.get_absolute_url()
        )
    token = re.search(r'name="form_token" value="([^"]+)"', page_of_form.content.decode())
    assert token is not None, "the page of the form carries a token"
    before = model.objects.count()
    first, second = (at.send(form_token=token[1]) for _time in range(2))
    made = model.objects.count() - before
    assert first.status_code == second.status_code == 302
    assert first.headers["Location"] == second.headers["Location"]
    at.send(form_token="another")
    assert model.objects.count() - before == 2 * made, "the same words in a new form are meant"


def test_W14_files_sent_twice_hang_once(cast: Cast, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    client, incident = signed_in(cast.rafael), started(cast)
    for _time in range(2):
        file = tmp_path / "log.txt"
        file.write_text("x")
        with file.open("rb") as upload:
            client.post(
                reverse("add_files", args=[incident.number]), {"uploads": upload, "form_token": "one"}
            )
    assert Attachment.objects.count() == 1


MOMENTS = [
    ("log", "occurred_at"),
    ("log", "reported_at"),
    ("report", "occurred_at"),
    ("step-resolve", "restored_at"),
    ("step-hold", "until"),
    ("task", "due_at"),
    ("moment", "happened_at"),
]
NO_MOMENTS = (
    "yesterday",
    "1e9",
    "2026-02-30T10:00",
    "٢٠٢٦-٠٣-٠٢T10:00",
    "0001-01-01T00:00",
    "9999-12-31T23:59",
    "\0",
)


@pytest.mark.parametrize(("name", "field"), MOMENTS, ids=[f"W19-{name}-{field}" for name, field in MOMENTS])
def test_an_hour_that_the_clock_skips_or_repeats_is_asked_for_again(
    cast: Cast, name: str, field: str
) -> None:
    at = visit(DOOR[name], cast)
    person = cast.people[at.door.who]
    person.time_zone = "Europe/Berlin"
    save_as(person, by=cast.system, fields=["time_zone"])
    for moment in ("2026-03-29T02:30", "2025-10-26T02:30"):
        answer = at.send(**{field: moment})
        assert refused_at(answer, field), moment
        assert "The clocks change in that hour: in Europe/Berlin" in html.unescape(answer.content.decode())
        assert moment in answer.content.decode()
    for moment in NO_MOMENTS:
        assert refused_at(at.send(**{field: moment}), field), moment
    assert at.send().status_code == 302
    everything_opens(cast)


NUMBERS = ("1e9", "-1", "٣", "1_000", "0x10", "9" * 5_000, "1.5", "1 2", "１２", "\0")


@pytest.mark.parametrize("name", ["log", "property-location"], ids=lambda name: f"W20-{name}")
def test_a_number_is_written_in_plain_figures(cast: Cast, name: str) -> None:
    at = visit(DOOR[name], cast)
    if name != "log":
        at.address, at.values = at.address.replace("location", "affected_count"), {"version": 0}
    for number in NUMBERS:
        answer = at.send(affected_count=number)
        assert refused_at(answer, "affected_count"), number[:20]
    assert at.send(affected_count="12").status_code == 302
    assert Incident.objects.filter(affected_count=12).exists()
    everything_opens(cast)


ADDRESSES = {
    "two": "eve@example.net, ruth@example.org",
    "no-domain": "a@b",
    "quoted": '"x\r\nBcc: eve@example.net"@example.org',
    "nul": "ruth@example.org\0",
    "long": "x" * 310 + "@example.org",
    "brackets": "Ruth <ruth@example.org>",
}


@pytest.mark.parametrize("value", ADDRESSES.values(), ids=[f"W22-{name}" for name in ADDRESSES])
def test_an_address_is_one_address(cast: Cast, value: str) -> None:
    client = Client()
    answer = client.post(reverse("account_reset_password"), {"email": value})
    assert refused_at(answer, "email")
    assert mail.outbox == []
    adam, url = signed_in(cast.adam), address(User, "change", cast.ruth.pk)
    answer = adam.post(url, {**form_values(adam, url), "email": value, "reason": "x"})
    assert answer.status_code == 200 and "email" in answer.context["adminform"].form.errors
    assert User.objects.get(pk=cast.ruth.pk).email == "ruth@example.org"
    client.post(reverse("account_reset_password"), {"email": "ruth@example.org"})
    assert [message.to for message in mail.outbox] == [["ruth@example.org"]]


@pytest.mark.parametrize("value", ["ruth@exаmple.org", "ｒuth@example.org"], ids=["W22-domain", "W22-local"])
def test_an_address_that_looks_like_another_reaches_nobody(cast: Cast, value: str) -> None:
    Client().post(reverse("account_reset_password"), {"email": value})
    assert mail.outbox == []


ZONES = ("../../etc/passwd", "", "America", "Europe/\0London", "/etc/localtime", "localtime", "x" * 5_000)


@pytest.mark.parametrize("zone", ZONES, ids=[f"W23-{number}" for number in range(len(ZONES))])
def test_a_zone_is_one_of_those_offered(cast: Cast, zone: str) -> None:
    at = visit(DOOR["profile"], cast)
    assert refused_at(at.send(time_zone=zone), "time_zone")
    adam, url = signed_in(cast.adam), address(User, "change", cast.ruth.pk)
    answer = adam.post(url, {**form_values(adam, url), "time_zone": zone, "reason": "x"})
    assert answer.status_code == 200 and "time_zone" in answer.context["adminform"].form.errors
    assert at.send(time_zone="Asia/Kolkata").status_code == 302
    everything_opens(cast)


def test_W23_the_first_start_takes_no_other_zone(db: None) -> None:
    client, url = Client(), reverse("first_start")
    good = {
        "code": first_run.setup_code(),
        "username": "root",
        "email": "root@example.org",
        "password": SIXTY_FOUR,
    }
    for zone in ZONES:
        assert refused_at(client.post(url, {**good, "time_zone": zone}), "time_zone"), zone[:20]
    for password in ("x" * 1_000_000, "\0" * 12, "short"):
        answer = client.post(url, {**good, "time_zone": "UTC", "password": password})
        assert refused_at(answer, "password"), password[:20]
    assert client.post(url, {**good, "time_zone": "UTC"}).status_code == 302
    assert User.objects.get(username="root").check_password(SIXTY_FOUR)


def test_W25_search_as_you_type_is_bounded(cast: Cast) -> None:
    incident = make_incident(cast, "Printer on fire")
    client = signed_in(cast.agnes)
    typed = {
        "/incidents/new/hints/": {"title": "printer"},
        "/queue/all/": {"q": "printer"},
        "/help/": {"q": "x"},
    }
    for place, words in typed.items():
        for _time in range(121):
            answer = client.get(place, words, headers={"HX-Request": "true"})
        assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0
    assert incident.number in client.get("/queue/all/").content.decode(), "the page stays usable"
    other = signed_in(cast.aaron).get(reverse("log_hints"), {"title": "printer"})
    assert other.status_code == 200


HUGE = "x" * 1_000_000


@pytest.mark.parametrize("value", [HUGE, "\0" * 12], ids=["W28-megabyte", "W28-nul"])
def test_a_password_has_a_stated_limit(cast: Cast, value: str) -> None:
    client = signed_in(cast.ruth)
    said = {"oldpassword": "demo", "password1": value, "password2": value}
    answer = client.post(reverse("account_change_password"), said)
    assert refused_at(answer, "password1")
    if value == HUGE:
        assert "256" in answer.content.decode()
    assert refused_at(
        Client().post(reverse("account_login"), {"login": "ruth", "password": value}), "password"
    )
    assert User.objects.get(pk=cast.ruth.pk).check_password("demo")


def test_W28_a_sentence_is_a_password(cast: Cast) -> None:
    client = signed_in(cast.ruth)
    assert len(SIXTY_FOUR) >= 64
    said = {"oldpassword": "demo", "password1": f" {SIXTY_FOUR} ", "password2": f" {SIXTY_FOUR} "}
    assert client.post(reverse("account_change_password"), said).status_code == 302
    assert User.objects.get(pk=cast.ruth.pk).check_password(f" {SIXTY_FOUR} ")
    enter = {"login": "ruth", "password": f" {SIXTY_FOUR} "}
    assert Client().post(reverse("account_login"), enter).status_code == 302
    assert Client().post(reverse("account_login"), {**enter, "password": SIXTY_FOUR}).status_code == 422


def test_W29_a_category_that_is_gone_is_refused_at_its_field(cast: Cast) -> None:
    at = visit(DOOR["log"], cast)
    assert 'value="email/delivery"' in at.client.get(at.address).content.decode()
    delete_as(Category.objects.get(path="email/delivery"), by=cast.system)
    assert refused_at(at.send(category="email/delivery", title="My words"), "category")
    assert not Incident.objects.exists()
    assert at.send(category="network").status_code == 302


def test_W29_a_code_that_was_retired_meanwhile_is_refused_at_its_field(cast: Cast) -> None:
    at = visit(DOOR["step-resolve"], cast)
    code = ResolutionCode.objects.get(slug="fixed_permanently")
    code.retired_at = NOW
    save_as(code, by=cast.system, fields=["retired_at"])
    answer = at.send(text="What I wrote")
    assert refused_at(answer, "code") and "What I wrote" in answer.content.decode()
    other = ResolutionCode.objects.filter(retired_at=None).first()
    assert other is not None
    assert at.send(code=other.slug).status_code == 302
    everything_opens(cast)


def test_W11_a_token_asks_for_no_more_than_its_owner_has(cast: Cast) -> None:
    at = visit(DOOR["token"], cast)
    at.send(user=str(cast.adam.pk), owner="adam", is_staff="1")
    assert list(ApiToken.objects.values_list("user__username", flat=True)) == ["ruth"]
