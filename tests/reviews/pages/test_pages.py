"""The pages of reviews, as people meet them."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reviews.actions.choices import ActionState
from reviews.records.choices import ReviewState
from reviews.records.models import Review
from reviews.records.operations import editing
from tests.builders import MINUTE, NOON
from tests.reviews.builders import (
    IN_STATE,
    LATER,
    critical,
    drafted,
    in_review,
    make_action,
    promised,
    resolve,
    worked_on,
    written,
)

HTMX = {"HX-Request": "true"}


def client_of(cast, name):
    client = Client()
    client.force_login(cast.people[name])
    return client


def page(review, *more, name="review"):
    return reverse(name, args=[review.number, *more])


@pytest.mark.parametrize("state", list(IN_STATE))
def test_the_page_shows_every_state(cast, state):
    review = IN_STATE[state](cast)
    answer = client_of(cast, "ines").get(page(review))
    assert answer.status_code == 200
    assert review.title in answer.content.decode()
    assert str(ReviewState(state).label) in answer.content.decode()


def test_the_list_shows_stages_rows_and_actions(cast):
    promised(cast, written(cast, title="VPN down"))
    client = client_of(cast, "agnes")
    text = client.get(reverse("reviews")).content.decode()
    assert "VPN down" in text
    assert "Test every edge change" in text
    assert "VPN down" in client.get(reverse("reviews"), {"stage": "draft"}).content.decode()
    empty = client.get(reverse("reviews"), {"stage": "closed"}).content.decode()
    assert "No review here" in empty


@pytest.mark.parametrize(
    "query", [{"stage": "nonsense"}, {"before": "²"}, {"before": "9" * 40}, {"stage": "\x00"}]
)
def test_a_strange_filter_is_ignored(cast, query):
    drafted(cast)
    assert client_of(cast, "agnes").get(reverse("reviews"), query).status_code == 200


@pytest.mark.parametrize("name", ["ruth", "vera", "stefan", "monitor", "adam"])
def test_who_is_not_staff_finds_nothing(cast, name):
    review = written(cast)
    factor, moment = review.factors.get(), review.timeline.first()
    client = client_of(cast, name)
    assert client.get(reverse("reviews")).status_code == 403
    assert client.get(reverse("start_review")).status_code == 403
    for address in (
        page(review),
        page(review, "summary", name="review_section"),
        page(review, name="review_people"),
        page(review, "submit", name="review_step"),
        page(review, name="new_factor"),
        page(review, factor.pk, name="factor"),
        page(review, name="new_moment"),
        page(review, moment.pk, name="moment"),
        page(review, name="new_action"),
        page(review, 1, name="review_action"),
        page(review, 1, "accept", name="move_action"),
        reverse("incident_review", args=[review.incident.number]),
    ):
        assert client.get(address).status_code == 404, address
        assert client.post(address, {"text": "x"}).status_code == 404, address
    assert client.post(page(review, moment.pk, name="star_moment")).status_code == 404


def test_nobody_reads_without_signing_in(cast, client):
    assert client.get(page(drafted(cast))).status_code == 302


@pytest.mark.parametrize("htmx", [True, False], ids=["fragment", "page"])
def test_a_section_is_saved(cast, htmx):
    review = drafted(cast)
    client, address = client_of(cast, "lena"), page(review, "impact", name="review_section")
    headers = HTMX if htmx else {}
    form = client.get(address, headers=headers).content.decode()
    assert 'name="version"' in form
    assert ("<html" in form) is not htmx
    answer = client.post(
        address, {"text": "Nobody <b>could</b> work.", "version": review.version}, headers=headers
    )
    review.refresh_from_db()
    assert review.impact == "Nobody <b>could</b> work."
    if htmx:
        assert "Nobody &lt;b&gt;could&lt;/b&gt; work." in answer.content.decode()
        assert 'id="rev-nav"' in answer.content.decode()
    else:
        assert answer.url == f"{review.get_absolute_url()}#s-impact"


def test_a_conflict_keeps_the_text_and_shows_the_other(cast):
    review = drafted(cast)
    seen = review.version
    client, address = client_of(cast, "lena"), page(review, "impact", name="review_section")
    client_of(cast, "nadia").post(address, {"text": "Theirs stands", "version": seen})
    answer = client.post(address, {"text": "Mine is kept", "version": seen})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Mine is kept" in text
    assert "Theirs stands" in text
    review.refresh_from_db()
    assert review.impact == "Theirs stands"
    assert f'value="{review.version}"' in text
    client.post(address, {"text": "Both", "version": review.version})
    review.refresh_from_db()
    assert review.impact == "Both"


@pytest.mark.parametrize("text", ["\x00", "x" * 20_001], ids=["nul", "too-long"])
def test_bad_text_is_refused_at_the_field(cast, text):
    review = drafted(cast)
    answer = client_of(cast, "lena").post(
        page(review, "impact", name="review_section"), {"text": text, "version": review.version}
    )
    assert answer.status_code == 422
    assert "id_text" in answer.content.decode()
    review.refresh_from_db()
    assert review.impact == ""


@pytest.mark.parametrize(
    ("name", "rest"), [("review_section", "nonsense"), ("review_step", "nonsense"), ("review_step", "start")]
)
def test_an_unknown_part_is_not_there(cast, name, rest):
    assert client_of(cast, "lena").get(page(drafted(cast), rest, name=name)).status_code == 404


def test_factors_are_added_changed_and_removed(cast):
    review, client = drafted(cast), client_of(cast, "lena")
    values = {"statement": "No test ran outside", "category": "process", "confidence": "high", "evidence": ""}
    answer = client.post(page(review, name="new_factor"), values, headers=HTMX)
    assert answer["HX-Retarget"] == "#cf"
    assert "No test ran outside" in answer.content.decode()
    factor = review.factors.get()
    address = page(review, factor.pk, name="factor")
    assert "No test ran outside" in client.get(address, headers=HTMX).content.decode()
    client.post(address, {**values, "statement": "Tests run inside only", "version": factor.version})
    factor.refresh_from_db()
    assert factor.statement == "Tests run inside only"
    assert client.post(address, {**values, "version": 1}).status_code == 409
    client.post(address, {"remove": "1", "version": factor.version})
    assert not review.factors.exists()


def test_moments_are_added_starred_and_removed(cast):
    review, client = drafted(cast), client_of(cast, "lena")
    before = review.timeline.count()
    values = {
        "happened_at": "2026-03-02T11:59",
        "text": "Firmware update",
        "kind": "action",
        "is_starred": "on",
    }
    client.post(page(review, name="new_moment"), values)
    row = review.timeline.get(text="Firmware update")
    assert "source?" in client.get(page(review)).content.decode()
    client.post(page(review, row.pk, name="star_moment"))
    row.refresh_from_db()
    assert not row.is_starred
    client.post(page(review, row.pk, name="moment"), {"remove": "1", "version": row.version})
    assert review.timeline.count() == before
    mark = review.timeline.exclude(mark="").first()
    refused = client.post(page(review, mark.pk, name="moment"), {"remove": "1"}, headers=HTMX)
    assert (refused.status_code, "Correct it there" in refused["HX-Trigger"]) == (204, True)
    client.post(page(review, mark.pk, name="moment"), {"remove": "1", "version": mark.version})
    assert review.timeline.filter(pk=mark.pk).exists()


@pytest.mark.parametrize("moment", ["", "yesterday", "2026-02-30T10:00"])
def test_a_moment_that_does_not_exist_is_refused(cast, moment):
    review = drafted(cast)
    values = {"happened_at": moment, "text": "Something I typed", "kind": "action"}
    answer = client_of(cast, "lena").post(page(review, name="new_moment"), values)
    assert answer.status_code == 422
    assert "Something I typed" in answer.content.decode()


def test_an_action_goes_its_way(cast):
    review, lena, nadia = written(cast), client_of(cast, "lena"), client_of(cast, "nadia")
    values = {
        "statement": "Alert on few connections",
        "kind": "detect",
        "priority": "priority",
        "owner": "nadia",
    }
    lena.post(page(review, name="new_action"), values)
    action = review.actions.get(position=2)
    refused = nadia.post(page(review, 2, "accept", name="move_action"), {"version": action.version})
    assert refused.status_code == 422
    lena.post(
        page(review, 2, name="review_action"), {**values, "due_on": "2026-03-30", "version": action.version}
    )
    assert nadia.post(page(review, 2, "accept", name="move_action"), {"version": 2}).status_code == 302
    answer = nadia.post(page(review, 2, "finish", name="move_action"), {"version": 3}, headers=HTMX)
    assert answer["HX-Retarget"] == "#act"
    action.refresh_from_db()
    assert (action.state, action.due_on) == (ActionState.DONE, date(2026, 3, 30))
    no_words = client_of(cast, "ines").post(page(review, 2, "verify", name="move_action"), {"version": 4})
    assert no_words.status_code == 422


def test_the_review_goes_its_way(cast):
    review = written(cast)
    lena, ines = client_of(cast, "lena"), client_of(cast, "ines")

    def take(client, step, **values):
        version = Review.objects.get(pk=review.pk).version
        return client.post(page(review, step, name="review_step"), {"version": version, **values})

    assert take(lena, "approve").status_code == 409
    assert take(lena, "submit").status_code == 302
    assert take(ines, "send-back").status_code == 422
    assert take(ines, "send-back", reason="Say more about detection").status_code == 302
    assert take(lena, "submit").status_code == 302
    assert take(lena, "approve").status_code == 403
    assert take(ines, "approve").status_code == 302
    assert take(ines, "publish").status_code == 422
    assert take(ines, "publish", is_checked="on").status_code == 302
    assert take(ines, "close").status_code == 422
    review.refresh_from_db()
    assert review.state == ReviewState.PUBLISHED


def test_the_page_says_what_is_missing(cast):
    text = client_of(cast, "lena").get(page(drafted(cast))).content.decode()
    assert "Write the summary, for readers who were not there." in text
    assert "Add at least one contributing factor." in text
    done = client_of(cast, "lena").get(page(written(cast))).content.decode()
    assert "Before it can be handed in" not in done


def test_a_waiver_needs_a_reason_and_the_right(cast):
    review = drafted(cast)
    address = page(review, "waive", name="review_step")
    assert "Waive" in client_of(cast, "ines").get(address, headers=HTMX).content.decode()
    assert client_of(cast, "lena").post(address, {"reason": "x"}).status_code == 403
    assert client_of(cast, "ines").post(address, {"reason": " "}).status_code == 422
    assert client_of(cast, "ines").post(address, {"reason": "One review for both"}).status_code == 302
    assert "One review for both" in client_of(cast, "agnes").get(page(review)).content.decode()


def test_people_are_changed(cast):
    review = drafted(cast)
    values = {"title": "VPN", "owner": "nadia", "facilitator": "agnes", "authors": ["rafael", "paul"]}
    address = page(review, name="review_people")
    assert "Lena" in client_of(cast, "lena").get(address).content.decode()
    client_of(cast, "lena").post(address, {**values, "visibility": "staff", "version": review.version})
    review.refresh_from_db()
    assert (review.owner, review.facilitator, review.title) == (cast.nadia, cast.agnes, "VPN")
    assert set(review.authors.all()) == {cast.rafael, cast.paul}
    bad = client_of(cast, "nadia").post(address, {**values, "owner": "ruth", "visibility": "staff"})
    assert bad.status_code == 422


def test_restricted_reviews_are_for_those_who_take_part(cast):
    review = drafted(cast)
    people = editing.People("Secret", cast.lena, None, [cast.rafael], "restricted")
    editing.change_people(review, people, by=cast.actor("lena"), now=LATER)
    seen = {
        name: client_of(cast, name).get(page(review)).status_code
        for name in ("lena", "rafael", "ines", "audra", "agnes")
    }
    assert seen == {"lena": 200, "rafael": 200, "ines": 200, "audra": 200, "agnes": 404}
    assert "Secret" not in client_of(cast, "agnes").get(reverse("reviews")).content.decode()


@pytest.mark.parametrize("htmx", [True, False], ids=["fragment", "page"])
def test_a_resolved_priority_1_shows_its_review_on_the_incident(cast, htmx):
    incident = critical(cast)
    address = reverse("incident_review", args=[incident.number])
    client, headers = client_of(cast, "agnes"), HTMX if htmx else {}
    assert "Ask for a review" in client.get(address, headers=headers).content.decode()
    resolve(cast, incident)
    text = client.get(address, headers=headers).content.decode()
    assert Review.objects.get().number in text
    assert "Draft" in text
    assert ("<html" in text) is not htmx


def test_somebody_asks_on_the_incidents_page(cast):
    incident = worked_on(cast)
    address = reverse("incident_review", args=[incident.number])
    client = client_of(cast, "agnes")
    assert client.post(address, {"rule": "R9", "reason": ""}, headers=HTMX).status_code == 422
    assert client.post(address, {"rule": "R1", "reason": "x"}).status_code == 422
    answer = client.post(address, {"rule": "R3", "reason": "Mail was lost"}, headers=HTMX)
    review = Review.objects.get()
    assert review.number in answer.content.decode()
    assert review.rules == ["R3"]


def test_somebody_starts_a_review_by_number(cast):
    incident = worked_on(cast)
    client = client_of(cast, "agnes")
    values = {"incident": incident.number.lower(), "rule": "R9", "reason": "Near miss"}
    answer = client.post(reverse("start_review"), values)
    assert answer.url == Review.objects.get().get_absolute_url()
    assert client.post(reverse("start_review"), {**values, "incident": "INC-9"}).status_code == 422


def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_pages_take_few_queries(cast):
    review = in_review(cast)
    client = client_of(cast, "ines")
    few = queries(client, page(review))
    for index in range(12):
        by, now = cast.actor("lena"), NOON + index * MINUTE
        editing.add_factor(review, editing.Factor(f"Factor {index}", "people"), by=by, now=LATER)
        editing.add_moment(review, editing.Happened(now, f"Moment {index}"), by=by, now=LATER)
        make_action(cast, review, owner=cast.paul, factor=review.factors.first())
    assert queries(client, page(review)) == few <= 12
    few = queries(client, reverse("reviews"))
    drafted(cast)
    promised(cast)
    assert queries(client, reverse("reviews")) <= max(few, 12)
    assert queries(client, reverse("incident_review", args=[review.incident.number])) <= 12
