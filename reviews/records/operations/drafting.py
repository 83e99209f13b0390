"""Create reviews: by a rule when an incident is resolved, or because somebody asked; fill them from the incident."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.actor import Actor, require
from accounts.choices import Right
from accounts.history import save_as
from accounts.people.queries import the_product
from accounts.text import line
from incidents.records.choices import Story
from incidents.records.models import Incident
from incidents.records.operations.saving import tell
from reviews.records import notices
from reviews.records.choices import ReviewState, Step
from reviews.records.content_models import TimelineEntry
from reviews.records.models import Author, CoveredIncident, Review
from reviews.records.numbering import next_number
from reviews.records.operations.saving import change, lock
from reviews.records.operations.stepping import MAX_REASON, find_step
from reviews.records.queries import facts_and_review, owner_for
from reviews.records.refusals import refuse
from reviews.records.story import Moment, marks_of, moments_of
from reviews.rules.choices import REQUESTABLE, Rule
from reviews.rules.due_dates import due_dates
from reviews.rules.requirement import rules_that_apply


def follow_resolution(incident: Incident, *, now: datetime) -> Review | None:
    """Create the review that the rules ask for, or bring the one there is up to the new resolution."""
    with transaction.atomic():
        facts, existing = facts_and_review(incident)
        rules = rules_that_apply(facts)
        if existing is not None:
            return _catch_up(existing, incident, rules, now=now)
        if incident.parent_id is not None:
            return _cover_with_parent(incident)
        if not rules:
            return None
        return create_draft(incident, rules, by=the_product(f"rule {rules[0].value}"), now=now)


def request_review(incident: Incident, rule: str, *, reason: str, by: Actor, now: datetime) -> Review:
    """Ask for a review: data, safety or security was affected (R3), or it is worth it (R9).

    While the incident is open the review stands as required; its draft begins with the resolution.
    """
    require(by, Right.REVIEW)
    refuse({} if rule in REQUESTABLE else {"rule": "not_asked"})
    reason = line("reason", reason, limit=MAX_REASON, required=True)
    asked = Rule(rule)
    with transaction.atomic():
        incident = Incident.objects.locked(incident.pk)
        existing = Review.objects.with_people().filter(incident=incident).first()
        if existing is None:
            return create_draft(incident, (asked,), by=by, now=now, reason=reason)
        if existing.state == ReviewState.WAIVED:
            sentence = _("%(number)s was waived: %(why)s") % {
                "number": existing.number,
                "why": existing.waive_reason,
            }
            raise ValidationError(sentence, "not_allowed_from_state")
        review = lock(existing)
        _add_rules(review, (asked,), by=by, why=reason, now=now)
    return review


def create_draft(
    incident: Incident, rules: Sequence[Rule], *, by: Actor, now: datetime, reason: str = ""
) -> Review:
    """Create the review of an incident: owner, due dates, timeline; before the resolution it is only required."""
    with transaction.atomic():
        is_resolved = incident.resolved_at is not None
        review = Review(
            number=next_number(),
            title=incident.title,
            state=ReviewState.DRAFT if is_resolved else ReviewState.REQUIRED,
            incident=incident,
            rules=[rule.value for rule in rules],
            request_reason=reason,
            owner=owner_for(incident),
            created_at=now,
            updated_at=now,
            **_due_fields(incident),
        )
        save_as(review, by=by, why=reason or "review due")
        _name_covered_and_authors(review, incident, by=by)
        if is_resolved:
            fill_timeline(review, incident, by=by, now=now)
        tell(incident, Story.REVIEW_DUE, by=by, now=now, facts={"number": review.number})
        notices.created(review, by=by, now=now)
    return review


def _due_fields(incident: Incident) -> dict[str, datetime]:
    if incident.resolved_at is None:
        return {}
    due = due_dates(incident.resolved_at, incident.priority)
    return {
        "submit_due_at": due.submit_at,
        "meeting_due_at": due.meeting_at,
        "approve_due_at": due.approve_at,
    }


def _name_covered_and_authors(review: Review, incident: Incident, *, by: Actor) -> None:
    for member in (incident, *incident.children.all()):
        save_as(CoveredIncident(review=review, incident=member), by=by, why="reviewed together")
    if incident.assignee is not None and incident.assignee != review.owner:
        save_as(Author(review=review, user=incident.assignee), by=by, why="worked on the incident")


def _cover_with_parent(child: Incident) -> Review | None:
    """Let the parent's review speak for a child that is resolved later than its parent."""
    review = Review.objects.under_way().filter(incident=child.parent_id).first()
    if review is None or review.covered.filter(incident=child).exists():
        return review
    row = CoveredIncident(review=review, incident=child)
    save_as(row, by=the_product("resolved after its parent"), why="reviewed together")
    return review


def _catch_up(review: Review, incident: Incident, rules: Sequence[Rule], *, now: datetime) -> Review:
    """Start a review that was only required; give one under way the moments of the new resolution."""
    by = the_product("the incident was resolved")
    if review.state == ReviewState.REQUIRED:
        review, row = find_step(review, Step.START, by=by, version=None)
        owner = review.owner or owner_for(incident)
        values = {"state": row.target, "owner": owner, **_due_fields(incident)}
        change(review, values, by=by, why="the incident was resolved", now=now)
        _add_rules(review, rules, by=by, why="rules at the resolution", now=now)
        fill_timeline(review, incident, by=by, now=now)
        notices.created(review, by=by, now=now)
        return review
    review = lock(review)
    if review.is_editable:
        _add_rules(review, rules, by=by, why="rules at the resolution", now=now)
        change(review, _due_fields(incident), by=by, why="the incident was resolved again", now=now)
        fill_timeline(review, incident, by=by, now=now)
    return review


def _add_rules(review: Review, rules: Sequence[Rule], *, by: Actor, why: str, now: datetime) -> None:
    merged = sorted({*review.rules, *(rule.value for rule in rules)})
    change(review, {"rules": merged}, by=by, why=why, now=now)


def fill_timeline(review: Review, incident: Incident, *, by: Actor, now: datetime) -> None:
    """Take over the computed marks and what is worth telling; what was taken before and removed stays away."""
    known = {row.mark: row for row in review.timeline.exclude(mark="")}
    for moment in marks_of(incident):
        row = known.get(moment.mark)
        if row is None:
            _add(review, moment, by=by)
        else:
            change(row, {"happened_at": moment.happened_at}, by=by, why="computed again", now=now)
    last = review.timeline.aggregate(last=Max("entry"))["last"] or 0
    for moment in moments_of(incident, after=last):
        _add(review, moment, by=by)


def _add(review: Review, moment: Moment, *, by: Actor) -> None:
    row = TimelineEntry(
        review=review,
        happened_at=moment.happened_at,
        text=moment.text,
        source=moment.source,
        kind=moment.kind,
        is_starred=moment.is_starred,
        mark=moment.mark,
        entry=moment.entry,
    )
    save_as(row, by=by, why="taken from the incident")
