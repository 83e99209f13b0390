"""What nothing may hold back, neither quiet hours nor a summary; and whom words call on."""

import re

HIGHEST = 1
# A missed target is an escalation to whoever it names, and the major track is about everybody's attention at once.
_URGENT_KINDS = frozenset(
    {"sla_missed", "major_proposed", "major_declared", "major_rejected", "major_stood_down"}
)


def is_urgent(kind: str, priority: int, *, is_major: bool) -> bool:
    """Say whether an event is urgent by what it is or by the incident it happens to; priority 1 is the highest."""
    return is_major or priority == HIGHEST or kind in _URGENT_KINDS


# A name behind an @ that does not stand in a word, as it does in an address; no sign of the sentence belongs to it.
_MENTION = re.compile(r"(?<![\w@/.+-])@([A-Za-z0-9_](?:[\w.+-]*\w)?)")
MOST_MENTIONED = 20


def mentioned_names(words: str) -> list[str]:
    """Return the names that a text calls on, each once, in their order and in small letters; twenty at most."""
    names = (found.lower() for found in _MENTION.findall(words))
    return list(dict.fromkeys(names))[:MOST_MENTIONED]
