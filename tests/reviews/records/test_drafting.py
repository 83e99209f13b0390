"""A review stands as soon as the rules ask for one, filled from the incident."""

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts.history import delete_as, save_as
from accounts.notices.models import Event, Notice
from incidents.catalogue.models import Category
from incidents.lifecycle.operations import resolving
from incidents.lifecycle.operations.details import change_details
from incidents.majors.operations import declare_major, demote, propose_major, reject_major, stand_down
from incidents.records.choices import State, Story
from incidents.records.models import Incident
from incidents.records.operations.saving import say, tell
from reviews.records.choices import Mark, ReviewState
from reviews.records.models import Review
from reviews.records.operations.drafting import request_review
from reviews.records.queries import review_of
from reviews.rules.choices import Rule
from reviews.rules.due_dates import after_working_days
from tests.builders import MINUTE, NOON, triaged
from tests.reviews.builders import LATER, critical, declared, drafted, required, resolve, waived, worked_on


def review_after(cast, incident):
    return Review.objects.filter(incident=resolve(cast, incident)).first()


def stood_down(cast):
    incident = change_details(
        declared(cast), {"restored_at": NOON + 4 * MINUTE}, by=cast.actor("rafael"), now=NOON + 4 * MINUTE
    )
    return stand_down(
        incident, final_update="Over.", reason="Handed back", by=cast.actor("mia"), now=NOON + 5 * MINUTE
    )


def demoted(cast):
    return demote(declared(cast), reason="Smaller than thought", by=cast.actor("mia"), now=NOON + 5 * MINUTE)


def with_category(cast, *slugs):
    parent = None
    for slug in slugs:
        category = Category(
            parent=parent, slug=slug, name=slug, path=f"{parent.path}/{slug}" if parent else slug
        )
        save_as(category, by=cast.system)
        parent = category
    cast.categories["chosen"] = parent
    return worked_on(cast, category="chosen")


def rejected(cast):
    incident = propose_major(
        worked_on(cast), reason="Looks big", by=cast.actor("agnes"), now=NOON + 3 * MINUTE
    )
    return reject_major(incident, reason="It is not", by=cast.actor("mia"), now=NOON + 4 * MINUTE)


REQUIRED = {
    "R1": (declared, ["R1"]),
    "R1-stood-down": (stood_down, ["R1"]),
    "R1-demoted": (demoted, ["R1"]),
    "R2": (critical, ["R2"]),
    "R3-security": (lambda cast: with_category(cast, "security"), ["R3"]),
    "R3-below": (lambda cast: with_category(cast, "storage", "data-loss"), ["R3"]),
}
NOT_REQUIRED = {
    "ordinary": worked_on,
    "R1-only-a-candidate-once": rejected,
    "R2-priority-2": lambda cast: worked_on(cast, impact="high"),
}


@pytest.mark.parametrize("case", REQUIRED)
def test_a_rule_creates_a_draft(cast, case):
    make, rules = REQUIRED[case]
    review = review_after(cast, make(cast))
    assert (review.state, review.rules) == (ReviewState.DRAFT, rules)
    assert review.history.latest().actor_name == cast.system.user.display_name


@pytest.mark.parametrize("case", NOT_REQUIRED)
def test_without_a_rule_there_is_none(cast, case):
    assert review_after(cast, NOT_REQUIRED[case](cast)) is None


def test_a_draft_has_number_title_owner_and_due_dates(cast):
    review = drafted(cast, title="VPN down")
    assert re.fullmatch(r"REV-\d{4,}", review.number)
    assert review.title == "VPN down"
    assert review.owner == cast.lena
    assert list(review.authors.all()) == [cast.rafael]
    assert review.submit_due_at == after_working_days(LATER, 3)
    assert review.approve_due_at == after_working_days(LATER, 10)
    assert Notice.objects.filter(recipient=cast.lena, event__kind="review.created").count() == 1
    assert review.incident.entries.filter(story=Story.REVIEW_DUE, facts__number=review.number).exists()


def test_an_ordinary_review_has_five_days(cast):
    review = review_after(cast, declared(cast))
    assert review.submit_due_at == after_working_days(LATER, 5)


def test_the_services_owner_comes_first(cast):
    cast.services["vpn"].owner = cast.nadia
    save_as(cast.services["vpn"], by=cast.system)
    assert drafted(cast).owner == cast.nadia


def test_without_service_owner_and_lead_the_assignee_owns_it(cast):
    membership = cast.teams["network"].memberships.get(user=cast.lena)
    membership.is_lead = False
    save_as(membership, by=cast.system)
    assert drafted(cast).owner == cast.rafael


