"""Who somebody is with regard to one incident: the roles that the transition table speaks of."""

from accounts.actor import Actor
from accounts.choices import PersonKind, Right
from incidents.lifecycle.choices import Action, Role
from incidents.lifecycle.transitions import allowed_actions
from incidents.records.choices import MajorState, State
from incidents.records.models import Incident

_BY_RIGHT = (
    (Right.AGENT, Role.AGENT),
    (Right.INCIDENT_MANAGER, Role.INCIDENT_MANAGER),
    (Right.MAJOR_INCIDENT_MANAGER, Role.MAJOR_INCIDENT_MANAGER),
    (Right.INTEGRATE, Role.INTEGRATION),
)


def roles_on(incident: Incident, by: Actor) -> frozenset[Role]:
    """Return the roles of the actor; resolver and lead hold only for the incident's own team."""
    if by.user.kind == PersonKind.SYSTEM:
        return frozenset({Role.SYSTEM})
    roles = {role for right, role in _BY_RIGHT if by.may(right)}
    if by.user.pk == incident.requester_id:
        roles.add(Role.REQUESTER)
    if by.may(Right.RESOLVER) and incident.team_id in by.user.team_ids:
        roles.add(Role.RESOLVER)
    if by.may(Right.LEAD) and (incident.team_id is None or incident.team_id in by.user.led_team_ids):
        roles.add(Role.LEAD)
    return frozenset(roles)


def steps_for(incident: Incident, by: Actor) -> list[Action]:
    """Return what the actor may do to the incident now."""
    return allowed_actions(
        State(incident.state),
        roles_on(incident, by),
        MajorState(incident.major_state),
        is_child=incident.parent_id is not None,
    )
