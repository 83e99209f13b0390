"""Bytes of a message made into text that can be stored: charsets, encoded words, control characters."""

import base64
import binascii
import codecs
import quopri
import re

# Codecs that are no charsets, or that cost more than they say.
_NO_CHARSETS = frozenset({"unicode_escape", "raw_unicode_escape", "idna", "punycode", "undefined"})
_ENCODED = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?\r\n]*)\?=")
_BETWEEN_ENCODED = re.compile(r"(\?=)[ \t\r\n]+(?==\?)")
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
REPLACED = "\ufffd"
_HEADER_LENGTH = 10_000


def decoded(raw: bytes, charset: str) -> str:
    """Return text in the charset it names if that is one, else as UTF-8, else as Latin-1; never fails."""
    for name in (charset, "utf-8"):
        try:
            found = codecs.lookup(name)
            if found.name in _NO_CHARSETS:
                continue
            return cleaned(raw.decode(found.name))
        except (LookupError, ValueError):
            continue
    if charset.strip().lower() in ("", "us-ascii", "ascii", "unknown-8bit", "iso-8859-1", "8bit"):
        return cleaned(raw.decode("latin-1"))
    return cleaned(raw.decode("utf-8", "replace"))


def cleaned(text: str) -> str:
    """Return text with its line breaks made equal and a mark for what cannot be stored."""
    return _UNSTORABLE.sub(REPLACED, text.replace("\r\n", "\n").replace("\r", "\n"))


def eight_bits(value: str) -> str:
    """Return a header in which a sender wrote eight bits without a charset; they come as surrogates."""
    return decoded(value[:_HEADER_LENGTH].encode("utf-8", "surrogateescape"), "utf-8")


def header_text(value: str) -> str:
    """Return a header as one line, with encoded words decoded; what cannot be decoded stays or is marked."""
    text = _BETWEEN_ENCODED.sub(r"\1", eight_bits(value))
    return " ".join(cleaned(_joined(text)).split())


def _joined(text: str) -> str:
    """Decode encoded words; neighbours in one charset are joined first, for senders cut inside of letters."""
    parts: list[str] = []
    waiting, waiting_charset, last = b"", "", 0
    for match in _ENCODED.finditer(text):
        charset, between = match[1].split("*")[0].lower(), text[last : match.start()]
        if waiting and (between or charset != waiting_charset):
            parts.append(decoded(waiting, waiting_charset))
            waiting = b""
        parts.append(between)
        waiting, waiting_charset, last = waiting + _bytes_of(match[2], match[3]), charset, match.end()
    if waiting:
        parts.append(decoded(waiting, waiting_charset))
    return "".join([*parts, text[last:]])


def _bytes_of(encoding: str, words: str) -> bytes:
    raw = words.encode("utf-8", "replace")
    if encoding in "qQ":
        return quopri.decodestring(raw, header=True)
    try:
        return base64.b64decode(raw + b"=" * (-len(raw) % 4))
    except (binascii.Error, ValueError):
        return REPLACED.encode()
