"""Reads the headers that intake decides by: addresses, message ids, who the mail server says sent it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from incidents.intake.mail.words import eight_bits, header_text

# No expression here may look at more than this much of what a sender wrote.
_LOOKED_AT = 2_000
_BRACKETED = re.compile(r"<([^<>\s\x00-\x1f]{3,254})>")
_BARE = re.compile(r"[^\s<>,;:\"()\[\]]{1,64}@[^\s<>,;:\"()\[\]@]{1,189}")
_ADDRESS = re.compile(r"[^\s<>,;:\"()\[\]\\@]{1,64}@[^\s<>,;:\"()\[\]\\@]{1,189}")
_MESSAGE_ID = re.compile(r"<([!-;=?-~]{3,2000})>")
_COMMENT = re.compile(r"\([^()]*\)")
_MAX_REFERENCES = 50
LONGEST_ID = 250
_MAX_RECIPIENTS = 50


@dataclass(frozen=True, slots=True)
class Sender:
    """Who a message says it is from; without an address nobody."""

    address: str = ""
    name: str = ""
    is_only_one: bool = True

    @property
    def domain(self) -> str:
        """Return what stands behind the @."""
        return self.address.rpartition("@")[2]


def sender_of(values: Sequence[str]) -> Sender:
    """Return the first address of the From headers; more than one of either proves nothing about anybody."""
    if not values:
        return Sender()
    first = values[0][:_LOOKED_AT]
    found = addresses_in(first)
    if not found:
        return Sender()
    named = first.partition("<")[0] if "<" in first else ""
    name = header_text(named).strip("\" '\\")[:100]
    is_only_one = len(values) == 1 and len(found) == 1 and len(values[0]) <= _LOOKED_AT
    return Sender(found[0], "" if "@" in name else name, is_only_one)


def addresses_in(value: str) -> list[str]:
    """Return the addresses of a header in small letters, those in angle brackets if there are any."""
    plain = _COMMENT.sub(" ", _without_quoted(eight_bits(value[:_LOOKED_AT])))
    found = _BRACKETED.findall(plain) or _BARE.findall(plain)
    return [address.lower() for address in found[:_MAX_RECIPIENTS] if _ADDRESS.fullmatch(address)]


def _without_quoted(value: str) -> str:
    """Leave quoted names out: an address in there is only a name."""
    return re.sub(r'"(?:[^"\\]|\\.)*"', " ", value)


def message_id_of(values: Sequence[str]) -> str:
    """Return the message id without brackets; nothing if it is missing or no use as a name."""
    found = ids_in(values)
    return found[0] if found else ""


def ids_in(values: Sequence[str]) -> list[str]:
    """Return message ids, each once, in their order; of very many the first and the newest."""
    found = [
        one for value in values for one in _MESSAGE_ID.findall(value[:100_000]) if len(one) <= LONGEST_ID
    ]
    found = [one for one in dict.fromkeys(found) if "@" in one and one != "@"]
    return found if len(found) <= _MAX_REFERENCES else [found[0], *found[-_MAX_REFERENCES + 1 :]]


def is_authenticated(sender: Sender, results: Sequence[str], our_server: str) -> bool:
    """Say whether our own mail server found that the sender's domain really sent it (RFC 8601).

    Only the topmost header counts, and only under our server's name: the others came with the message.
    """
    if not our_server or not results or not sender.is_only_one or not sender.domain:
        return False
    first = _COMMENT.sub(" ", header_text(results[0][:4000])).lower()
    server, _semicolon, rest = first.partition(";")
    if server.split()[:1] != [our_server.lower()]:
        return False
    return any(_vouches(clause.split(), sender.domain) for clause in rest.split(";"))


_PROOFS = {
    "dmarc": ("header.from",),
    "dkim": ("header.d", "header.i"),
    "spf": ("smtp.mailfrom",),
}


def _vouches(clause: Sequence[str], domain: str) -> bool:
    """Say whether one clause, such as "dkim=pass header.d=example.org", speaks for the domain."""
    if not clause:
        return False
    method, _equals, result = clause[0].partition("=")
    if result != "pass" or method not in _PROOFS:
        return False
    said = dict(word.split("=", 1) for word in clause[1:] if "=" in word)
    named = [said[name].strip('"').rpartition("@")[2] for name in _PROOFS[method] if name in said]
    return domain in named
