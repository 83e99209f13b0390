"""LOG-13 and LOG-14 at the desk and in the portal."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from incidents.lifecycle.operations.merging import merge
from incidents.lifecycle.operations.talking import comment
from incidents.records.choices import EntryKind, State
from incidents.records.models import Incident
from incidents.records.operations.attaching import attach
from incidents.records.operations.relating import add_task
from tests.builders import NOON, closed, make_incident
from tests.incidents.desk.test_budgets import _queries

AGNES = "agnes"


@pytest.fixture
def pair(cast: Any, settings: Any, tmp_path: Any) -> tuple[Incident, Incident]:
    settings.MEDIA_ROOT = tmp_path
    survivor, duplicate = (
        make_incident(cast, "Relay down"),
        make_incident(cast, "No mail", requester=cast.oskar),
    )
    comment(duplicate, EntryKind.PUBLIC, "Still nothing", by=cast.actor("oskar"), now=NOON)
    attach(duplicate, SimpleUploadedFile("log.txt", b"x"), by=cast.actor("oskar"), now=NOON)
    add_task(duplicate, "Look", by=cast.actor("agnes"), now=NOON)
    return duplicate, survivor


def page_of(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize("htmx", [False, True])
def test_LOG_13_a_look_before_the_leap(desk, pair, htmx):
    duplicate, survivor = pair
    agnes = desk(AGNES)
    shown = page_of(agnes.post("merge", duplicate.number, htmx=htmx, into=survivor.number, preview="1"))
    assert "1 reply moves, 1 file moves, 1 open task stays here" in shown
    assert "Oskar Example" in shown and survivor.title in shown
    assert Incident.objects.get(pk=duplicate.pk).is_open
    done = agnes.post("merge", duplicate.number, htmx=htmx, into=survivor.number)
    assert Incident.objects.get(pk=duplicate.pk).duplicate_of == survivor
    if htmx:
        undo = json.loads(done["HX-Trigger"])["toast"]["undo"]["url"]
        assert agnes.client.post(undo, headers={"HX-Request": "true"}).status_code == 200
        assert Incident.objects.get(pk=duplicate.pk).state == State.NEW


def test_LOG_13_the_look_says_of_each_why_not(desk, cast, pair):
    duplicate, survivor = pair
    bad = closed(cast)
    sent = {"into": survivor.number, "also": f"{bad.number.lower()}, {duplicate.number}", "preview": "1"}
    shown = page_of(desk(AGNES).post("merge", duplicate.number, **sent))
    assert "cannot be merged while it is “Closed”" in shown and ">Merge<" not in shown
    del sent["preview"]
    answer = desk(AGNES).post("merge", duplicate.number, **sent)
    assert answer.status_code == 422 and bad.number in page_of(answer)
    assert Incident.objects.get(pk=duplicate.pk).is_open


def test_LOG_13_unknown_numbers_are_named(desk, pair):
    answer = desk(AGNES).post("merge", pair[0].number, into="INC-1", also="INC-77, INC-88", preview="1")
    assert answer.status_code == 422 and "INC-77, INC-88" in page_of(answer)


def test_LOG_13_both_pages_show_it_and_lead_back(desk, cast, pair):
    duplicate, survivor = pair
    agnes = desk(AGNES)
    assert f"/incidents/{duplicate.number}/steps/merge/" in page_of(agnes.get(duplicate.get_absolute_url()))
    merge(duplicate, into=survivor, by=cast.actor("agnes"), now=NOON)
    merged = page_of(agnes.get(duplicate.get_absolute_url()))
    assert survivor.get_absolute_url() in merged and "merged it into" in merged
    shown = page_of(agnes.get(survivor.get_absolute_url()))
    assert "Still nothing" in shown and "log.txt" in shown and "merged " + duplicate.number in shown


def test_LOG_14_the_survivor_takes_it_out_again(desk, cast, pair):
    duplicate, survivor = pair
    agnes = desk(AGNES)
    agnes.post("merge", duplicate.number, into=survivor.number)
    assert f"Take {duplicate.number} out again" in page_of(agnes.get(survivor.get_absolute_url()))
    assert agnes.post("transition", duplicate.number, "unmerge").status_code == 302
    assert Incident.objects.get(pk=duplicate.pk).state == State.NEW
    assert f"Take {duplicate.number} out again" not in page_of(agnes.get(survivor.get_absolute_url()))


def test_LOG_13_in_the_portal_the_requester_is_led_on(desk, cast, pair):
    duplicate, survivor = pair
    merge(duplicate, into=survivor, by=cast.actor("agnes"), now=NOON)
    shown = page_of(desk("oskar").get(reverse("portal_incident", args=[duplicate.number])))
    assert "Write there" in shown and survivor.number in shown and 'name="body"' not in shown


def test_LOG_13_the_survivors_page_costs_the_same_with_more_in_it(desk, cast, pair):
    duplicate, survivor = pair
    agnes, costs = desk(AGNES), []
    for rows in ([duplicate], [make_incident(cast) for _time in range(4)]):
        merge(rows[0], into=survivor, also=rows[1:], by=cast.actor("agnes"), now=NOON)
        costs.append(len(_queries(lambda: agnes.get(survivor.get_absolute_url()))))
    assert costs[0] == costs[1]
