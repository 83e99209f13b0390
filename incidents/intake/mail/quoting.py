"""Tells what a reply says from what it quotes (api.md section 4): the quotation is folded, never lost."""

import re

_WROTE = re.compile(
    r"(?:on|am|le|el|il|op|den|em)\s.{4,300}"
    r"(?:wrote|schrieb|a écrit|escribió|ha scritto|schreef|skrev|escreveu)\b.{0,120}:$",
    re.IGNORECASE,
)
_RULE = re.compile(
    r"-{2,}\s*(?:original message|original appointment|ursprüngliche nachricht|message d'origine|"
    r"mensaje original|messaggio originale|oorspronkelijk bericht)\s*-{2,}$",
    re.IGNORECASE,
)
_FROM = re.compile(r"\*?(?:from|von|de|da|van|från)\s*:\*?\s\S", re.IGNORECASE)
_SENT = re.compile(
    r"\*?(?:sent|gesendet|envoyé|enviado|inviato|verzonden|date|datum|to|an|à|subject|betreff|objet|asunto)\s*:",
    re.IGNORECASE,
)
_LINE = re.compile(r"_{10,}$")
# Programs fold a long line of introduction over this many.
_FOLDED = 3
_NEAR = 5
_LONGEST_LINE = 500


def split(text: str) -> tuple[str, str]:
    """Return what is said and what is quoted.

    A reply between the lines of a quotation is one with it, and words that are all quotation are what is said.
    """
    lines = text.split("\n")
    start = _start_of_quotation(lines)
    if start is None:
        return text.strip(), ""
    said, quoted = "\n".join(lines[:start]).strip(), "\n".join(lines[start:]).strip()
    if not said or _is_answered_between(lines[start:]):
        return text.strip(), ""
    return said, quoted


def _start_of_quotation(lines: list[str]) -> int | None:
    last_own = _last_own_line(lines)
    for number, line in enumerate(lines):
        words = line.strip()[:_LONGEST_LINE]
        if not words:
            continue
        if _RULE.match(words) or _introduces(lines, number) or _is_header_block(lines, number):
            return number
        if words.startswith(">") and number > last_own:
            return number
    return None


def _last_own_line(lines: list[str]) -> int:
    """Return where the last line stands that is neither quoted nor below a signature's dashes."""
    last = -1
    for number, line in enumerate(lines):
        if line == "-- ":
            break
        if line.strip() and not line.lstrip().startswith(">"):
            last = number
    return last


def _introduces(lines: list[str], number: int) -> bool:
    """Say whether "On … wrote:" begins here; some programs fold it over several lines."""
    folded = ""
    for line in lines[number : number + _FOLDED]:
        folded = f"{folded} {line.strip()}".strip()[:_LONGEST_LINE]
        if _WROTE.match(folded):
            return True
    return False


def _is_header_block(lines: list[str], number: int) -> bool:
    words = lines[number].strip()[:_LONGEST_LINE]
    if _LINE.match(words):
        return number + 1 < len(lines) and bool(_FROM.match(lines[number + 1].strip()[:_LONGEST_LINE]))
    following = (line.strip()[:_LONGEST_LINE] for line in lines[number + 1 : number + _NEAR])
    return bool(_FROM.match(words)) and sum(bool(_SENT.match(line)) for line in following) >= 2


def _is_answered_between(lines: list[str]) -> bool:
    """Say whether somebody wrote between quoted lines, as the older custom is."""
    is_inside = False
    for line in lines:
        if line == "-- ":
            return False
        if line.lstrip().startswith(">"):
            is_inside = True
        elif is_inside and line.strip():
            return True
    return False
