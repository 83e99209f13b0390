"""What administrators do with the words of messages on their pages (ADM-05)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.notices.models import Delivery, Event, Notice
from accounts.notices.template_models import NoticeTemplate
from accounts.notices.wordings import known_wordings
from accounts.people.models import User
from tests.accounts.admin_client import address, form_values, signed_in
from tests.builders import make_incident
from tests.cast import Cast

PREVIEW = "admin:accounts_noticetemplate_preview"


def adding(**values: Any) -> dict[str, Any]:
    return {
        "key": "incident.opened",
        "language": "en-gb",
        "way": "all",
        "subject": "{{ state }}: {{ title }}",
        "body": "Dear {{ recipient }}",
        "reason": "Our tone",
        **values,
    }


def page_of(client: Client, key: str = "incident.opened", **more: str) -> str:
    return f"{address(NoticeTemplate, 'add')}?key={key}" + "".join(f"&{k}={v}" for k, v in more.items())


def test_from_the_list_to_own_words_and_back(cast: Cast) -> None:
    adam = signed_in(cast.adam)
    listed = adam.get(address(NoticeTemplate, "changelist")).content.decode()
    for wording in known_wordings():
        assert wording.key in listed and f"?key={wording.key}" in listed
    page = adam.get(page_of(adam))
    form = page.context["adminform"].form
    assert form.initial["body"].startswith("Your report “{{ title }}” has the number {{ number }}.")
    shown = page.content.decode()
    for variable in page.context["wording"].variables:
        assert f"<code>{{{{ {variable.name} }}}}</code>" in shown
    assert "Your report “E-mail arrives late” has the number INC-1042." in shown

    saved = adam.post(address(NoticeTemplate, "add"), adding())
    assert saved.status_code == 302
    kept = NoticeTemplate.objects.get()
    change = address(NoticeTemplate, "change", kept.pk)
    assert change in adam.get(address(NoticeTemplate, "changelist")).content.decode()
    values = {**form_values(adam, change), "body": "Dear all", "reason": "Shorter"}
    assert adam.post(change, values).status_code == 302
    kept.refresh_from_db()
    assert (kept.key, kept.body) == ("incident.opened", "Dear all")
    reasons = list(kept.history.values_list("history_change_reason", flat=True))
    assert reasons == ["Shorter", "Our tone"]
    assert "Shorter" in adam.get(address(NoticeTemplate, "history", kept.pk)).content.decode()

    gone = adam.post(address(NoticeTemplate, "delete", kept.pk), {"reason": "The standard is better"})
    assert gone.status_code == 302 and not NoticeTemplate.objects.exists()


def test_the_form_begins_in_the_language_asked_for(cast: Cast) -> None:
    adam = signed_in(cast.adam)
    for asked, given in (("de", "de"), ("xx", "en-gb")):
        assert adam.get(page_of(adam, language=asked)).context["adminform"].form.initial["language"] == given
    assert adam.get(page_of(adam, key="nothing")).status_code == 302
    assert adam.get(address(NoticeTemplate, "add")).status_code == 302


WRONG = {
    "unknown": ({"body": "{{ nobody }}"}, "body", "“nobody”"),
    "subject": ({"subject": "{{ nobody }}"}, "subject", "number, title"),
    "empty": ({"subject": ""}, "subject", "required"),
    "language": ({"language": "xx"}, "language", "valid choice"),
    "way": ({"way": "pigeon"}, "way", "valid choice"),
    "twice": ({}, "__all__", "already"),
}


@pytest.mark.parametrize(("changes", "field", "words"), WRONG.values(), ids=WRONG)
def test_wrong_words_say_where(cast: Cast, changes: dict[str, str], field: str, words: str) -> None:
    adam = signed_in(cast.adam)
    if not changes:
        adam.post(address(NoticeTemplate, "add"), adding())
    answer = adam.post(address(NoticeTemplate, "add"), adding(**changes))
    assert answer.status_code == 200
    errors = answer.context["adminform"].form.errors
    assert set(errors) == {field} and words in " ".join(errors[field])
    assert NoticeTemplate.objects.count() == (0 if changes else 1)


@pytest.fixture
def curious(cast: Cast) -> Client:
    """Agnes, who sees all incidents, may also configure."""
    role = cast.adam.groups.get()
    cast.agnes.groups.add(role)
    User.objects.filter(pk=cast.agnes.pk).update(is_staff=True)
    return signed_in(cast.agnes)


def test_a_preview_on_a_real_incident_saves_and_sends_nothing(cast: Cast, curious: Client) -> None:
    incident = make_incident(cast, title="Nothing <b>prints</b> {{ number }}")
    counts = [model.objects.count() for model in (Event, Notice, Delivery)]
    body = "{{ requester }} since {{ reported }}: {{ title }}, {{ response_due }}, {{ page }}"
    asked = adding(body=body, number=incident.number.lower(), reason="")
    pages = [
        curious.post(address(NoticeTemplate, "add"), {**asked, "_preview": "x"}),
        curious.post(reverse(PREVIEW), asked),
    ]
    for page in pages:
        shown = page.content.decode()
        assert page.status_code == 200
        assert f"[{incident.number}] New: Nothing &lt;b&gt;prints&lt;/b&gt; {{{{ number }}}}" in shown
        assert "Ruth Example since 2 March 2026, 12:00 (UTC): Nothing &lt;b&gt;" in shown
        assert "<b>prints" not in shown
    assert not pages[0].context["adminform"].form.errors
    assert counts == [model.objects.count() for model in (Event, Notice, Delivery)]
    assert not NoticeTemplate.objects.exists()


PREVIEWED = {
    "examples": ({}, "[INC-1042] In progress: E-mail arrives late"),
    "unknown": ({"body": "{{ nobody }}"}, "There is no variable “nobody”"),
    "not-there": ({"number": "INC-999999"}, "You see nothing with this number"),
    "nul": ({"number": "INC\x00"}, "Null characters"),
    "message": ({"key": "incident.unheard_of"}, "no such message"),
    "language": ({"language": "xx"}, "valid choice"),
    "about-no-record": (
        {"key": "storm.raised", "subject": "{{ count }}", "body": "x", "number": "INC-1"},
        ">4<",
    ),
    "review": ({"key": "review.submitted", "number": "REV-1"}, "You see nothing with this number"),
}


@pytest.mark.parametrize(("changes", "words"), PREVIEWED.values(), ids=PREVIEWED)
def test_a_preview_says_what_is_wrong(cast: Cast, changes: dict[str, str], words: str) -> None:
    shown = signed_in(cast.adam).post(reverse(PREVIEW), adding(**changes))
    assert shown.status_code == 200 and words in shown.content.decode()


def test_configuring_gives_no_right_to_read_incidents_in_a_preview(cast: Cast) -> None:
    """ROL-06"""
    incident = make_incident(cast, title="Secret")
    shown = signed_in(cast.adam).post(reverse(PREVIEW), adding(number=incident.number)).content.decode()
    assert "Secret" not in shown and "You see nothing with this number" in shown


def test_the_standard_words_come_back_unsaved(cast: Cast) -> None:
    adam = signed_in(cast.adam)
    adam.post(address(NoticeTemplate, "add"), adding())
    kept = NoticeTemplate.objects.get()
    change = address(NoticeTemplate, "change", kept.pk)
    values = {**form_values(adam, change), "key": kept.key, "language": kept.language, "_standard": "x"}
    page = adam.post(change, values)
    form = page.context["adminform"].form
    assert page.status_code == 200 and not form.errors
    assert form["body"].value().startswith("Your report “{{ title }}”")
    assert "Your report “E-mail arrives late”" in page.content.decode()
    kept.refresh_from_db()
    assert kept.body == "Dear {{ recipient }}"


def test_auditors_look_and_nobody_else_enters(cast: Cast) -> None:
    signed_in(cast.adam).post(address(NoticeTemplate, "add"), adding())
    change = address(NoticeTemplate, "change", NoticeTemplate.objects.get().pk)
    User.objects.filter(pk__in=[cast.audra.pk, cast.agnes.pk]).update(is_staff=True)
    audra, agnes = signed_in(cast.audra), signed_in(cast.agnes)
    looked = audra.get(change)
    assert looked.status_code == 200 and "Dear Ruth Example" in looked.content.decode()
    assert b"Write own words" not in audra.get(address(NoticeTemplate, "changelist")).content
    assert audra.post(reverse(PREVIEW), adding()).status_code == 403
    assert audra.post(change, adding(body="x")).status_code == 403
    assert audra.get(page_of(audra)).status_code == 403
    assert signed_in(cast.adam).get(reverse(PREVIEW)).status_code == 405
    for place in (change, address(NoticeTemplate, "changelist"), reverse(PREVIEW)):
        assert agnes.post(place, adding()).status_code in (302, 403)


def test_own_words_of_a_message_that_is_not_sent_any_more_can_be_seen_and_deleted(cast: Cast) -> None:
    adam = signed_in(cast.adam)
    adam.post(address(NoticeTemplate, "add"), adding())
    NoticeTemplate.objects.update(key="incident.gone")
    change = address(NoticeTemplate, "change", NoticeTemplate.objects.get().pk)
    assert "Not sent by this version" in adam.get(address(NoticeTemplate, "changelist")).content.decode()
    assert "sends no message incident.gone" in adam.get(change).content.decode()
    refused = adam.post(change, {**form_values(adam, change), "body": "x", "reason": "y"})
    assert refused.status_code == 200 and "no such message" in refused.content.decode()
    assert adam.post(change.replace("change", "delete"), {"reason": "Gone"}).status_code == 302
    assert not NoticeTemplate.objects.exists()


def test_the_list_asks_once_however_many_words_there_are(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for way in ("all", "inbox", "email"):
        signed_in(cast.adam).post(address(NoticeTemplate, "add"), adding(way=way))
    adam = signed_in(cast.adam)
    with django_assert_max_num_queries(7):
        adam.get(address(NoticeTemplate, "changelist"))
