"""How an incident that a monitor opens describes itself; what the monitor wrote stays text, never markup."""

import re

from incidents.intake.adapters.observation import Observation, as_line, without_controls

# An incident holds 50,000 characters; the alert itself keeps everything.
DESCRIPTION_LENGTH = 40_000
_MAX_LABELS = 100
_LABEL_LENGTH = 500


def description_of(seen: Observation) -> str:
    """Return the monitor's own words and labels in a block that no sign in them can leave."""
    paragraphs = [text.strip() for text in (seen.summary, seen.text) if text.strip()]
    labels = seen.details.get("labels") or seen.details.get("custom_details")
    if isinstance(labels, dict):
        named = [
            f"{name} = {as_line(value, _LABEL_LENGTH)}" for name, value in list(labels.items())[:_MAX_LABELS]
        ]
        paragraphs.append("\n".join(named))
    elif labels:
        paragraphs.append(as_line(labels, DESCRIPTION_LENGTH))
    text = "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
    return _fenced(without_controls(text[:DESCRIPTION_LENGTH])) if text else ""


def is_cut(seen: Observation) -> bool:
    """Say whether the description or the title leaves something out."""
    return len(seen.summary) + len(seen.text) > DESCRIPTION_LENGTH or seen.title.endswith("…")


def _fenced(text: str) -> str:
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"
