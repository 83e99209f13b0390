"""What public words mean for who waits for whom: staff answer, the requester asks, the product does neither."""

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Words:
    """Since when somebody waits, and when the requester was last told something (SLA-12, SLA-13)."""

    answered_at: datetime | None = None
    informed_at: datetime | None = None
    unanswered_since: datetime | None = None

    def spoken(self, at: datetime, *, is_answer: bool) -> "Words":
        """Return how it stands after public words: an answer of staff, or a message that waits for one."""
        if is_answer:
            return Words(self.answered_at or at, at, None)
        return replace(self, unanswered_since=self.unanswered_since or at)
