"""Who somebody is with regard to one review: the roles that the table of steps speaks of."""

from accounts.actor import Actor
from accounts.choices import Right
from reviews.records.choices import ReviewState, Role, Step
from reviews.records.models import Review
from reviews.records.transitions import allowed_steps


def roles_on(review: Review, by: Actor) -> frozenset[Role]:
    """Return the roles of the actor; major incident managers act as incident managers here."""
    if by.is_system:
        return frozenset({Role.SYSTEM})
    roles = set()
    if by.may(Right.INCIDENT_MANAGER) or by.may(Right.MAJOR_INCIDENT_MANAGER):
        roles.add(Role.INCIDENT_MANAGER)
    if by.may(Right.APPROVE_REVIEWS):
        roles.add(Role.APPROVER)
    if by.user.pk == review.owner_id:
        roles.add(Role.OWNER)
    if by.user.pk == review.facilitator_id:
        roles.add(Role.FACILITATOR)
    return frozenset(roles)


def steps_for(review: Review, by: Actor) -> list[Step]:
    """Return what the actor may do to the review now."""
    return allowed_steps(ReviewState(review.state), roles_on(review, by))
