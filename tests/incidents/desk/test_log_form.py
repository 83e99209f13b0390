"""The log form meets what people and machines type into it; ids are those of the hostile inputs."""

import re
from urllib.parse import urlencode

import pytest
from django.utils.html import escape

from accounts.history import save_as
from incidents.records.choices import State
from incidents.records.models import Incident

GOOD = {
    "title": "Printer prints nothing",
    "channel": "phone",
    "impact": "medium",
    "urgency": "medium",
    "detected_by": "user",
}


@pytest.fixture
def log(desk):
    """Send the log form as Agnes."""
    agnes = desk("agnes")
    return lambda **values: agnes.post("log_incident", **{**GOOD, **values})


def _refused(answer, field):
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Incident.objects.exists()


def test_logging_goes_to_the_incident(log):
    answer = log(requester="ruth", service="vpn")
    incident = Incident.objects.get()
    assert answer["Location"] == incident.get_absolute_url()
    assert (incident.requester.username, incident.reporter.username) == ("ruth", "agnes")
    assert incident.state == State.NEW


def test_with_a_team_it_is_triaged_at_once(log):
    log(service="vpn", category="network", team="network", assignee="rafael", impact="high")
    incident = Incident.objects.get()
    assert (incident.state, incident.team.slug, incident.assignee.username) == (
        State.ASSIGNED,
        "network",
        "rafael",
    )
    assert incident.priority == 2


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"team": "network", "service": "vpn"}, "category"),
        ({"team": "network", "service": "vpn", "category": "network", "assignee": "paul"}, "assignee"),
        ({"assignee": "rafael"}, "team"),
    ],
)
def test_logging_and_triage_happen_together_or_not_at_all(log, values, field):
    _refused(log(**values), field)


@pytest.mark.parametrize("title", ["", "   ", "\t", "\u00a0", "\u200b", "\u3164"], ids=repr)
def test_w01_an_empty_title_is_refused(log, title):
    _refused(log(title=title), "title")


def test_w02_the_limit_of_the_title_is_exact(log):
    _refused(log(title="x" * 201), "title")
    log(title="\U0001f525" * 200)
    assert Incident.objects.get().title == "\U0001f525" * 200


@pytest.mark.parametrize(
    "field", ["title", "description", "contact", "location", "configuration_item", "external_reference"]
)
def test_w04_nul_is_refused_at_its_field(log, field):
    _refused(log(**{field: "a\x00b"}), field)


def test_w05_turning_signs_are_kept_and_isolated(log, desk):
    log(title="abc \u202e fed", contact="\u2066x\u2069")
    incident = Incident.objects.get()
    assert (incident.title, incident.contact) == ("abc \u202e fed", "\u2066x\u2069")
    page = desk("agnes").get("/queue/all/").content.decode()
    assert '">abc \u202e fed</a>' in page


def test_w07_line_breaks_in_the_title_become_spaces(log):
    log(title="one\r\ntwo\u2028three")
    assert Incident.objects.get().title in ("one two three", "one  two three")


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "{{7*7}}", "{% debug %}", "${7*7}", "#{7*7}"], ids=repr
)
def test_w08_w10_code_is_text(log, desk, text):
    log(title=text, description=text, contact=text, location=text, configuration_item=text)
    page = desk("agnes").get(Incident.objects.get().get_absolute_url()).content.decode()
    assert (
        page.count(escape(text)) >= 5
        and "<script>alert" not in page
        and "49" not in page.split("<h1>")[1][:40]
    )


def test_w11_hidden_fields_are_ignored(log):
    log(state="closed", priority="1", reporter="stefan", number="INC-1", created_at="1999-01-01")
    incident = Incident.objects.get()
    assert (incident.state, incident.priority, incident.reporter.username) == (State.NEW, 3, "agnes")


@pytest.mark.parametrize("number", ["1e9", "-1", "1_000", "0x10", "9" * 5000, "1.5", "ten"])
def test_w20_a_number_that_is_none_is_refused(log, number):
    _refused(log(affected_count=number), "affected_count")


