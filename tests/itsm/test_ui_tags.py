"""The small parts of every page: what they say, to eyes and to ears."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django import forms
from django.template import engines
from django.utils import timezone, translation

from accounts.people.models import User
from incidents.catalogue.models import HoldReason
from incidents.records.choices import State
from incidents.records.models import Incident
from itsm import times
from itsm.templatetags.ui import initials

NOW = datetime(2026, 11, 10, 10, 47, tzinfo=UTC)  # a Tuesday


def render(source: str, **context: Any) -> str:
    return str(engines["django"].from_string("{% load ui %}" + source).render({"now": NOW, **context}))


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (NOW - timedelta(seconds=20), "now"),
        (NOW - timedelta(minutes=12, seconds=59), "12 min"),
        (NOW - timedelta(hours=2), "08:47"),
        (NOW + timedelta(minutes=41), "11:28"),
        (NOW - timedelta(days=1), "Mon 10:47"),
        (NOW + timedelta(days=2), "Thu 10:47"),
        (NOW - timedelta(days=20), "21 October"),
        (NOW - timedelta(days=400), "6 October 2025"),
    ],
)
def test_a_moment_is_as_short_as_it_can_be_understood(moment: datetime, text: str) -> None:
    assert times.short_instant(moment, NOW) == text


def test_a_moment_is_told_in_the_readers_zone_and_names_it() -> None:
    moment = datetime(2026, 11, 10, 4, 0, tzinfo=UTC)
    with timezone.override("America/New_York"):
        html = render("{% instant moment %}", moment=moment)
    assert ">Mon 23:00<" in html
    assert 'title="Monday 9 November 2026, 23:00 EST"' in html
    assert 'datetime="2026-11-10T04:00:00+00:00"' in html


def test_only_what_passed_lately_counts_on() -> None:
    assert "data-relative" in render("{% instant moment %}", moment=NOW - timedelta(minutes=5))
    assert "data-relative" not in render("{% instant moment %}", moment=NOW - timedelta(days=30))
    assert "data-relative" not in render("{% instant moment %}", moment=NOW + timedelta(hours=1))
    assert render("{% instant moment %}", moment=None) == ""


def test_a_moment_is_told_in_the_readers_language() -> None:
    with translation.override("de"):
        assert times.short_instant(NOW - timedelta(days=20), NOW) == "21. Oktober"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 s"), (59, "59 s"), (60, "1 min"), (3599, "59 min"), (11_100, "3 h 5 min"), (93_600, "1 d 2 h")],
)
def test_a_span_is_rounded_down_to_two_units(seconds: int, text: str) -> None:
    assert render("{% duration seconds %}", seconds=seconds) == text


def test_a_priority_always_has_its_word() -> None:
    assert "<span>P2 High</span>" in render("{% priority 2 word=True %}")
    assert '<span>P2<span class="vh">, High</span></span>' in render("{% priority 2 %}")


def test_a_state_on_hold_says_why() -> None:
    incident = Incident(state=State.ON_HOLD)
    incident.hold_reason = HoldReason(pk=1, slug="supplier", name="Waiting on <supplier>")
    html = render("{% state incident 'state-chip' %}", incident=incident)
    assert 'class="state state-chip" data-state="on-hold"' in html
    assert "#state-on-hold" in html
    assert "<small>Waiting on &lt;supplier&gt;</small>" in html


def test_a_face_has_a_hue_of_its_own_and_nobody_is_dashed() -> None:
    hanna = User(pk=11, first_name="Hanna", last_name="<Virtanen>")
    html = render("{% avatar somebody named=True %}", somebody=hanna)
    assert 'data-hue="4"' in html
    assert 'title="Hanna &lt;Virtanen&gt;"' in html
    assert "<Virtanen>" not in html
    nobody = render("{% person somebody %}", somebody=None)
    assert "is-none" in nobody
    assert "Unassigned" in nobody


@pytest.mark.parametrize(
    ("name", "letters"), [("Hanna Virtanen", "HV"), ("Cher", "C"), ("Ana María de la Cruz", "AC"), ("", "")]
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_a_tag_and_a_count() -> None:
    assert render("{% tag text 'red' %}", text="<b>") == '<span class="tag" data-tone="red">&lt;b&gt;</span>'
    assert render("{% count 0 %}") == ""
    assert render("{% count 5 'accent' %}") == '<span class="count" data-tone="accent">5</span>'


class ReportForm(forms.Form):
    """Every kind of control."""

    title = forms.CharField(label="Title", help_text="What the person cannot do")
    about = forms.CharField(label="Description", widget=forms.Textarea, required=False)
    service = forms.ChoiceField(label="Service", choices=[("vpn", "VPN")])
    impact = forms.ChoiceField(label="Impact", choices=[("high", "High")], widget=forms.RadioSelect)
    known = forms.BooleanField(label="Known error", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self) -> None:
        raise forms.ValidationError("Somebody <changed> this.")


def test_a_field_ties_label_hint_and_error_to_its_control() -> None:
    html = render("{% field form.title %}", form=ReportForm({"title": ""}))
    assert '<label for="id_title">Title</label>' in html
    assert 'class="input"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'id="id_title_helptext"' in html
    assert 'id="id_title_error"' in html


def test_each_kind_of_control_has_its_look() -> None:
    form = ReportForm()
    assert 'class="textarea"' in render("{% field form.about %}", form=form)
    assert "<small>optional</small>" in render("{% field form.about %}", form=form)
    assert 'class="select"' in render("{% field form.service %}", form=form)
    segmented = render("{% field form.impact 'segmented' %}", form=form)
    assert "<fieldset" in segmented
    assert "segmented is-form" in segmented
    assert 'class="check"' in render("{% field form.known %}", form=form)
    assert render("{% field form.version %}", form=form).startswith('<input type="hidden"')


def test_a_whole_form_lists_its_errors_first_and_links_them() -> None:
    html = str(ReportForm({"title": ""}))
    assert html.index('role="alert"') < html.index("<label")
    assert 'href="#id_title"' in html
    assert "Somebody &lt;changed&gt; this." in html
    assert 'type="hidden"' in html
    assert "alert" not in render("{% error_summary form %}", form=ReportForm())
