"""What stands behind the question mark (S rows): every list, on the pages, in the API and in the administration."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from accounts.access.operations import create_token
from incidents.lifecycle.operations.talking import comment
from incidents.records.choices import EntryKind
from incidents.records.models import Incident
from incidents.records.operations.attaching import attach
from incidents.records.search import matching
from tests.builders import NOON, make_incident, started
from tests.cast import Cast, make_cast

# Name -> who looks, where, the parameter for words, and what an unusable value is answered with.
LISTS = {
    "queue": ("ines", "/queue/all/", "q", 200),
    "hints": ("agnes", "/incidents/new/hints/", "title", 200),
    "portal": ("ruth", "/help/", "q", 200),
    "reviews": ("agnes", "/reviews/", "stage", 200),
    "inbox": ("ruth", "/inbox/", "show", 200),
    "api-incidents": ("agnes", "/api/v1/incidents/", "q", 400),
    "api-users": ("agnes", "/api/v1/users/", "q", 400),
    "api-services": ("agnes", "/api/v1/services/", "q", 400),
    "api-teams": ("agnes", "/api/v1/teams/", "q", 400),
    "admin-people": ("adam", "/admin/accounts/user/", "q", 200),
    "admin-services": ("adam", "/admin/incidents/service/", "q", 200),
    "admin-incidents": ("adam", "/admin/incidents/incident/", "q", 200),
}
Ask = Callable[..., Any]


@pytest.fixture(autouse=True)
def _fresh_counts() -> None:
    for cache in caches.all():
        cache.clear()


def client_for(cast: Cast, name: str) -> Client:
    """Sign somebody in, for the pages and for the API."""
    client = Client()
    client.force_login(cast.people[name])
    token = create_token(cast.people[name], scopes=["admin"], name="t", by=cast.actor(name), now=NOON)[1]
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


@pytest.fixture(params=list(LISTS))
def listed(request: pytest.FixtureRequest, cast: Cast) -> tuple[str, Client, str, str, int]:
    """Each list in turn, with something in it."""
    who, place, word, refusal = LISTS[request.param]
    make_incident(cast, "A thing in Größe 7", requester=cast.ruth)
    return request.param, client_for(cast, who), place, word, refusal


def still_good(client: Client, place: str, cast: Cast) -> None:
    """Check that the plain list still opens; a search stores nothing that another page could stumble over."""
    assert client.get(place).status_code == 200


def _hostile(row: str, *texts: str) -> list[Any]:
    return [pytest.param(text, id=f"{row}-{number}") for number, text in enumerate(texts)]


WORDS = [
    *_hostile(
        "S01", "'", '"', "\\", "%", "_", ";--", "' OR 1=1--", "') UNION SELECT password FROM accounts_user--"
    ),
    *_hostile(
        "S04", "&", "|", "!", "<->", ":*", "a & | b", "((", '"open', "NEAR(a b)", "a AND NOT", "title:thing"
    ),
    *_hostile("S05", "(", "*", "[z-a]", "(a+)+$", "^*{"),
    *_hostile("S17", "🔥", "網路", "شبكة", "straße", "STRASSE", "ıİ", "e\u0301", "\u202ex", "\ufeff"),
]


@pytest.mark.parametrize("text", WORDS)
def test_signs_of_a_query_language_are_text(cast: Cast, text: str) -> None:
    make_incident(cast, "A thing in Größe 7")
    for name, (who, place, word, _refusal) in LISTS.items():
        if name in ("reviews", "inbox"):
            continue
        answer = client_for(cast, who).get(f"{place}?{word}={quote(text)}")
        assert answer.status_code == 200, name
        assert b"argon2" not in answer.content and b"md5$" not in answer.content
    assert Incident.objects.filter(title="A thing in Größe 7").exists()


def test_S17_what_folds_and_what_does_not(cast: Cast) -> None:
    """Case and composed letters are the same; ß and ss, i with and without its dot are different letters."""
    make_incident(cast, "Größe straße caf\u00e9")
    rows = Incident.objects.all()
    for text in ("GRÖSSE".replace("SS", "ß"), "größe", "straße", "cafe\u0301", "caf\u00e9"):
        assert matching(rows, text).exists(), text
    assert not matching(rows, "strasse").exists()


def test_S02_nul_finds_nothing_or_is_refused(listed: Any, cast: Cast) -> None:
    name, client, place, word, refusal = listed
    answer = client.get(f"{place}?{word}=a%00b")
    assert answer.status_code == (refusal if name != "reviews" else 200)
    still_good(client, place, cast)


VALUES = ("abc", "%00", "9" * 30, "9" * 5_000, "2024-13-45", "xx", "-1", "1e9", "%D9%A3")
FILTERS = {
    "queue": ("state", "priority", "team", "service", "assignee", "sort", "after"),
    "portal": ("show", "of", "after"),
    "reviews": ("stage", "before"),
    "inbox": ("show", "after"),
    "api-incidents": ("state", "priority", "open", "reported_after", "sla", "limit", "cursor", "ordering"),
    "api-users": ("is_active", "limit", "cursor"),
    "api-services": ("is_retired", "limit", "cursor"),
    "admin-people": ("is_active__exact", "kind__exact", "groups__id__exact", "o", "p"),
    "admin-services": ("retired_at__isempty", "o", "p"),
    "admin-incidents": ("o", "p"),
}


@pytest.mark.parametrize("name", list(FILTERS), ids=lambda name: f"S07-S11-{name}")
def test_a_value_that_fits_no_filter_is_named_or_left_out(cast: Cast, name: str) -> None:
    make_incident(cast)
    who, place, _word, refusal = LISTS[name]
    client = client_for(cast, who)
    for field in FILTERS[name]:
        for value in VALUES:
            answer = client.get(f"{place}?{field}={value}")
            if name.startswith("api-"):
                assert answer.status_code == refusal, (field, value[:20])
                assert field in answer.json()["errors"]
            else:
                # The administration leads back to the list without what it cannot read.
                assert answer.status_code in ((200, 302, 400, 404) if "admin" in name else (200,)), (
                    field,
                    value[:20],
                )
    still_good(client, place, cast)


PAGES = ("0", "-1", "abc", "9" * 30, "9" * 5_000, "last", "%00")


@pytest.mark.parametrize("name", list(LISTS), ids=lambda name: f"S11-{name}")
def test_pages_that_do_not_exist(cast: Cast, name: str) -> None:
    who, place, _word, _refusal = LISTS[name]
    client = client_for(cast, who)
    for field in ("page", "p", "limit", "page_size", "offset", "per_page"):
        for value in PAGES:
            answer = client.get(f"{place}?{field}={value}")
            assert answer.status_code in (200, 302, 400, 404), (field, value[:20])
            assert len(answer.content) < 500_000
    still_good(client, place, cast)


ORACLES = (
    "password__startswith",
    "requester__password__regex",
    "requester__password__startswith",
    "tokens__key__gt",
    "tokens__digest__startswith",
    "api_tokens__digest__startswith",
    "history__id__gt",
    "id__in",
)
ARGUMENTS = ("_connector", "_negated", "__class__", "pk__in", "a[]", "a[b]", "self", "using")


@pytest.mark.parametrize("row", ["S08", "S10"])
@pytest.mark.parametrize("name", list(LISTS))
def test_an_unknown_filter_never_answers_a_question(cast: Cast, name: str, row: str) -> None:
    incident = make_incident(cast)
    who, place, _word, refusal = LISTS[name]
    client = client_for(cast, who)
    for field in ORACLES if row == "S08" else ARGUMENTS:
        answers = [client.get(f"{place}?{urlencode({field: value})}") for value in ("m", "zzz", "OR")]
        if name.startswith("api-"):
            assert all(field in answer.json()["errors"] for answer in answers)
        assert len({answer.status_code for answer in answers}) == 1, field
        assert answers[0].status_code in (200, 302, refusal, 400), field
        if name == "queue":
            assert field in answers[0].content.decode()
            assert incident.number in answers[0].content.decode()
    still_good(client, place, cast)


def test_S13_a_parameter_twice_has_one_meaning(cast: Cast) -> None:
    number = make_incident(cast, "Printer").number
    queue, api = client_for(cast, "ines"), client_for(cast, "agnes")
    for field in ("team", "service", "assignee", "q", "sort"):
        page = queue.get(f"/queue/all/?{field}=x&{field}=y").content.decode()
        assert "is given more than once; the last one counts" in page
    last = queue.get("/queue/all/?q=nothing&q=printer").content.decode()
    assert number in last
    either = queue.get("/queue/all/?state=closed&state=new")
    assert number in either.content.decode() and "more than once" not in either.content.decode()
    refused = api.get("/api/v1/incidents/?state=closed&state=new")
    assert refused.status_code == 400 and "state" in refused.json()["errors"]


@pytest.mark.parametrize("name", list(LISTS), ids=lambda name: f"S14-{name}")
def test_two_thousand_parameters_are_a_clear_400(cast: Cast, name: str) -> None:
    who, place, _word, _refusal = LISTS[name]
    client = client_for(cast, who)
    many = "&".join(f"a{number}=1" for number in range(2_000))
    assert client.get(f"{place}?{many}").status_code == 400
    assert client.get(f"{place}?{many}", headers={"HX-Request": "true"}).status_code == 400
    still_good(client, place, cast)


def test_S16_words_of_others_are_not_found(cast: Cast, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    mine = started(cast, title="Mine")
    comment(mine, EntryKind.WORK_NOTE, "canarynote", by=cast.actor("rafael"), now=NOON)
    secret = SimpleUploadedFile("canaryfile.txt", b"canarytext")
    attach(mine, secret, by=cast.actor("rafael"), now=NOON, is_private=True)
    make_incident(cast, "canarytitle", description="canarywords", requester=cast.stefan)
    ruth = client_for(cast, "ruth")
    without = ruth.get("/api/v1/incidents/?count=true").json()["count"]
    for canary in ("canarynote", "canaryfile", "canarytext", "canarytitle", "canarywords", "canary"):
        page = ruth.get(f"/help/?q={canary}").content.decode()
        # What was asked stands in the field and in the links that ask it again.
        said = page.replace(f'value="{canary}"', "").replace(f"q={canary}", "")
        assert mine.number not in said and "canarytitle" not in said
        found = ruth.get(f"/api/v1/incidents/?q={canary}&count=true").json()
        assert (found["results"], found["count"]) == ([], 0)
        assert ruth.get(f"/incidents/new/hints/?title={canary}").status_code == 302
    assert ruth.get("/api/v1/incidents/?count=true").json()["count"] == without
    assert "canary" not in ruth.get(f"/help/{mine.number}/").content.decode()


@pytest.mark.parametrize(
    "name", [name for name in LISTS if name.startswith("api")], ids=lambda name: f"S20-{name}"
)
def test_a_format_that_is_not_offered(cast: Cast, name: str) -> None:
    who, place, _word, _refusal = LISTS[name]
    client = client_for(cast, who)
    for form in ("nope", "%00", "api", "html", "json%0d%0aX: y"):
        assert client.get(f"{place}?format={quote(form, safe='%')}").status_code in (404, 406), form
    still_good(client, place, cast)


@pytest.mark.django_db(transaction=True)
def test_S19_searching_while_others_write() -> None:
    crowd = make_cast()

    def write(turn: int) -> int:
        try:
            for number in range(10):
                make_incident(crowd, f"Storm {turn}-{number}")
            return 0
        finally:
            connection.close()

    def search(_turn: int) -> int:
        try:
            return max(matching(Incident.objects.all(), "storm").count() for _time in range(20))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        writers = [pool.submit(write, turn) for turn in range(2)]
        readers = [pool.submit(search, turn) for turn in range(2)]
        assert [writer.result() for writer in writers] == [0, 0]
        assert all(0 <= reader.result() <= 20 for reader in readers)
    assert matching(Incident.objects.all(), "storm").count() == 20
