"""Every address has a line of policy: who may ask for it; one without a line fails, and so does a line that lies."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.notices.chat.operations import add_chat_address
from accounts.notices.models import Notice
from incidents.desk.operations import Look, Sharing, save_view
from incidents.intake.mail.models import Mailbox
from incidents.intake.mail.operations.configuring import save_mailbox
from incidents.intake.mail.operations.storing import store_mail
from incidents.intake.operations.sweeping import sweep_signals
from incidents.lifecycle.operations.resolving import resolve
from incidents.lifecycle.operations.talking import comment
from incidents.records.choices import EntryKind, LinkKind, Wanted
from incidents.records.operations.attaching import attach
from incidents.records.operations.relating import add_task, link, name_affected
from incidents.records.operations.subscribing import save_role_subscription, subscribe
from incidents.records.subscription_models import RoleSubscription
from reviews.records.models import Review
from tests.builders import (
    MINUTE,
    NOON,
    changed,
    macro,
    make_incident,
    prepared,
    resolution,
    started,
    storm_on,
    suggested,
)
from tests.cast import Cast

# open: anybody. own: who has a part in the record. member: whoever is signed in. staff: who works on incidents.
# lead: who answers for others.
# key: who knows an integration's key. token: the API, whose rights the tests of the API hold row by row.
# hidden: there only while nobody can sign in, or for developers.
POLICY = {
    "open": """health-live health-ready action_link account_login account_inactive account_reset_password
        account_reset_password_done account_reset_password_from_key account_reset_password_from_key_done start""",
    "key": "intake_events intake_changes intake_alertmanager intake_grafana intake_json ping",
    "hidden": "first_start component_sheet",
    "member": """portal portal_report inbox read_notices profile tokens revoke_token account_logout
        account_change_password own_notices own_hours reset_notices following
        add_address""",
    "own": """portal_incident portal_reply portal_answer portal_withdraw attachment open_notice unfollow unfollow_role
        try_address
        remove_address""",
    "lead": "pauses",
    "staff": """queue search saved_views save_view saved_view change_view remove_view bring_back_view choose_columns
        board wallboard
        queue_counts queue_clocks log_incident notice_this noticed log_hints log_people log_priorities
        save_log_draft discard_log_draft save_draft
        consequences incident incident_preview incident_clocks judge_clock incident_history transition take write
        property watch add_watcher add_affected remove_affected add_link remove_link add_task toggle_task add_files
        merge split copy_incident create_child
        reviews start_review review review_section review_people review_step new_factor factor new_moment moment
        star_moment new_action review_action move_action incident_review decide_grouping storm
        reject_storm incident_changes incident_following judge_change texts text macros macro mentions next_step impact
        palette star_entry quarantine sort_mail original_mail""",
}
LINE_OF = {name: policy for policy, names in POLICY.items() for name in names.split()}
ARGUMENTS = {
    "view": "all",
    "action": "resolve",
    "name": "title",
    "clock": "resolution",
    "judgement": "explain",
    "verdict": "suspect",
    "decision": "reject",
    "key": "x",
    "slug": "hello",
    "word": "start",
    "token": "x",
    "uidb36": "1",
}
SAVED_VIEW_PAGES = ("saved_view", "change_view", "bring_back_view", "remove_view")
REVIEW_ARGUMENTS = {"review_section": "summary", "review_step": "submit", "move_action": "accept"}


def walk(patterns: Any, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, pattern.namespace or namespace)
        else:
            yield namespace, pattern


OURS = [pattern for namespace, pattern in walk(get_resolver().url_patterns) if not namespace]
API = [pattern for namespace, pattern in walk(get_resolver().url_patterns) if namespace == "api"]


@pytest.fixture
def values(cast: Cast, settings: Any, tmp_path: Any) -> dict[str, Any]:
    """An incident of Ruth's with one of everything, and its review."""
    settings.MEDIA_ROOT = tmp_path
    by = cast.actor("agnes")
    prepared()
    macro("hello", note="Looked at")
    incident = started(cast, impact="high", urgency="high")
    file = attach(incident, SimpleUploadedFile("log.txt", b"canary"), by=by, now=NOON)
    task = add_task(incident, "Look again", by=by, now=NOON)
    add_link = link(incident, make_incident(cast), LinkKind.RELATED, by=by, now=NOON)
    affected = name_affected(incident, cast.oskar, by=by, now=NOON)
    unfollow = subscribe(cast.services["vpn"], Wanted.ALL, by=cast.actor("ruth"), now=NOON)
    by_role = RoleSubscription(role=cast.ruth.groups.get(), service=cast.services["email"])
    save_role_subscription(by_role, by=cast.system, why="for tests")
    # Who chose for themselves has no part in it.
    subscribe(cast.services["email"], Wanted.NONE, by=cast.actor("stefan"), now=NOON)
    place = add_chat_address(
        cast.ruth, name="Phone", address="ntfy://topic-of-ruth", by=cast.actor("ruth"), now=NOON
    )
    resolve(incident, resolution(), by=cast.actor("rafael"), now=NOON + 9 * MINUTE)
    review = Review.objects.get()
    notice = Notice.objects.filter(recipient=cast.ruth).first()
    view = save_view(Look("all"), "Everything", Sharing(), by=by, now=NOON)
    assert notice is not None
    return {
        "number": incident.number,
        "review": review.number,
        "position": 1,
        "pk": {
            "attachment": file.pk,
            "judge_clock": incident.clocks.get(kind="resolution").pk,
            "split": comment(incident, EntryKind.PUBLIC, "And the printer", by=by, now=NOON).pk,
            "toggle_task": task.pk,
            "remove_link": add_link.pk,
            "remove_affected": affected.pk,
            "open_notice": notice.pk,
            "star_entry": incident.entries.first().pk,
            "unfollow": unfollow.pk,
            "unfollow_role": by_role.pk,
            **dict.fromkeys(("try_address", "remove_address"), place.pk),
            "decide_grouping": suggested(incident, make_incident(cast), by=cast.system).pk,
            **dict.fromkeys(SAVED_VIEW_PAGES, view.pk),
            "judge_change": changed(cast.services["email"]).pk,
            **dict.fromkeys(("storm", "reject_storm"), storm_on(cast.services["vpn"]).pk),
            **_mails(cast),
            "moment": review.timeline.first().pk if hasattr(review, "timeline") else 1,
        },
    }


