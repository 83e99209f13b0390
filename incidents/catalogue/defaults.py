"""The reference data a new installation starts with (spec/api section 1); administrators change it later."""

from incidents.catalogue.choices import Dimension, HoldUntil, Level

RESOLUTION_CODES = (
    ("fixed_permanently", "Fixed permanently"),
    ("workaround", "Workaround"),
    ("not_reproducible", "Not reproducible"),
    ("no_fault", "No fault found"),
    ("training_or_design", "Needs training or better design"),
    ("duplicate", "Duplicate"),
    ("resolved_by_caller", "Resolved by the caller"),
    ("third_party", "Resolved by a third party"),
    ("self_healed", "Self-healed"),
)
CAUSE_CATEGORIES = (
    ("technical", "Technical"),
    ("process", "Process"),
    ("organisation", "Organisation"),
    ("external", "External"),
    ("unknown_accepted", "Unknown, accepted"),
)
HOLD_REASONS = (
    ("awaiting_requester", "Awaiting the requester", HoldUntil.REQUESTER, True),
    ("agreed_date", "Agreed date", HoldUntil.TIME, True),
    ("awaiting_supplier", "Awaiting a supplier", HoldUntil.TIME, False),
    ("awaiting_change", "Awaiting a change", HoldUntil.TIME, False),
    ("awaiting_problem", "Awaiting a problem", HoldUntil.TIME, False),
)
CANCEL_REASONS = (
    ("duplicate", "Duplicate of another incident", True),
    ("false_alarm", "False alarm", False),
    ("test", "Test", False),
    ("not_an_incident", "Not an incident", False),
    ("withdrawn", "Withdrawn by the requester", False),
)
LEVELS = (
    (Dimension.IMPACT, Level.HIGH, "A whole site or organisation, or a critical service"),
    (Dimension.IMPACT, Level.MEDIUM, "A team or department, or a service used by many"),
    (Dimension.IMPACT, Level.LOW, "One person"),
    (Dimension.URGENCY, Level.HIGH, "Work has stopped, or a deadline is near"),
    (Dimension.URGENCY, Level.MEDIUM, "Work goes on, but slower or by a detour"),
    (Dimension.URGENCY, Level.LOW, "It can wait"),
)

# What a copy and a new child begin with: field, for copies, for children.
COPIED_FIELDS = (
    ("title", True, True),
    ("description", True, True),
    ("requester", True, False),
    ("service", True, True),
    ("category", True, True),
    ("impact", True, True),
    ("urgency", True, True),
    ("configuration_item", True, True),
    ("location", True, True),
    ("contact", True, False),
    ("occurred_at", False, False),
    ("supplier", False, True),
    ("affected", False, False),
)
