"""The roles of ROL-01 as data: which rights each one starts with; administrators may change them later."""

from dataclasses import dataclass

from accounts.choices import Right


@dataclass(frozen=True, slots=True)
class Role:
    """A named set of rights, kept as a Django group."""

    name: str
    rights: tuple[Right, ...]


_STAFF = (Right.SEE_ALL, Right.SEE_PERSONAL_DATA, Right.REVIEW)

ROLES = (
    Role("Requester", ()),
    Role("Organisation viewer", (Right.SEE_ORGANISATION,)),
    Role("Agent", (Right.AGENT, *_STAFF)),
    Role("Resolver", (Right.RESOLVER, *_STAFF)),
    Role("Team lead", (Right.LEAD, Right.RESOLVER, Right.EXPORT, *_STAFF)),
    Role(
        "Incident manager",
        (
            Right.INCIDENT_MANAGER,
            Right.OVERRIDE_PRIORITY,
            Right.WAIVE_SLA,
            Right.RESTRICT,
            Right.EXPORT,
            Right.SEE_COST,
            Right.APPROVE_REVIEWS,
            *_STAFF,
        ),
    ),
    Role(
        "Major incident manager",
        (Right.MAJOR_INCIDENT_MANAGER, Right.COMMUNICATE, Right.RESTRICT, Right.SEE_COST, *_STAFF),
    ),
    Role("Communications", (Right.COMMUNICATE, Right.SEE_ALL)),
    Role("Service owner", (Right.SEE_ALL, Right.SEE_COST, Right.REVIEW, Right.APPROVE_REVIEWS)),
    Role("Knowledge editor", (Right.SEE_ALL, Right.EDIT_KNOWLEDGE)),
    Role("Administrator", (Right.CONFIGURE,)),
    Role("Auditor", (Right.SEE_ALL, Right.AUDIT, Right.EXPORT)),
    Role("Integration", (Right.INTEGRATE,)),
)
