"""Steps, roles and writing through the operations."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts.history import UnsignedChangeError
from accounts.notices.models import Notice
from reviews.records.choices import FactorCategory, ReviewState, Section
from reviews.records.models import Review
from reviews.records.operations import editing, stepping
from tests.reviews.builders import (
    IN_STATE,
    LATER,
    approved,
    declared,
    drafted,
    in_review,
    make_action,
    published,
    resolve,
    waived,
    written,
)


def code_of(refusal):
    error = refusal.value
    return next(iter(error.error_dict.values()))[0].code if hasattr(error, "error_dict") else error.code


@pytest.mark.parametrize("state", list(IN_STATE))
def test_every_state_is_reached_and_signed(cast, state):
    review = IN_STATE[state](cast)
    assert review.state == state
    assert review.history.count() == review.version


STEPS = {
    "submit": lambda review, by: stepping.submit(review, by=by, now=LATER),
    "send-back": lambda review, by: stepping.send_back(review, reason="More", by=by, now=LATER),
    "approve": lambda review, by: stepping.approve(review, by=by, now=LATER),
    "publish": lambda review, by: stepping.publish(review, is_checked=True, by=by, now=LATER),
    "close": lambda review, by: stepping.close(review, by=by, now=LATER),
    "waive": lambda review, by: stepping.waive(review, reason="One for both", by=by, now=LATER),
}
# step: from where, who may, who may not
WHO = {
    "submit": (written, ["lena"], ["agnes", "ines", "mia", "ruth", "audra", "rafael"]),
    "send-back": (in_review, ["ines", "mia"], ["lena", "agnes", "ruth"]),
    "approve": (in_review, ["ines"], ["lena", "mia", "agnes", "audra"]),
    "publish": (approved, ["ines", "mia"], ["lena", "agnes"]),
    "waive": (drafted, ["ines", "mia"], ["lena", "agnes", "adam"]),
}
ALLOWED = [(step, name) for step, (_make, allowed, _refused) in WHO.items() for name in allowed]
REFUSED = [(step, name) for step, (_make, _allowed, refused) in WHO.items() for name in refused]


@pytest.mark.parametrize(("step", "name"), ALLOWED)
def test_who_may(cast, step, name):
    review = WHO[step][0](cast)
    assert STEPS[step](review, cast.actor(name)).state != review.state


@pytest.mark.parametrize(("step", "name"), REFUSED)
def test_who_may_not(cast, step, name):
    review = WHO[step][0](cast)
    with pytest.raises(PermissionDenied):
        STEPS[step](review, cast.actor(name))
    assert Review.objects.get(pk=review.pk).state == review.state


@pytest.mark.parametrize("state", [ReviewState.CLOSED, ReviewState.WAIVED, ReviewState.PUBLISHED])
@pytest.mark.parametrize("step", ["submit", "approve", "waive", "send-back"])
def test_a_settled_review_stays(cast, state, step):
    with pytest.raises(ValidationError) as refusal:
        STEPS[step](IN_STATE[state](cast), cast.actor("ines"))
    assert code_of(refusal) == "not_allowed_from_state"


def test_handing_in_names_all_that_is_missing(cast):
    review = drafted(cast)
    editing.add_moment(
        review, editing.Happened(LATER, "Hearsay", is_starred=True), by=cast.actor("lena"), now=LATER
    )
    with pytest.raises(ValidationError) as refusal:
        stepping.submit(review, by=cast.actor("lena"), now=LATER)
    assert set(refusal.value.message_dict) == {"summary", "factors", "timeline"}


def test_approving_needs_owner_date_and_check(cast):
    review = in_review(cast)
    make_action(cast, review, owner=cast.nadia)
    with pytest.raises(ValidationError) as refusal:
        stepping.approve(review, by=cast.actor("ines"), now=LATER)
    assert set(refusal.value.message_dict) == {"actions"}


def test_closing_needs_proof(cast):
    review = published(cast)
    with pytest.raises(ValidationError):
        stepping.close(review, by=cast.actor("ines"), now=LATER)


def test_an_older_version_is_refused(cast):
    review = written(cast)
    with pytest.raises(ValidationError) as refusal:
        stepping.submit(review, by=cast.actor("lena"), now=LATER, version=review.version - 1)
    assert code_of(refusal) == "stale"


def test_sections_do_not_get_in_each_others_way(cast):
    review = drafted(cast)
    seen = review.version
    by = cast.actor("lena")
    editing.edit_section(review, Section.IMPACT, "Nobody could work.", by=by, now=LATER, version=seen)
    editing.edit_section(review, Section.LUCKY, "It was a Sunday.", by=by, now=LATER, version=seen)
    with pytest.raises(ValidationError) as refusal:
        editing.edit_section(review, Section.IMPACT, "Other words.", by=by, now=LATER, version=seen)
    assert code_of(refusal) == "stale"
    review.refresh_from_db()
    assert (review.impact, review.lucky) == ("Nobody could work.", "It was a Sunday.")


@pytest.mark.parametrize("make", [approved, published, waived])
def test_a_settled_text_does_not_change(cast, make):
    review, by = make(cast), cast.actor("lena")
    with pytest.raises(ValidationError) as refusal:
        editing.edit_section(review, Section.IMPACT, "x", by=by, now=LATER)
    assert code_of(refusal) == "not_allowed_from_state"
    with pytest.raises(ValidationError):
        editing.add_factor(review, editing.Factor("x", FactorCategory.PEOPLE), by=by, now=LATER)


@pytest.mark.parametrize("name", ["ruth", "audra", "adam", "monitor"])
def test_who_may_not_write(cast, name):
    review = drafted(cast)
    with pytest.raises(PermissionDenied):
        editing.edit_section(review, Section.IMPACT, "x", by=cast.actor(name), now=LATER)


def test_after_a_major_incident_the_facilitator_is_somebody_else(cast):
    review = Review.objects.get(incident=resolve(cast, declared(cast)))
    people = editing.People("VPN", cast.lena, cast.lena, [], "staff")
    with pytest.raises(ValidationError) as refusal:
        editing.change_people(review, people, by=cast.actor("ines"), now=LATER)
    assert set(refusal.value.message_dict) == {"facilitator"}


def test_a_new_owner_is_told(cast):
    review = drafted(cast)
    people = editing.People("VPN", cast.nadia, None, [], "staff")
    editing.change_people(review, people, by=cast.actor("ines"), now=LATER)
    assert Notice.objects.filter(recipient=cast.nadia, event__kind="review.handed-over").exists()


def test_computed_moments_are_corrected_in_the_incident(cast):
    mark = drafted(cast).timeline.exclude(mark="").first()
    by = cast.actor("lena")
    with pytest.raises(ValidationError):
        editing.remove_moment(mark, by=by)
    with pytest.raises(ValidationError):
        editing.edit_moment(mark, editing.Happened(LATER, "Later", "log", mark.kind), by=by, now=LATER)
    told = editing.Happened(mark.happened_at, "The first call", mark.source, mark.kind, is_starred=True)
    assert editing.edit_moment(mark, told, by=by, now=LATER).text == "The first call"


def test_a_removed_part_counts_as_changed(cast):
    review, by = written(cast), cast.actor("lena")
    removed, shown = review.factors.get(), review.factors.get()
    editing.remove_factor(removed, by=by, version=removed.version)
    with pytest.raises(ValidationError) as refusal:
        editing.edit_factor(shown, editing.Factor("x", "people"), by=by, now=LATER, version=1)
    assert code_of(refusal) == "stale"


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "lost"},
        {"state": ReviewState.APPROVED},
        {"state": ReviewState.IN_REVIEW},
        {"state": ReviewState.WAIVED},
        {"waive_reason": "without the state"},
        {"visibility": "everybody"},
    ],
    ids=str,
)
def test_the_database_keeps_reviews_whole(cast, broken):
    review = drafted(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(**broken)


def test_nobody_saves_unsigned(cast):
    review = Review.objects.get(pk=drafted(cast).pk)
    with pytest.raises(UnsignedChangeError), transaction.atomic():
        review.save()


def test_a_factor_that_goes_leaves_its_actions(cast):
    review, by = written(cast), cast.actor("lena")
    factor = review.factors.get()
    action = make_action(cast, review, factor=factor, due_on=date(2026, 4, 1))
    editing.remove_factor(factor, by=by)
    action.refresh_from_db()
    assert action.factor is None
