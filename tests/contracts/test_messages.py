"""ADM-05: every message fills every variable that its page lists, whoever words it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from accounts.history import save_as
from accounts.notices.models import Notice
from accounts.notices.operations.templating import save_template
from accounts.notices.template_models import NoticeTemplate
from accounts.notices.wordings import known_wordings
from accounts.webhooks import notices as webhook_notices
from accounts.webhooks.models import Webhook
from incidents.catalogue.models import CancelReason
from incidents.intake import notices as intake_notices
from incidents.intake.mail import notices as mail_notices
from incidents.intake.mail.models import Mailbox
from incidents.intake.models import Alert, Integration
from incidents.intake.storms import notices as storm_notices
from incidents.lifecycle import escalation_notices
from incidents.lifecycle.operations import cancelling, moving, resolving
from incidents.lifecycle.operations.talking import comment
from incidents.majors import operations as majors
from incidents.records.choices import EntryKind
from incidents.records.operations.relating import watch
from incidents.sla import alarms
from incidents.sla.audit_models import AuditRun
from incidents.sla.choices import Tell
from incidents.sla.operations.ticking import Escalation
from incidents.sla.terms import Step
from reviews.actions import notices as action_notices
from reviews.records import notices as review_notices
from tests.builders import MINUTE, NOON, cancelled, closed, held, make_incident, resolution, started, storm_on
from tests.cast import Cast
from tests.reviews.builders import declared, drafted, make_action, required

LATER = NOON + 60 * MINUTE


def _talk(cast: Cast) -> None:
    incident = started(cast)
    watch(incident, cast.nadia, by=cast.actor("agnes"), now=NOON)
    for kind in (EntryKind.PUBLIC, EntryKind.WORK_NOTE):
        comment(incident, kind, "Words", by=cast.actor("rafael"), now=LATER)
    comment(incident, EntryKind.WORK_NOTE, "@nadia look", by=cast.actor("rafael"), now=LATER)
    incident = resolving.resolve(incident, resolution(), by=cast.actor("rafael"), now=LATER)
    resolving.reopen(incident, reason="Still", by=cast.actor("ruth"), now=LATER)


def _hold(cast: Cast) -> None:
    moving.resume(held(cast), reason="Enough", by=cast.actor("agnes"), now=LATER)


def _start_for_somebody(cast: Cast) -> None:
    incident = make_incident(cast)
    incident = moving.triage(
        incident,
        category=cast.categories["network"],
        service=cast.services["vpn"],
        impact=incident.impact,
        urgency=incident.urgency,
        team=cast.teams["network"],
        by=cast.actor("agnes"),
        now=NOON,
    )
    moving.start(incident, assignee=cast.rafael, by=cast.actor("agnes"), now=NOON)


def _write_to_what_is_closed(cast: Cast) -> None:
    comment(closed(cast), EntryKind.PUBLIC, "Again", by=cast.actor("ruth"), now=LATER)


def _cancel(cast: Cast) -> None:
    cancelling.restore(cancelled(cast), reason="A mistake", by=cast.actor("lena"), now=LATER)
    reason = CancelReason.objects.get(slug="duplicate")
    other = make_incident(cast)
    by = cast.actor("agnes")
    cancelling.cancel(make_incident(cast), reason=reason, target=other, by=by, now=LATER)


def _majors(cast: Cast) -> None:
    mia = cast.actor("mia")
    proposed = majors.propose_major(started(cast), reason="Many", by=cast.actor("agnes"), now=LATER)
    majors.reject_major(proposed, reason="Few", by=mia, now=LATER)
    majors.demote(declared(cast), reason="Few", by=mia, now=LATER)
    incident = resolving.resolve(declared(cast), resolution(), by=cast.actor("rafael"), now=LATER)
    majors.stand_down(incident, final_update="It works", by=mia, now=LATER)


def _miss(cast: Cast) -> None:
    incident = started(cast)
    clock = incident.clocks.get(kind="resolution")
    steps = (Step(percent=50, tell=(Tell.OWNER,)), Step(percent=75, tell=(Tell.OWNER,)))
    for is_breach in (False, True):
        escalation = Escalation(incident, clock, steps, NOON, is_breach, NOON)
        escalation_notices.escalated([escalation], by=cast.system, now=NOON)


def _signals(cast: Cast) -> None:
    incident = started(cast)
    alert = Alert(integration=Integration(name="Prometheus"), summary="Disk full")
    by: dict[str, Any] = {"by": cast.system, "now": NOON}
    intake_notices.fired(incident, alert, cast.teams["network"], **by)
    intake_notices.joined(incident, alert, is_worse=True, **by)
    intake_notices.cleared(incident, alert, **by)
    mail_notices.arrived(incident, Mailbox(name="Help", team=cast.teams["network"]), **by)
    mail_notices.too_many("robot@example.org", 1, **by)
    service = cast.services["vpn"]
    service.owner = cast.lena
    save_as(service, by=cast.system)
    storm_notices.raised(storm_on(service), **by)


def _operators(cast: Cast) -> None:
    told = {"incident": "INC-1", "clock": "resolution", "field": "due_at", "stored": "1", "computed": "2"}
    run = AuditRun(pk=1, difference_count=1, differences=[told])
    alarms.clocks_differ(run, by=cast.system, now=NOON)
    webhook = Webhook(pk=1, slug="chat", name="Chat", owner=cast.adam, stopped_why="Gone")
    webhook_notices.switched_off(webhook, by=cast.system, now=NOON)


def _reviews(cast: Cast) -> None:
    by: dict[str, Any] = {"by": cast.system, "now": NOON}
    required(cast)
    review = drafted(cast)
    review.facilitator = cast.ines
    review_notices.handed_over(review, **by)
    review_notices.submitted(review, **by)
    review_notices.moved(review, "approved", "", **by)
    review_notices.moved(review, "waived", "Nothing to learn", **by)
    action = make_action(cast, review, owner=cast.nadia, due_on=date(2026, 3, 20))
    action.outcome = "It helped"
    action_notices.moved(action, **by)


SCENES: tuple[Callable[[Cast], None], ...] = (
    _start_for_somebody,
    _talk,
    _hold,
    _write_to_what_is_closed,
    _cancel,
    _majors,
    _miss,
    _signals,
    _operators,
    _reviews,
)


@pytest.fixture
def _all_in_own_words(cast: Cast) -> None:
    """Word every message so that it says its key and each of its variables."""
    by = cast.actor("adam")
    for wording in known_wordings():
        body = "\n".join(f"{name} is <{{{{ {name} }}}}>" for name in wording.names)
        row = NoticeTemplate(key=wording.key, language="en-gb", subject=f"Own {wording.key}!", body=body)
        save_template(row, by=by, why="test")


@pytest.mark.usefixtures("_all_in_own_words")
def test_every_message_fills_every_variable_that_is_listed(cast: Cast) -> None:
    for play in SCENES:
        play(cast)
    assert not [notice.subject for notice in Notice.objects.all() if "Own " not in notice.subject]
    for wording in known_wordings():
        said = Notice.objects.filter(subject__endswith=f"Own {wording.key}!").first()
        assert said is not None, wording.key
        for name in wording.names:
            assert f"{name} is <" in said.body, (wording.key, name)
            assert f"{name} is <>" not in said.body, (wording.key, name)
        assert "{{" not in said.body
        assert said.subject.startswith(f"[{said.event.about}] ") == ("number" in wording.names)


def test_examples_and_standard_words_fit_each_message() -> None:
    for wording in known_wordings():
        said = wording.say(wording.examples())
        assert said.subject and said.body and "%(" not in said.subject + said.body, wording.key
        assert len(set(wording.names)) == len(wording.names), wording.key
        if wording.key.startswith("incident."):
            assert said.subject.startswith("[INC-1042] P3 In progress"), wording.key
