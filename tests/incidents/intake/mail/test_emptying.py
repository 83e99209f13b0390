"""Raw texts go after the days of the settings, in lots; what became of them stays (CH-18)."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from incidents.intake.mail.models import MailMessage
from incidents.intake.mail.operations import sorting
from incidents.intake.models import Signal
from incidents.intake.operations.emptying import delete_raw_texts
from incidents.intake.operations.receiving import replay
from tests.accounts.admin_client import address, signed_in
from tests.builders import MINUTE, NOON
from tests.cast import Cast
from tests.incidents.intake.conftest import Monitor
from tests.incidents.intake.mail.conftest import Post, incident_of
from tests.incidents.intake.mail.letters import multipart, part

DAY = timedelta(days=1)


def emptied() -> set[int]:
    gone = Signal.objects.exclude(emptied_at=None)
    assert all(not bytes(body) for body in gone.values_list("body", flat=True))
    return set(gone.values_list("pk", flat=True))


def test_ch_18_raw_texts_go_and_what_became_of_them_stays(
    post: Post, cast: Cast, events: Monitor, settings: Any
) -> None:
    settings.INTAKE_RAW_DAYS = 30
    taken = post.write("canary")
    alert = events.event()
    spam = {"sender": "x@spam.example"}
    discarded = post.write("Buy", message_id="<2@e>", **spam)
    waits = post.write("Buy", message_id="<3@e>", sender="y@unknown.example")
    ignored = post.write("Buy", message_id="<4@e>", **spam)
    sorting.discard(discarded, by=cast.actor("agnes"), now=NOON)
    sorting.ignore(ignored.mail, "sender", by=cast.actor("agnes"), now=NOON)
    young = post.write("Later", message_id="<5@e>", now=NOON + MINUTE)
    assert delete_raw_texts(now=NOON + 30 * DAY - MINUTE) == 0
    assert [delete_raw_texts(now=NOON + 30 * DAY, limit=3) for _lot in range(3)] == [3, 1, 0]
    assert emptied() == {taken.pk, alert.pk, discarded.pk, ignored.pk}
    waits.refresh_from_db()
    assert (bytes(waits.body) != b"", bytes(young.body) != b"") == (True, True)
    # Nothing is left in the quarantine that could not be released.
    assert set(MailMessage.objects.exclude(shelf="").values_list("signal", flat=True)) == {waits.pk}
    adam = cast.actor("adam")
    with pytest.raises(ValidationError, match="deleted on"):
        replay(taken, by=adam, now=NOON + 31 * DAY)
    # Answers still find their incident, by the id of a message whose text is gone.
    answer = {"In_Reply_To": "<m1@example.org>", "message_id": "<6@e>"}
    assert incident_of(post.write("More", now=NOON + 31 * DAY, **answer)) == incident_of(taken)
    browser = signed_in(cast.adam)
    assert "was deleted on" in browser.get(address(Signal, "change", alert.pk)).content.decode()
    step = browser.post(address(Signal, "step", alert.pk, "replay"), {"reason": "Again"})
    assert "was deleted on" in step.content.decode()


@pytest.mark.parametrize(("days", "told"), [(0, "0 raw"), (1, "1 raw"), (10_000, "0 raw")])
def test_the_command_deletes_what_the_settings_say(post: Post, settings: Any, days: int, told: str) -> None:
    settings.INTAKE_RAW_DAYS = days
    post.write()
    out = io.StringIO()
    call_command("delete_raw_texts", stdout=out)
    assert out.getvalue() == f"{told} texts deleted\n"


def test_what_was_not_kept_is_named_and_staff_get_the_original(
    post: Post, cast: Cast, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.INTAKE_RAW_DAYS = 1
    tnef = {"Content_Transfer_Encoding": "base64"}
    raw = multipart(part("See"), part("TVqQAAMAAAAEAAAA", 'application/x-msdownload; name="run.exe"', **tnef))
    signal = post.take(raw)
    incident, mail = incident_of(signal), f"/mails/{signal.mail.pk}/"
    note = incident.entries.get(kind="work_note").body
    assert note.startswith("run.exe was not kept: ") and "The original message has what was not kept" in note
    agnes = signed_in(cast.agnes)
    assert f'href="{mail}"' in agnes.get(incident.get_absolute_url()).content.decode()
    answer = agnes.get(mail)
    assert (answer.content, answer["Content-Type"]) == (raw, "message/rfc822")
    assert answer["Content-Disposition"] == f'attachment; filename="{incident.number}-{signal.mail.pk}.eml"'
    assert (answer["X-Content-Type-Options"], "sandbox" in answer["Content-Security-Policy"]) == (
        "nosniff",
        True,
    )
    assert signed_in(cast.ruth).get(mail).status_code == 302
    delete_raw_texts(now=NOON + 2 * DAY)
    gone = agnes.get(mail)
    assert (gone.status_code, b"was deleted on" in gone.content) == (410, True)
