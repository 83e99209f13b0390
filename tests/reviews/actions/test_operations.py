"""Action items: planned, promised, moved, proven."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts.notices.models import Notice
from reviews.actions.choices import ActionState, Move
from reviews.actions.models import ActionItem
from reviews.actions.operations import Plan, add_action, edit_action, move_action
from tests.reviews.builders import LATER, closed, drafted, make_action, promised, published, written

DAY = date(2026, 3, 20)


def move(cast, action, name, step, **options):
    return move_action(action, Move(step), by=cast.actor(name), now=LATER, **options)


def plan_of(action, **changes):
    names = ("statement", "kind", "factor", "owner", "due_on", "priority", "verification", "external_link")
    return Plan(**{**{name: getattr(action, name) for name in names}, **changes})


def test_positions_count_within_the_review(cast):
    one, two = drafted(cast), drafted(cast)
    assert [make_action(cast, one).position, make_action(cast, one).position] == [1, 2]
    assert make_action(cast, two).position == 1


def test_the_owner_is_told_once(cast):
    action = make_action(cast, drafted(cast), owner=cast.nadia)
    edit_action(action, plan_of(action, due_on=DAY), by=cast.actor("lena"), now=LATER)
    assert Notice.objects.filter(recipient=cast.nadia, event__kind="review.action-given").count() == 1


@pytest.mark.parametrize("lacking", ["owner", "due_on"])
def test_accepting_needs_owner_and_date(cast, lacking):
    values = {"owner": cast.nadia, "due_on": DAY}
    action = make_action(cast, drafted(cast), **{**values, lacking: None})
    with pytest.raises(ValidationError) as refusal:
        move(cast, action, "lena", "accept")
    assert set(refusal.value.message_dict) == {lacking}
    with pytest.raises(IntegrityError), transaction.atomic():
        ActionItem.objects.filter(pk=action.pk).update(state=ActionState.ACCEPTED)


def test_moving_a_promised_date_is_counted_and_explained(cast):
    action, by = promised(cast), cast.actor("lena")
    later = plan_of(action, due_on=date(2026, 3, 27))
    with pytest.raises(ValidationError) as refusal:
        edit_action(action, later, by=by, now=LATER)
    assert set(refusal.value.message_dict) == {"move_reason"}
    action = edit_action(action, later, by=by, now=LATER, move_reason="The supplier delivers later")
    assert action.due_moves == 1
    assert action.history.latest().history_change_reason == "The supplier delivers later"
    assert edit_action(action, plan_of(action, statement="Other words"), by=by, now=LATER).due_moves == 1


def test_a_promise_keeps_owner_and_date(cast):
    action = promised(cast)
    with pytest.raises(ValidationError) as refusal:
        edit_action(action, plan_of(action, owner=None), by=cast.actor("lena"), now=LATER)
    assert set(refusal.value.message_dict) == {"owner"}


def test_a_proposed_date_moves_freely(cast):
    action = make_action(cast, drafted(cast), due_on=DAY)
    moved = edit_action(action, plan_of(action, due_on=date(2026, 5, 1)), by=cast.actor("lena"), now=LATER)
    assert moved.due_moves == 0


def test_the_whole_way(cast):
    action = move(cast, promised(cast), "nadia", "start")
    action = move(cast, action, "nadia", "finish")
    assert action.done_at == LATER
    with pytest.raises(PermissionDenied):
        move(cast, action, "nadia", "verify", note="I say so")
    with pytest.raises(ValidationError) as refusal:
        move(cast, action, "ines", "refute")
    assert set(refusal.value.message_dict) == {"note"}
    action = move(cast, action, "ines", "refute", note="It happened again")
    action = move(cast, action, "nadia", "reopen")
    assert (action.state, action.done_at) == (ActionState.IN_PROGRESS, None)
    action = move(cast, move(cast, action, "nadia", "finish"), "lena", "verify", note="Caught a bad rule")
    assert (action.state, action.outcome) == (ActionState.VERIFIED, "Caught a bad rule")
    assert action.history.count() == action.version


def test_cancelling_says_who_accepts_the_risk(cast):
    action = promised(cast)
    with pytest.raises(PermissionDenied):
        move(cast, action, "nadia", "cancel", note="Too much work")
    with pytest.raises(ValidationError):
        move(cast, action, "lena", "cancel", note=" ")
    assert move(cast, action, "lena", "cancel", note="Lena accepts it").state == ActionState.CANCELLED


@pytest.mark.parametrize("step", ["start", "finish", "verify", "reopen"])
def test_a_proposed_action_cannot_skip(cast, step):
    with pytest.raises(ValidationError) as refusal:
        move(cast, make_action(cast, drafted(cast)), "ines", step, note="x")
    assert refusal.value.code == "not_allowed_from_state"


def test_an_older_version_is_refused(cast):
    action = promised(cast)
    with pytest.raises(ValidationError) as refusal:
        move(cast, action, "nadia", "start", version=1)
    assert refusal.value.code == "stale"


def test_actions_move_after_publishing_and_not_after_closing(cast):
    action = published(cast).actions.get()
    assert move(cast, action, "nadia", "accept").state == ActionState.ACCEPTED
    review = closed(cast)
    with pytest.raises(ValidationError):
        make_action(cast, review)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"statement": "  "}, "statement"),
        ({"statement": "x" * 501}, "statement"),
        ({"statement": "\x00"}, "statement"),
        ({"external_link": "javascript:alert(1)"}, "external_link"),
        ({"external_link": "//example.org"}, "external_link"),
    ],
    ids=["empty", "long", "nul", "script", "no-scheme"],
)
def test_bad_plans_are_refused(cast, changes, field):
    with pytest.raises(ValidationError) as refusal:
        make_action(cast, drafted(cast), **changes)
    assert set(refusal.value.message_dict) == {field}


def test_owners_work_here_and_factors_belong_here(cast):
    one, other = drafted(cast), written(cast)
    with pytest.raises(ValidationError) as refusal:
        make_action(cast, one, owner=cast.ruth, factor=other.factors.get())
    assert set(refusal.value.message_dict) == {"owner", "factor"}


def test_requesters_propose_nothing(cast):
    with pytest.raises(PermissionDenied):
        add_action(drafted(cast), Plan("Do it"), by=cast.actor("ruth"), now=LATER)


def test_overdue_and_visible(cast):
    action = promised(cast)
    assert list(ActionItem.objects.overdue(date(2026, 3, 21))) == [action]
    assert not ActionItem.objects.overdue(DAY).exists()
    assert list(ActionItem.objects.visible_to(cast.agnes)) == [action]
    assert not ActionItem.objects.visible_to(cast.ruth).exists()
