"""Why a target was missed, that it shall not count, who held the time, and how pauses were used."""

from datetime import timedelta

import pytest

from accounts import clock
from incidents.lifecycle.operations.escalating import sweep_clocks
from incidents.sla.choices import BreachCause
from incidents.sla.models import Clock
from tests.builders import held, make_incident, resolved

HIGH = {"impact": "high", "urgency": "high"}


@pytest.fixture
def missed(cast):
    """The response clock of a P1 that nobody answered in time."""
    incident = make_incident(cast, now=clock.now() - timedelta(minutes=30), **HIGH)
    sweep_clocks(now=clock.now())
    return Clock.objects.select_related("incident").get(incident=incident, kind="response")


def _address(row, judgement):
    return f"{row.incident.get_absolute_url()}clocks/{row.pk}/{judgement}/"


def _panel(desk, row, who):
    return desk(who).get(f"{row.incident.get_absolute_url()}?part=clocks", htmx=True).content.decode()


@pytest.mark.parametrize("htmx", [True, False])
def test_the_cause_is_asked_and_noted(desk, missed, htmx):
    agnes, address = desk("agnes"), _address(missed, "explain")
    assert "Needed at priority 1 and 2" in agnes.get(address, htmx=htmx).content.decode()
    values = {"cause": BreachCause.WORKLOAD, "comment": "Two of us were ill."}
    answer = agnes.post("judge_clock", missed.incident.number, missed.pk, "explain", htmx=htmx, **values)
    assert answer.status_code == (200 if htmx else 302)
    missed.refresh_from_db()
    assert (missed.breach_cause, missed.breach_comment) == ("workload", "Two of us were ill.")
    panel = _panel(desk, missed, "rafael")
    assert "Workload" in panel and "Two of us were ill." in panel


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"cause": "workload"}, "At priority 1 and 2"),
        ({"comment": "x"}, "cause"),
        ({"cause": "retarget", "comment": "x"}, "cause"),
    ],
)
def test_a_refused_cause_keeps_the_form(desk, missed, values, word):
    answer = desk("agnes").post("judge_clock", missed.incident.number, missed.pk, "explain", **values)
    assert answer.status_code == 422 and word in answer.content.decode()


def test_only_who_may_waive_is_offered_it(desk, missed):
    address = _address(missed, "waive")
    assert address not in _panel(desk, missed, "agnes") and desk("agnes").get(address).status_code == 403
    assert address in _panel(desk, missed, "ines")
    answer = desk("ines").post(
        "judge_clock", missed.incident.number, missed.pk, "waive", reason="The sensor lied."
    )
    assert answer.status_code == 302
    panel = _panel(desk, missed, "agnes")
    assert "waived by" in panel and "The sensor lied." in panel
    assert address not in _panel(desk, missed, "ines")


@pytest.mark.parametrize("path", ["forgive/", "explain/"])
def test_what_is_not_there_is_not_found(desk, missed, cast, path):
    other = make_incident(cast)
    assert desk("ines").get(f"{other.get_absolute_url()}clocks/{missed.pk}/{path}").status_code == 404


def test_who_held_the_time_adds_up(desk, cast):
    incident = resolved(cast, now=clock.now() - timedelta(minutes=30), **HIGH)
    answer = desk("rafael").get(f"{incident.get_absolute_url()}clocks/")
    told = next(one for one in answer.context["derivations"] if one.clock.kind == "resolution")
    assert sum(share.seconds for share in told.held_by) == told.elapsed == 300
    assert "Who held the time" in answer.content.decode()


@pytest.mark.parametrize(
    ("who", "status"),
    [("mia", 200), ("ines", 200), ("audra", 200), ("lena", 200), ("agnes", 403), ("rafael", 403)],
)
def test_who_reads_the_report_on_pauses(desk, cast, who, status):
    answer = desk(who).get("/reports/pauses/")
    assert answer.status_code == status
    queue = desk(who).get("/queue/all/").content.decode()
    assert ("/reports/pauses/" in queue) == (status == 200)


def test_the_report_counts_the_pauses_of_the_period(desk, cast):
    held(cast, now=clock.now() - timedelta(hours=3), **HIGH)
    answer = desk("ines").get("/reports/pauses/?days=7")
    page = answer.content.decode()
    assert cast.people["rafael"].display_name in page and "Every hold that stopped a clock" in page
    assert answer.context["shares"][0][1].pauses == 1
    assert answer.context["days"] == 7


@pytest.mark.parametrize("days", ["", "8", "x", "\x00", "9" * 5000, "٧"])
def test_another_period_is_the_usual_one(desk, cast, days):
    assert desk("ines").client.get("/reports/pauses/", {"days": days}).context["days"] == 30
