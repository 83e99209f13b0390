"""Text blocks: kept with known variables only, found by words and short name, filled in for one incident (COM-18)."""

import html

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.choices import Channel
from incidents.prepared.texts.models import TextBlock
from tests.accounts.admin_client import address, form_values, signed_in
from tests.builders import closed, make_incident, prepared, started


def adding(**values):
    told = {"name": "Hello", "slug": "hello", "description": "", "position": "1", "body": "Hello"}
    return {**told, "reason": "", **values}


def page_of(incident, rest=""):
    return f"{incident.get_absolute_url()}texts/{rest}"


def test_an_administrator_adds_changes_and_retires(cast):
    adam = signed_in(cast.adam)
    page = adam.get(address(TextBlock, "add")).content.decode()
    assert "<code>{{ requester_first }}</code>" in page and "recipient" not in page
    assert adam.post(address(TextBlock, "add"), adding(body="About {{ number }}")).status_code == 302
    row = TextBlock.objects.get()
    change = address(TextBlock, "change", row.pk)
    assert (
        adam.post(change, {**form_values(adam, change), "body": "Hi", "reason": "Shorter"}).status_code == 302
    )
    told = list(row.history.values_list("channel", "history_change_reason", "body"))
    assert told[0] == (Channel.ADMIN, "Shorter", "Hi") and told[1][2] == "About {{ number }}"
    assert signed_in(cast.agnes).get(change).status_code in (302, 403)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("Dear {{ recipient }}", "There is no variable “recipient”"),
        ("Dear {{ agnet }}", "There is no variable “agnet”"),
        ("{% if agent %}", "stands alone"),
        ("Dear {{ agent", "stands alone"),
        ("  ", "This field is required"),
    ],
)
def test_what_could_not_be_filled_in_is_refused(cast, body, said):
    answer = signed_in(cast.adam).post(address(TextBlock, "add"), adding(body=body))
    assert answer.status_code == 200 and said in answer.content.decode()
    assert not TextBlock.objects.exists()


def test_every_variable_has_a_value(cast, desk):
    prepared(
        "all",
        "{{ number }}|{{ requester_first }}|{{ requester }}|{{ service }}|{{ agent }}|{{ priority }}|"
        "{{ team }}|{{ assignee }}|{{ state }}|{{ title }}|{{ page }}|{{ reported }}|{{ resolution_due }}|"
        "{{ response_due }}",
    )
    incident = started(cast, title="A <b> {{ agent }}")
    said = html.unescape(desk("nadia").get(page_of(incident)).content.decode())
    expected = (
        f"{incident.number}|Ruth|Ruth Example|VPN|Nadia Example|P{incident.priority}|Network|Rafael Example|"
    )
    assert f"{expected}In progress|A <b> {{{{ agent }}}}|" in said
    assert reverse("portal_incident", args=[incident.number]) in said


def test_words_find_and_the_short_name_comes_first(cast, desk):
    for slug, body in (("vpn-hi", "hello there"), ("hello", "Good day"), ("bye", "Good bye")):
        prepared(slug, body)
    TextBlock.objects.filter(slug="bye").update(retired_at="2026-01-01T00:00Z")
    incident, rafael = make_incident(cast), desk("rafael")

    def found(asked, part="found"):
        answer = rafael.get(page_of(incident, f"?part={part}&q={asked}"), htmx=True).content.decode()
        return [slug for slug in ("vpn-hi", "hello", "bye") if f"::{slug}<" in answer], answer

    assert found("bye")[0] == []
    assert found("good+day")[0] == ["hello"]
    slugs, answer = found("hello", "complete")
    assert slugs == ["vpn-hi", "hello"] and answer.index("::hello") < answer.index("::vpn-hi")
    assert "No text has these words" in found("%00nothing")[1]


def test_without_a_script_the_composer_begins_with_it(cast, desk):
    prepared()
    incident, rafael = started(cast), desk("rafael")
    rafael.post("save_draft", incident.number, htmx=True, body="So far", mode="note", form_token="t" * 20)
    shown = html.unescape(rafael.get(page_of(incident, "hello/")).content.decode())
    assert ">So far\n\nHello Ruth</textarea>" in shown
    assert rafael.get(page_of(incident, "nothing/")).status_code == 404
    assert rafael.get(page_of(closed(cast), "hello/")).status_code == 302
    assert desk("audra").get(page_of(incident, "hello/")).status_code == 403
    assert desk("ruth").get(page_of(incident)).status_code == 302


def test_a_variable_of_a_later_version_hides_one_text_only(cast, desk):
    prepared()
    row = prepared("later", "x")
    TextBlock.objects.filter(pk=row.pk).update(body="{{ mood }}")
    shown = desk("rafael").get(page_of(make_incident(cast))).content.decode()
    assert "::hello" in shown and "::later" not in shown


def test_many_texts_cost_no_more_statements(cast, desk):
    incident, rafael, taken = started(cast), desk("rafael"), []
    body = "{{ response_due }} {{ resolution_due }} {{ page }} {{ requester }} {{ service }} {{ team }}"
    for more in (1, 30):
        for number in range(more):
            prepared(f"t{more}-{number}", body)
        with CaptureQueriesContext(connection) as caught:
            assert rafael.get(page_of(incident), htmx=True).status_code == 200
        taken.append(len(caught))
    assert taken[0] == taken[1] <= 7