def _mails(cast: Cast) -> dict[str, int]:
    box = Mailbox(slug="desk", name="Desk", address="service-desk@localhost")
    save_mailbox(box, by=cast.system, now=NOON, why="for tests")
    senders = {"sort_mail": b"x@elsewhere.org", "original_mail": b"ruth@example.org"}
    stored = {
        name: store_mail(box, b"From: " + who + b"\n\ncanary", now=NOON).pk for name, who in senders.items()
    }
    sweep_signals(NOON)
    return stored


def address_of(pattern: URLPattern, values: dict[str, Any]) -> str:
    """Return an address of the pattern that leads to the fixture's rows."""
    name = str(pattern.name)
    is_review = str(pattern.pattern).startswith("reviews/")
    known = {
        **ARGUMENTS,
        "number": values["review"] if is_review else values["number"],
        "position": values["position"],
        "pk": values["pk"].get(name, 1),
    }
    if name in REVIEW_ARGUMENTS:
        known["name"] = REVIEW_ARGUMENTS[name]
    wanted = pattern.pattern.regex.groupindex if hasattr(pattern.pattern, "regex") else {}
    return reverse(name, kwargs={argument: known[argument] for argument in wanted})


def ask(client: Client, address: str) -> str:
    """Return what a person gets: in, sign-in, elsewhere, refused."""
    answer = client.get(address)
    if answer.status_code == 405:
        answer = client.post(address)
    # Closing the whole answer would close the test's database connection too.
    for close in answer._resource_closers if answer.streaming else ():
        close()
    place = answer.headers.get("Location", "")
    if answer.status_code in (401, 403, 404, 410):
        return "refused"
    if place.startswith("/accounts/login"):
        return "sign-in"
    if answer.status_code == 302 and place.startswith("/help"):
        return "elsewhere"
    assert answer.status_code < 500 or address == "/health/ready", address
    return "in"


def test_every_address_has_a_line() -> None:
    assert {str(pattern.name) for pattern in OURS} == set(LINE_OF)


@pytest.mark.parametrize("pattern", OURS, ids=lambda pattern: str(pattern.pattern))
def test_the_line_is_true(values: dict[str, Any], cast: Cast, pattern: URLPattern) -> None:
    line = LINE_OF[str(pattern.name)]
    address = address_of(pattern, values)
    stranger, owner, agent = Client(), Client(), Client()
    stranger.force_login(cast.stefan)
    owner.force_login(cast.ruth)
    agent.force_login(cast.agnes)
    got = [ask(client, address) for client in (Client(), stranger, owner, agent)]
    if line == "staff":
        assert got[0] == "sign-in"
        assert got[1] in ("refused", "elsewhere")
        assert got[2] in ("refused", "elsewhere")
        assert got[3] in ("in", "refused") if "reviews/" in address else got[3] == "in"
    elif line == "lead":
        assert got[0] == "sign-in"
        assert {*got[1:3]} <= {"refused", "elsewhere"} and got[3] == "refused"
    elif line == "own":
        assert got[:2] == ["sign-in", "refused"]
        assert got[2] in ("in", "elsewhere")
    elif line == "member":
        assert got[0] == "sign-in" or pattern.name == "account_logout"
        assert "sign-in" not in got[1:]
    elif line == "hidden":
        assert got == ["refused"] * 4


@pytest.mark.parametrize("pattern", API, ids=lambda pattern: str(pattern.pattern))
def test_the_api_asks_for_a_token(values: dict[str, Any], pattern: URLPattern) -> None:
    known = {**ARGUMENTS, "number": values["number"], "username": "ruth", "pk": str(uuid.uuid4())}
    wanted = pattern.pattern.regex.groupindex
    known["pk"] = 1 if "int:pk" in str(pattern.pattern) else known["pk"]
    answer = Client().get(reverse(f"api:{pattern.name}", kwargs={name: known[name] for name in wanted}))
    described = pattern.name in ("schema", "docs")
    assert answer.status_code in ((200, 401) if described else (401,)), answer.content
