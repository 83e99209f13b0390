"""Where answers to our messages go: the apps above say by which address the conversation about a record comes in."""

from collections.abc import Callable

# Returns an address for the number of a record; empty if none is known.
Find = Callable[[str], str]

_FINDERS: list[Find] = []


def add_finder(find: Find) -> None:
    """Let answers about records go to the address that this finds."""
    _FINDERS.append(find)


def answers_to(about: str) -> str:
    """Return where answers about a record belong; empty: to whom the message is from."""
    return next((address for find in _FINDERS if (address := find(about))), "")
