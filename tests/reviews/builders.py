"""Builders: reviews in any state, made through the operations that users have."""

from datetime import date
from typing import Any

from incidents.lifecycle.operations import moving, resolving
from incidents.majors.operations import declare_major
from incidents.records.models import Incident
from reviews.actions.models import ActionItem
from reviews.actions.operations import Plan, add_action, move_action
from reviews.records.choices import FactorCategory, ReviewState, Section
from reviews.records.models import Review
from reviews.records.operations import drafting, editing, stepping
from reviews.rules.choices import Rule
from tests.builders import MINUTE, NOON, make_incident, resolution
from tests.cast import Cast

LATER = NOON + 60 * MINUTE


def resolve(cast: Cast, incident: Incident, *, now: Any = LATER, **options: Any) -> Incident:
    """Let Rafael resolve an incident."""
    return resolving.resolve(incident, resolution(**options), by=cast.actor("rafael"), now=now)


def worked_on(cast: Cast, *, category: str = "network", **report: Any) -> Incident:
    """Return an incident on which Rafael of the network team works."""
    incident = make_incident(cast, **report)
    incident = moving.triage(
        incident,
        category=cast.categories[category],
        service=cast.services["vpn"],
        impact=incident.impact,
        urgency=incident.urgency,
        team=cast.teams["network"],
        by=cast.actor("agnes"),
        now=NOON + MINUTE,
    )
    return moving.start(incident, by=cast.actor("rafael"), now=NOON + 2 * MINUTE)


def critical(cast: Cast, **report: Any) -> Incident:
    """Return a priority 1 incident on which Rafael works."""
    return worked_on(cast, impact="high", urgency="high", **report)


def declared(cast: Cast, **report: Any) -> Incident:
    """Return a major incident led by Mia."""
    return declare_major(
        worked_on(cast, **report),
        manager=cast.mia,
        impact_statement="Nobody can work from home.",
        communication_plan="Every half hour.",
        by=cast.actor("mia"),
        now=NOON + 3 * MINUTE,
    )


def drafted(cast: Cast, **report: Any) -> Review:
    """Return the draft that follows a priority 1 incident; Lena leads the team and owns it."""
    return Review.objects.with_people().get(incident=resolve(cast, critical(cast, **report)))


def required(cast: Cast) -> Review:
    """Return a review asked for while the incident is open."""
    return drafting.request_review(
        worked_on(cast), Rule.ASKED_FOR, reason="A near miss.", by=cast.actor("agnes"), now=LATER
    )


def written(cast: Cast, **report: Any) -> Review:
    """Return a draft that can be handed in, with one complete action for Nadia."""
    review, by = drafted(cast, **report), cast.actor("lena")
    review = editing.edit_section(review, Section.SUMMARY, "The VPN was down for an hour.", by=by, now=LATER)
    factor = editing.Factor("No test ran from outside", FactorCategory.PROCESS, "change record")
    editing.add_factor(review, factor, by=by, now=LATER)
    make_action(cast, review, owner=cast.nadia, due_on=date(2026, 3, 20), verification="test")
    return review


def make_action(cast: Cast, review: Review, **plan: Any) -> ActionItem:
    """Add an action, by Lena."""
    plan.setdefault("statement", "Test every edge change from outside")
    return add_action(review, Plan(**plan), by=cast.actor("lena"), now=LATER)


def promised(cast: Cast, review: Review | None = None) -> ActionItem:
    """Return an action that Nadia has accepted."""
    action = make_action(cast, review or drafted(cast), owner=cast.nadia, due_on=date(2026, 3, 20))
    return move_action(action, "accept", by=cast.actor("nadia"), now=LATER)


def in_review(cast: Cast, **report: Any) -> Review:
    """Return a review that Lena handed in."""
    return stepping.submit(written(cast, **report), by=cast.actor("lena"), now=LATER)


def approved(cast: Cast) -> Review:
    """Return a review that Ines approved."""
    return stepping.approve(in_review(cast), by=cast.actor("ines"), now=LATER)


def published(cast: Cast) -> Review:
    """Return a review that all staff may learn from."""
    return stepping.publish(approved(cast), is_checked=True, by=cast.actor("ines"), now=LATER)


def closed(cast: Cast) -> Review:
    """Return a review whose action is proven effective."""
    review = published(cast)
    action = review.actions.get()
    for name, move, note in (
        ("nadia", "accept", ""),
        ("nadia", "finish", ""),
        ("ines", "verify", "It caught a bad rule."),
    ):
        action = move_action(action, move, by=cast.actor(name), now=LATER, note=note)
    return stepping.close(review, by=cast.actor("ines"), now=LATER)


def waived(cast: Cast) -> Review:
    """Return a review that Ines decided not to hold."""
    return stepping.waive(drafted(cast), reason="Covered by REV-1000.", by=cast.actor("ines"), now=LATER)


IN_STATE = {
    ReviewState.REQUIRED: required,
    ReviewState.DRAFT: drafted,
    ReviewState.IN_REVIEW: in_review,
    ReviewState.APPROVED: approved,
    ReviewState.PUBLISHED: published,
    ReviewState.CLOSED: closed,
    ReviewState.WAIVED: waived,
}