def test_the_timeline_is_filled(cast):
    incident = declared(cast, occurred_at=NOON - 30 * MINUTE, detected_at=NOON - 10 * MINUTE)
    starred = say(
        incident, "work_note", "The rule is missing", by=cast.actor("rafael"), now=NOON + 4 * MINUTE
    )
    starred.is_starred = True
    starred.save()
    say(incident, "work_note", "Lunch", by=cast.actor("rafael"), now=NOON + 5 * MINUTE)
    tell(incident, Story.ALERT_FIRED, by=cast.system, now=NOON + 6 * MINUTE, facts={"summary": "vpn01 down"})
    review = review_after(cast, incident)
    rows = list(review.timeline.all())
    assert {row.mark for row in rows} - {""} == {str(mark) for mark in Mark}
    assert all(row.source == f"{incident.number} timeline" for row in rows)
    assert rows == sorted(rows, key=lambda row: (row.happened_at, row.pk))
    texts = [row.text for row in rows]
    assert "The rule is missing" in texts
    assert "Lunch" not in texts
    assert any("vpn01 down" in text for text in texts)
    assert any(row.mark == Mark.DECLARED and "Mia" in row.text for row in rows)
    assert [row.happened_at for row in rows if row.mark == Mark.OCCURRED] == [NOON - 30 * MINUTE]


def test_a_second_resolution_moves_the_marks_and_brings_nothing_back(cast):
    review = drafted(cast)
    removed = review.timeline.filter(mark="").first()
    count = review.timeline.count()
    delete_as(removed, by=cast.actor("lena"))
    incident = resolving.reopen(
        Incident.objects.get(pk=review.incident_id),
        reason="Down again",
        by=cast.actor("agnes"),
        now=LATER + MINUTE,
    )
    again = LATER + 90 * MINUTE
    resolve(cast, incident, now=again)
    review.refresh_from_db()
    assert Review.objects.count() == 1
    assert review.timeline.get(mark=Mark.RESOLVED).happened_at == again
    assert review.submit_due_at == after_working_days(again, 3)
    assert review.timeline.count() == count  # one removed, one "reopened" added


def test_declared_only_after_the_resolution(cast):
    incident = resolve(cast, worked_on(cast))
    assert not Review.objects.exists()
    declare_major(
        incident,
        manager=cast.mia,
        impact_statement="More people than we thought.",
        communication_plan="Once a day.",
        by=cast.actor("mia"),
        now=LATER + MINUTE,
    )
    review = Review.objects.get()
    assert (review.state, review.rules) == (ReviewState.DRAFT, ["R1"])
    assert review.timeline.filter(mark=Mark.DECLARED).exists()


def test_a_rolled_back_resolution_leaves_no_review(cast):
    incident = critical(cast)
    with pytest.raises(RuntimeError), transaction.atomic():
        resolve(cast, incident)
        assert Review.objects.exists()
        raise RuntimeError
    assert not Review.objects.exists()
    assert not Event.objects.filter(kind="review.created").exists()
    incident.refresh_from_db()
    assert incident.state == State.IN_PROGRESS


def test_children_are_reviewed_with_their_parent(cast):
    parent, child = worked_on(cast), triaged(cast, impact="high", urgency="high")
    child.parent = parent
    save_as(child, by=cast.system, fields=["parent"])
    resolve(cast, parent, children="resolve")
    review = Review.objects.get()
    assert review.incident == parent
    assert review.rules == ["R2"]
    assert set(review.incidents.all()) == {parent, child}
    assert review_of(child) == review


def test_one_review_for_an_incident(cast):
    review = drafted(cast)
    twin = Review(
        number="REV-9",
        title="Twin",
        state="draft",
        incident=review.incident,
        created_at=NOON,
        updated_at=NOON,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        save_as(twin, by=cast.system)


def test_somebody_asks_while_it_is_open(cast):
    review = required(cast)
    assert (review.state, review.rules, review.submit_due_at) == (ReviewState.REQUIRED, ["R9"], None)
    assert not review.timeline.exists()
    incident = Incident.objects.get(pk=review.incident_id)
    resolve(cast, incident)
    review.refresh_from_db()
    assert review.state == ReviewState.DRAFT
    assert review.submit_due_at == after_working_days(LATER, 5)
    assert review.timeline.filter(mark=Mark.RESOLVED).exists()


def test_somebody_asks_after_the_resolution(cast):
    incident = resolve(cast, worked_on(cast))
    review = request_review(incident, "R3", reason="Mail was lost", by=cast.actor("agnes"), now=LATER)
    assert (review.state, review.rules) == (ReviewState.DRAFT, ["R3"])
    again = request_review(incident, "R9", reason="Worth it", by=cast.actor("paul"), now=LATER)
    assert again == review
    assert again.rules == ["R3", "R9"]


@pytest.mark.parametrize(
    ("rule", "reason", "field"),
    [("R1", "x", "rule"), ("nonsense", "x", "rule"), (Rule.ASKED_FOR, " ", "reason")],
)
def test_an_incomplete_request_is_refused(cast, rule, reason, field):
    with pytest.raises(ValidationError) as refusal:
        request_review(worked_on(cast), rule, reason=reason, by=cast.actor("agnes"), now=LATER)
    assert set(refusal.value.message_dict) == {field}


def test_who_may_not_review_may_not_ask(cast):
    for name in ("ruth", "vera", "audra", "adam", "monitor"):
        with pytest.raises(PermissionDenied):
            request_review(worked_on(cast), "R9", reason="x", by=cast.actor(name), now=LATER)


def test_a_waived_review_stays_waived(cast):
    review = waived(cast)
    with pytest.raises(ValidationError) as refusal:
        request_review(review.incident, "R9", reason="x", by=cast.actor("agnes"), now=LATER)
    assert refusal.value.code == "not_allowed_from_state"
