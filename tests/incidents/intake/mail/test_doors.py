"""Mail on the pages: configured and released in the administration, its quotations folded at desk and portal."""

from datetime import timedelta
from typing import Any

from django.test import Client

from accounts import clock
from incidents.intake.mail.models import IgnoreRule, Mailbox
from incidents.intake.models import Signal
from tests.accounts.admin_client import address, form_values, signed_in
from tests.builders import MINUTE, NOON
from tests.cast import Cast
from tests.incidents.intake.mail.conftest import Post, incident_of
from tests.incidents.intake.mail.letters import letter


def test_a_mailbox_in_the_administration(cast: Cast) -> None:
    adam = signed_in(cast.adam)
    values = {
        "slug": "help-desk",
        "name": "Help",
        "address": "Help@Example.org",
        "host": "imap.example.org",
        "port": "993",
        "security": "tls",
        "username": "help",
        "sign_in": "password",
        "folder": "INBOX",
        "unknown_sender": "hold",
        "reason": "New mailbox",
    }
    refused = adam.post(address(Mailbox, "add"), values | {"port": "70000", "address": "nobody"})
    assert set(refused.context["adminform"].form.errors) == {"port", "address"}
    assert adam.post(address(Mailbox, "add"), values).status_code == 302
    box = Mailbox.objects.get()
    assert (box.address, box.history.get().history_change_reason) == ("help@example.org", "New mailbox")
    url = address(Mailbox, "change", box.pk)
    assert "IMAP_PASSWORD_HELP_DESK" in adam.get(url).content.decode()
    Mailbox.objects.update(problem="away")
    assert (
        adam.post(url, form_values(adam, url) | {"name": "Helpers", "reason": "Renamed"}).status_code == 302
    )
    box.refresh_from_db()
    assert (box.name, box.problem) == ("Helpers", "away")


def test_the_list_says_how_each_mailbox_goes(post: Post, cast: Cast) -> None:
    adam, now = signed_in(cast.adam), clock.now()
    conditions: dict[str, dict[str, Any]] = {
        "A mail server hands its mail over": {"host": ""},
        "Not fetched yet": {},
        # A day ahead, so that no slow machine makes it late.
        "Fetched on ": {"polled_at": now + timedelta(days=1)},
        "Late, last fetched on ": {"polled_at": now - 60 * MINUTE},
        "xxx…": {"failed_at": now, "problem": f"away {'x' * 400}"},
    }
    for told, values in conditions.items():
        never = {"host": "imap.example.org", "polled_at": None, "failed_at": None}
        Mailbox.objects.update(**{**never, **values})
        page = adam.get(address(Mailbox, "changelist")).content.decode()
        assert told in page, told
        assert "x" * 121 not in page


def test_ch_21_the_ignore_list_and_the_release(post: Post, cast: Cast) -> None:
    adam = signed_in(cast.adam)
    rule = {"looks_at": "subject", "pattern": "You  have WON", "reason": "Spam"}
    assert adam.post(address(IgnoreRule, "add"), rule).status_code == 302
    twice = adam.post(address(IgnoreRule, "add"), rule | {"pattern": "you have won"})
    assert "The list has this entry." in twice.content.decode()
    signal = post.write("canary words", subject="re: you have won it")
    page = adam.get(address(Signal, "change", signal.pk)).content.decode()
    assert "canary words" in page and "The ignore list names" in page
    step = address(Signal, "step", signal.pk, "release")
    assert adam.post(step, {"reason": "She did win"}).status_code == 302
    assert "Only what is in quarantine" in adam.post(step, {"reason": "Again"}).content.decode()
    assert signed_in(cast.agnes).post(step, {"reason": "Let me"}).status_code in (302, 403)
    post.write("and the next", message_id="<2@e>", now=NOON + 60 * MINUTE)
    signal.refresh_from_db()
    assert signal.state in ("done", "waiting")


def test_rol_06_the_log_shows_no_message_that_was_taken_in(post: Post, cast: Cast) -> None:
    signal = post.write("canary words")
    page = signed_in(cast.adam).get(address(Signal, "change", signal.pk)).content.decode()
    assert "canary" not in page
    assert "ruth@example.org" in page


def test_quoted_text_is_folded_and_signs_stay_signs(post: Post, cast: Cast) -> None:
    incident = incident_of(post.write("# <b>Not</b> a *title*\nnext line"))
    reply = "I <script>see</script> it.\n\nOn Monday, Desk wrote:\n> Received"
    post.write(reply, subject=f"[{incident.number}]", message_id="<2@e>", now=NOON + MINUTE)
    post.set(trusts_senders=False)
    post.write("Trust me", subject=f"[{incident.number}]", message_id="<3@e>", now=NOON + MINUTE)
    for person, path in ((cast.agnes, incident.get_absolute_url()), (cast.ruth, f"/help/{incident.number}/")):
        client = Client()
        client.force_login(person)
        page = client.get(path).content.decode()
        assert "# &lt;b&gt;Not&lt;/b&gt; a *title*<br>next line" in page, path
        assert "I &lt;script&gt;see&lt;/script&gt; it." in page
        folded = page.partition('<details class="quoted">')[2].partition("</details>")[0]
        assert "On Monday, Desk wrote:<br>&gt; Received" in folded
        assert "Sent from ruth@example.org. Nothing proves who wrote it." in page


def test_a_reply_alone_shows_no_fold(post: Post, cast: Cast) -> None:
    incident = incident_of(post.take(letter("Help")))
    assert "quoted" not in signed_in(cast.agnes).get(incident.get_absolute_url()).content.decode()
