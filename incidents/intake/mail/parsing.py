"""Turns the bytes of a message into plain values; what no parser should see is turned away before it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import compat32

from incidents.intake.mail import html, words
from incidents.intake.mail.choices import Held, MailMark
from incidents.intake.mail.headers import Sender, addresses_in, ids_in, message_id_of, sender_of

_HEADERS_LENGTH = 256 * 1024
_MAX_HEADERS = 1_000
_MAX_CONTAINERS = 60
_MAX_PARTS = 1_000
_MAX_DEPTH = 30
MAX_FILES = 50
LONGEST_TEXT = 2_000_000
_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n|\r\r")
_CONTAINER = re.compile(rb"content-type\s*:\s*(?:multipart/|message/rfc822)", re.IGNORECASE)
_PART = re.compile(rb"^content-type\s*:", re.IGNORECASE | re.MULTILINE)
# What decides about a message; nothing else of its headers is kept apart from the raw bytes.
_KEPT_HEADERS = [
    "auto-submitted",
    "precedence",
    "return-path",
    "list-id",
    "x-autoreply",
    "x-autorespond",
    "x-auto-response-suppress",
    "x-evenkeel-notice",
    "x-spam-flag",
    "content-type",
    "x-failed-recipients",
]


class UnreadableMailError(Exception):
    """The message is not read, and why."""

    def __init__(self, why: Held) -> None:
        super().__init__(str(why.label))
        self.why = why


@dataclass(frozen=True, slots=True)
class MailFile:
    """An attachment or inline image."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """What a message says. `threads` are the ids it answers, `headers` those that say what kind it is."""

    sender: Sender = Sender()
    message_id: str = ""
    threads: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    files: tuple[MailFile, ...] = ()
    marks: tuple[MailMark, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)
    results: tuple[str, ...] = ()


@dataclass(slots=True)
class _Gathered:
    plain: list[str] = field(default_factory=list)
    markup: list[str] = field(default_factory=list)
    files: list[MailFile] = field(default_factory=list)
    marks: list[MailMark] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)


def parse(raw: bytes) -> Mail:
    """Read a message, or raise UnreadableMailError with the reason for which a person must look at it."""
    _check(raw)
    try:
        return _read(message_from_bytes(raw, policy=compat32))
    except (RecursionError, MemoryError):
        raise UnreadableMailError(Held.DEEP) from None
    except (LookupError, ValueError, TypeError, AttributeError, AssertionError):
        # The standard library's parser gives up with any of these on messages that exist.
        raise UnreadableMailError(Held.BROKEN) from None


def outline(raw: bytes) -> Mail:
    """Read only the headers of a message whose body nobody should read; never fails."""
    head = raw[:_HEADERS_LENGTH]
    end = _END_OF_HEADERS.search(head)
    try:
        return _heading(message_from_bytes(head[: end.start()] if end else head, policy=compat32))
    except (LookupError, ValueError, TypeError, AttributeError, AssertionError, RecursionError):
        return Mail()


def _check(raw: bytes) -> None:
    if not raw.strip():
        raise UnreadableMailError(Held.EMPTY)
    end = _END_OF_HEADERS.search(raw)
    length = end.start() if end else len(raw)
    if length > _HEADERS_LENGTH or len(re.findall(rb"[\r\n](?![ \t])", raw[:length])) > _MAX_HEADERS * 2:
        raise UnreadableMailError(Held.HEADERS)
    if sum(1 for _found in _CONTAINER.finditer(raw)) > _MAX_CONTAINERS:
        raise UnreadableMailError(Held.DEEP)
    if sum(1 for _found in _PART.finditer(raw)) > _MAX_PARTS:
        raise UnreadableMailError(Held.PARTS)


def _values(message: "Message[str, str]", name: str) -> list[str]:
    """Return all headers of a name as they were sent, bytes beyond ASCII as surrogates."""
    return [str(value) for key, value in message.raw_items() if key.lower() == name]


def _heading(message: "Message[str, str]") -> Mail:
    kept = {
        name: words.header_text(values[0]) for name in _KEPT_HEADERS if (values := _values(message, name))
    }
    threads = [*ids_in(_values(message, "in-reply-to")), *reversed(ids_in(_values(message, "references")))]
    recipients = [
        address
        for name in ("delivered-to", "x-original-to", "envelope-to", "to", "cc")
        for value in _values(message, name)[:20]
        for address in addresses_in(value)
    ]
    subjects = _values(message, "subject")
    return Mail(
        sender=sender_of(_values(message, "from")),
        message_id=message_id_of(_values(message, "message-id")),
        threads=tuple(dict.fromkeys(threads)),
        recipients=tuple(dict.fromkeys(recipients)),
        subject=words.header_text(subjects[0]) if subjects else "",
        headers=kept,
        results=tuple(_values(message, "authentication-results")[:1]),
    )


def _read(message: "Message[str, str]") -> Mail:
    heading = _heading(message)
    gathered = _Gathered()
    for part in _leaves(message):
        _gather(part, gathered)
    text = "\n\n".join(gathered.plain).strip()
    if not text and gathered.markup:
        text = "\n\n".join(html.text_of(markup) for markup in gathered.markup).strip()
        gathered.marks.append(MailMark.TEXT_FROM_HTML)
    if not text:
        gathered.marks.append(MailMark.NO_TEXT)
    if words.REPLACED in text or words.REPLACED in heading.subject:
        gathered.marks.append(MailMark.CHARACTERS_REPLACED)
    if len(text) > LONGEST_TEXT:
        gathered.marks.append(MailMark.TEXT_CUT)
    if len(gathered.files) > MAX_FILES:
        gathered.marks.append(MailMark.FILES_LEFT_OUT)
    return Mail(
        sender=heading.sender,
        message_id=heading.message_id,
        threads=tuple(dict.fromkeys((*heading.threads, *gathered.returned))),
        recipients=heading.recipients,
        subject=heading.subject,
        text=text[:LONGEST_TEXT],
        files=tuple(gathered.files[:MAX_FILES]),
        marks=tuple(dict.fromkeys(gathered.marks)),
        headers=heading.headers,
        results=heading.results,
    )


def _leaves(message: "Message[str, str]") -> Iterator["Message[str, str]"]:
    """Yield what is not a container, in order, without recursion; a forwarded message is one file."""
    waiting = [(message, 0)]
    while waiting:
        part, depth = waiting.pop()
        if depth > _MAX_DEPTH:
            raise UnreadableMailError(Held.DEEP)
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            inner = [child for child in part.get_payload() if isinstance(child, Message)]
            waiting += [(child, depth + 1) for child in reversed(_chosen(part, inner))]
        else:
            yield part


def _chosen(part: "Message[str, str]", inner: list["Message[str, str]"]) -> list["Message[str, str]"]:
    """Leave out of alternatives the HTML that a plain text beside it says as well."""
    if part.get_content_subtype() != "alternative":
        return inner
    has_plain = any(child.get_content_type() == "text/plain" and _bytes(child).strip() for child in inner)
    return [child for child in inner if child.get_content_type() != "text/html"] if has_plain else inner


def _bytes(part: "Message[str, str]") -> bytes:
    """Return the content of a part; broken encodings give what can be had."""
    try:
        content = part.get_payload(decode=True)
    except (LookupError, ValueError, TypeError, AttributeError):
        content = None
    if isinstance(content, bytes):
        return content
    # Asked without decoding, the library would try the charset, whatever it is called.
    payload = part._payload  # type: ignore[attr-defined]
    return payload.encode("utf-8", "surrogateescape") if isinstance(payload, str) else b""


def _gather(part: "Message[str, str]", gathered: _Gathered) -> None:
    kind = part.get_content_type()
    if kind in ("message/rfc822", "message/delivery-status", "text/rfc822-headers"):
        _gather_message(part, kind, gathered)
        return
    is_file = str(part.get("Content-Disposition", "")).strip().lower().startswith("attachment")
    name = _name(part)
    # A container without parts is one whose boundary is missing: what is in it is read as it stands.
    is_text = kind in ("text/plain", "text/html") or part.get_content_maintype() == "multipart"
    if is_text and not is_file and not name:
        text = words.decoded(_bytes(part), _charset(part))
        (gathered.markup if kind == "text/html" else gathered.plain).append(text)
        return
    content = _bytes(part)
    if content or name:
        gathered.files.append(MailFile(name or _made_name(part, len(gathered.files) + 1), content))


def _gather_message(part: "Message[str, str]", kind: str, gathered: _Gathered) -> None:
    """Keep a message inside as a file; of one that came back, note which it was."""
    payload = part.get_payload() if part.is_multipart() else None
    inner = payload[0] if isinstance(payload, list) and payload else None
    if isinstance(inner, Message):
        gathered.returned += ids_in(_values(inner, "message-id"))
        try:
            content = inner.as_bytes()
        except (LookupError, ValueError, TypeError, AttributeError, UnicodeError):
            content = b""
    else:
        content = _bytes(part)
        found = re.findall(
            rb"^message-id:\s*(<[^<>\s]{3,250}>)", content[:100_000], re.IGNORECASE | re.MULTILINE
        )
        gathered.returned += ids_in([one.decode("ascii", "replace") for one in found])
    if kind == "message/rfc822" and content:
        gathered.files.append(MailFile(_name(part) or f"message-{len(gathered.files) + 1}.eml", content))


def _charset(part: "Message[str, str]") -> str:
    try:
        value = part.get_param("charset", "")
    except (LookupError, ValueError, TypeError, AttributeError):
        return ""
    return str(value[2] if isinstance(value, tuple) else value or "").strip("\"' ")[:60]


def _name(part: "Message[str, str]") -> str:
    """Return the file name a part gives itself; of a name that cannot be read some name remains."""
    try:
        name = part.get_filename("") or ""
    except (LookupError, ValueError, TypeError, AttributeError):
        return "attachment.txt" if part.get_content_maintype() == "text" else ""
    return words.header_text(name)[:500]


_EXTENSIONS = {"text/plain": "txt", "text/csv": "csv", "image/jpeg": "jpg", "application/pdf": "pdf"}


def _made_name(part: "Message[str, str]", number: int) -> str:
    kind = part.get_content_type()
    subtype = re.sub(r"[^a-z0-9]", "", part.get_content_subtype())[:10]
    return f"attachment-{number}.{_EXTENSIONS.get(kind, subtype or 'bin')}"
