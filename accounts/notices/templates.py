"""Templates of notices: text with `{{ name }}` for what differs, and nothing that could be run."""

import re
from collections.abc import Callable, Collection, Mapping

# What stands for a variable; a value that costs a query is worked out only where a template has its name.
Value = str | Callable[[], str]

_PLACE = re.compile(r"\{\{([^{}\n]*)\}\}")
# Half a place, or what other template languages would run: it would be sent as it stands.
_STRAY = re.compile(r"\{\{|\}\}|\{%|%\}")
_IN_CODE = re.compile(r"%\(([a-z_]+)\)[sd]")


class UnknownVariableError(LookupError):
    """A template has a variable that the message knows nothing of."""


def render(text: str, values: Mapping[str, Value]) -> str:
    """Put the values in, in one pass: what is in a value is never looked at. Raises UnknownVariableError."""

    def put(place: re.Match[str]) -> str:
        name = place[1].strip()
        if name not in values:
            raise UnknownVariableError(name)
        value = values[name]
        return value if isinstance(value, str) else value()

    return _PLACE.sub(put, text)


def unknown_in(text: str, known: Collection[str]) -> list[str]:
    """Return the names in a template that are not known, in their order, each once."""
    names = (place.strip() for place in _PLACE.findall(text))
    return list(dict.fromkeys(name for name in names if name not in known))


def stray_in(text: str) -> str:
    """Return the first sign that begins or ends a variable and belongs to none; empty if there is none."""
    found = _STRAY.search(_PLACE.sub("\0", text))
    return found[0] if found else ""


def as_template(words: str) -> str:
    """Return words of the code, with places such as %(name)s, as a template."""
    return _IN_CODE.sub(r"{{ \1 }}", words).replace("%%", "%")
