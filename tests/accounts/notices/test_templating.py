"""Words of administrators go out in the place of the standard ones, and nothing is lost if they cannot (ADM-05)."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from structlog.testing import capture_logs

from accounts.history import save_as
from accounts.notices.mail import message_for
from accounts.notices.models import Delivery, Notice
from accounts.notices.operations.templating import save_template
from accounts.notices.sentences import line_for
from accounts.notices.template_models import NoticeTemplate
from incidents.lifecycle import notices
from tests.builders import NOON, make_incident, triaged
from tests.cast import Cast


def written(cast: Cast, **changes: Any) -> NoticeTemplate:
    values = {
        "key": "incident.opened",
        "language": "en-gb",
        "way": "all",
        "subject": "{{ state }}: {{ title }}",
        "body": "Dear {{ recipient }},\nwe know of it since {{ reported }}.",
        **changes,
    }
    return save_template(NoticeTemplate(**values), by=cast.actor("adam"), why="Our tone")


def acknowledged(cast: Cast, **report: Any) -> tuple[Notice, str, str]:
    """Log an incident for Ruth; return her notice, and subject and text of the mail."""
    make_incident(cast, **report)
    delivery = Delivery.objects.select_related("notice__event", "notice__recipient").get(
        address="ruth@example.org"
    )
    message = message_for(delivery)
    return delivery.notice, message.subject, str(message.body)


def test_own_words_for_all_ways(cast: Cast) -> None:
    cast.ruth.time_zone = "Europe/Berlin"
    save_as(cast.ruth, by=cast.system, fields=["time_zone"])
    kept = written(cast)
    notice, subject, body = acknowledged(cast)
    number = notice.event.about
    assert subject == notice.subject == f"[{number}] New: E-mail arrives late"
    assert notice.body == "Dear Ruth Example,\nwe know of it since 2 March 2026, 13:00 (CET)."
    assert notice.body in body
    assert "New: E-mail arrives late" in line_for(notice).words
    [version] = kept.history.all()
    assert (version.history_user, version.history_change_reason) == (cast.adam, "Our tone")


WAYS = {
    "email": (["email"], "standard", "email"),
    "inbox": (["inbox"], "inbox", "standard"),
    "all": (["all"], "all", "all"),
    "all-and-email": (["all", "email"], "all", "email"),
    "all-and-inbox": (["all", "inbox"], "inbox", "all"),
    "each": (["email", "inbox"], "inbox", "email"),
}


@pytest.mark.parametrize(("ways", "inbox", "mail"), WAYS.values(), ids=WAYS)
def test_what_is_for_one_way_goes_before_what_is_for_all(
    cast: Cast, ways: list[str], inbox: str, mail: str
) -> None:
    for way in ways:
        written(cast, way=way, subject=f"words for {way}", body=f"words for {way}")
    notice, subject, body = acknowledged(cast)
    for place, said, wanted in ((notice.subject, notice.body, inbox), (subject, body, mail)):
        if wanted == "standard":
            assert "P3 New - Received: E-mail arrives late" in place
            assert "It reached us at" in said
        else:
            assert place.endswith(f"words for {wanted}")
            assert f"words for {wanted}" in said


def test_the_language_decides(cast: Cast) -> None:
    written(cast, language="de", subject="Auf Deutsch")
    notice, _subject, _body = acknowledged(cast)
    assert not notice.is_reworded and "Received" in notice.subject
    cast.stefan.language = "de"
    save_as(cast.stefan, by=cast.system, fields=["language"])
    make_incident(cast, requester=cast.stefan)
    assert Notice.objects.get(recipient=cast.stefan).subject.endswith("Auf Deutsch")


def test_typed_text_is_not_looked_at(cast: Cast) -> None:
    written(cast, subject="{{ title }}")
    notice, _subject, _body = acknowledged(cast, title="[INC-9] {{ recipient }} {% now 'Y' %}")
    assert notice.subject == f"[{notice.event.about}] [INC-9] {{{{ recipient }}}} {{% now 'Y' %}}"


def test_a_template_that_does_not_fit_any_more_loses_nothing(cast: Cast) -> None:
    kept = written(cast)
    NoticeTemplate.objects.filter(pk=kept.pk).update(body="{{ gone }}")
    with capture_logs() as logs:
        notice, subject, _body = acknowledged(cast)
    assert subject == notice.subject and "Received" in subject and not notice.is_reworded
    told = [line for line in logs if line["event"] == "notice_template_failed"]
    assert told and all(line["key"] == "incident.opened" and "gone" in line["problem"] for line in told)
    assert {line["log_level"] for line in told} == {"warning"}


REFUSED = {
    "unknown": ({"body": "Dear {{ nobody }}"}, "body", ("“nobody”", "number, title, priority")),
    "subject": ({"subject": "{{ naem }}"}, "subject", ("“naem”",)),
    "both": ({"subject": "{{ a }}", "body": "{{ b }}"}, "subject", ("“a”",)),
    "of-another": ({"body": "{{ resolution }}"}, "body", ("“resolution”",)),
    "filter": ({"body": "{{ title|safe }}"}, "body", ("“title|safe”",)),
    "half": ({"body": "{{ title"}, "body", ("“{{”",)),
    "empty": ({"subject": " "}, "subject", ("Fill this in",)),
    "long": ({"subject": "x" * 251}, "subject", ("250",)),
    "endless": ({"body": "x" * 10_001}, "body", ("10000",)),
    "control": ({"body": "a\x00b"}, "body", ("cannot be shown",)),
    "key": ({"key": "incident.unheard_of"}, "key", ("no such message",)),
}


@pytest.mark.parametrize(("changes", "field", "words"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_sent_is_refused(
    cast: Cast, changes: dict[str, str], field: str, words: tuple[str, ...]
) -> None:
    with pytest.raises(ValidationError) as refused:
        written(cast, **changes)
    said = " ".join(refused.value.message_dict[field])
    assert all(word in said for word in words)
    assert not NoticeTemplate.objects.exists()


def test_a_line_break_in_a_subject_becomes_a_space(cast: Cast) -> None:
    assert written(cast, subject="One\r\nBcc: two").subject == "One Bcc: two"


def test_the_same_place_has_one_template(cast: Cast) -> None:
    written(cast)
    with pytest.raises(ValidationError, match="already"):
        written(cast)


def test_only_who_configures_writes_them(cast: Cast) -> None:
    for name in ("agnes", "lena", "audra"):
        with pytest.raises(PermissionDenied):
            save_template(NoticeTemplate(key="incident.opened"), by=cast.actor(name), why="x")


def test_a_message_to_a_team_reads_templates_and_clocks_once(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    body = "{{ response_due }} {{ resolution_due }} {{ team }} {{ service }} {{ assignee }} {{ requester }}"
    written(cast, key="incident.assigned.team", body=body)
    incident = triaged(cast)
    Notice.objects.all().delete()
    # The actor, the team and its rights, templates, clocks, event, notices, who wants what, deliveries.
    with django_assert_max_num_queries(8):
        notices.assigned(incident, by=cast.actor("agnes"), now=NOON)
    told = Notice.objects.all()
    assert len(told) == 3 and all("(UTC)" in notice.body for notice in told)