@pytest.mark.parametrize(
    "moment", ["2026-13-45T10:00", "yesterday", "2026-02-30T10:00", "0001-01-01T00:00", "\x00"]
)
def test_a_moment_that_does_not_exist_is_refused(log, moment):
    _refused(log(occurred_at=moment), "occurred_at")


@pytest.mark.parametrize("moment", ["2026-03-29T02:30", "2025-10-26T02:30"], ids=["none", "twice"])
def test_w19_an_hour_of_the_clock_change_is_refused_in_words(cast, log, moment):
    person = cast.people["agnes"]
    person.time_zone = "Europe/Berlin"
    save_as(person, by=cast.system, fields=["time_zone"])
    answer = log(occurred_at=moment)
    _refused(answer, "occurred_at")
    assert "The clocks change in that hour: in Europe/Berlin" in answer.content.decode()


def test_a_moment_is_read_in_the_agents_zone(cast, log):
    person = cast.people["agnes"]
    person.time_zone = "Asia/Kolkata"
    save_as(person, by=cast.system, fields=["time_zone"])
    log(occurred_at="2026-03-02T10:41")
    assert Incident.objects.get().occurred_at.isoformat() == "2026-03-02T05:11:00+00:00"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("requester", "nobody-here"),
        ("requester", "monitor"),
        ("service", "nope"),
        ("service", "\x00"),
        ("category", "../network"),
        ("channel", "telepathy"),
        ("impact", "9"),
        ("urgency", ""),
        ("detected_by", "<b>"),
        ("team", "' OR 1=1--"),
    ],
)
def test_an_unknown_choice_is_refused(log, field, value):
    answer = log(**{field: value})
    assert answer.status_code == 422 and not Incident.objects.exists()
    assert f"id_{field}" in answer.content.decode()


def test_a_refusal_keeps_everything_typed(log):
    typed = {
        "title": "T" * 201,
        "description": "Seit 9:00 & überall <Etage 3>",
        "contact": "ext. 4711",
        "location": "Haus B",
        "configuration_item": "printer-7",
        "external_reference": "PO-7",
        "affected_count": "12",
        "occurred_at": "2026-03-02T09:00",
        "impact": "high",
        "requester": "ruth",
        "service": "vpn",
    }
    page = log(**typed).content.decode()
    for value in typed.values():
        assert escape(value) in page
    assert re.search(r'name="person" value="ruth" id="person-\d+" checked', page)
    assert '<option value="vpn" selected>' in page


def test_w26_too_many_fields_are_a_clear_400(desk, cast):
    body = urlencode([(f"f{number}", "x") for number in range(2000)])
    answer = desk("agnes").client.post(
        "/incidents/new/", body, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 400


def test_a_body_of_5_mb_is_refused(desk, cast):
    body = urlencode({**GOOD, "description": "x" * 5_000_000})
    answer = desk("agnes").client.post(
        "/incidents/new/", body, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code in (400, 413, 422)
    assert not Incident.objects.exists()


class TestHints:
    """What appears beside the form while somebody types."""

    def _ask(self, desk, who="agnes", **query):
        return desk(who).get(f"/incidents/new/hints/?{urlencode(query)}", htmx=True)

    def test_open_twins_and_the_requesters_others_are_bounded(self, log, desk):
        for number in range(8):
            log(title=f"Printer broken {number}", requester="ruth")
        page = self._ask(desk, title="printer broken", requester="ruth").content.decode()
        assert page.count('class="twin"') == 5
        assert page.count("<li>") == 5

    @pytest.mark.parametrize(
        "title", ["\x00", "'); --", "x" * 5000, "(((", "* OR", "\U0001f525" * 50, "ß İ ı"]
    )
    def test_no_sign_breaks_them(self, log, desk, title):
        log()
        assert self._ask(desk, title=title, requester="\x00" + title).status_code == 200

    def test_requesters_get_none(self, log, desk):
        log()
        assert self._ask(desk, "ruth", title="printer").status_code == 302
