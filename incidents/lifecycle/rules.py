"""Which events of an incident nothing may hold back: neither quiet hours nor a summary."""

HIGHEST = 1
# A missed target is an escalation to whoever it names, and the major track is about everybody's attention at once.
_URGENT_KINDS = frozenset(
    {"sla_missed", "major_proposed", "major_declared", "major_rejected", "major_stood_down"}
)


def is_urgent(kind: str, priority: int, *, is_major: bool) -> bool:
    """Say whether an event is urgent by what it is or by the incident it happens to; priority 1 is the highest."""
    return is_major or priority == HIGHEST or kind in _URGENT_KINDS
