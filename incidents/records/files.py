"""What may be attached: names made harmless, types from our own table, content that does not contradict them."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

# Extension -> type under which it is served. What is not listed here is refused.
TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "heic": "image/heic",
    "pdf": "application/pdf",
    "txt": "text/plain",
    "log": "text/plain",
    "md": "text/plain",
    "csv": "text/csv",
    "json": "application/json",
    "eml": "message/rfc822",
    "msg": "application/vnd.ms-outlook",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "zip": "application/zip",
    "gz": "application/gzip",
    "har": "application/json",
    "pcap": "application/vnd.tcpdump.pcap",
}
# Only these may open inside the browser; everything else is a download.
SHOWN_INLINE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "text/plain"})

# The first bytes that some kinds of file always have: they are used to contradict a name, never to choose a type.
_SIGNATURES: tuple[tuple[bytes, frozenset[str]], ...] = (
    (b"\x89PNG\r\n\x1a\n", frozenset({"png"})),
    (b"\xff\xd8\xff", frozenset({"jpg", "jpeg"})),
    (b"GIF87a", frozenset({"gif"})),
    (b"GIF89a", frozenset({"gif"})),
    (b"%PDF-", frozenset({"pdf"})),
    (b"PK\x03\x04", frozenset({"zip", "docx", "xlsx", "pptx", "odt", "ods"})),
    (b"\x1f\x8b", frozenset({"gz"})),
    (b"\xd0\xcf\x11\xe0", frozenset({"doc", "xls", "ppt", "msg"})),
    (b"MZ", frozenset()),
    (b"\x7fELF", frozenset()),
)
_SIGNED = frozenset(extension for _magic, extensions in _SIGNATURES for extension in extensions)
_MARKUP = re.compile(
    rb"^\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|svg|\?xml|script|body|head|iframe)", re.IGNORECASE
)
_MAX_NAME = 150
# Most file systems hold 255 bytes; the rest is left to what a browser adds, such as “ (1)”.
_MAX_BYTES = 240
# Names that mean a device on some systems, whatever their extension.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FileProblem:
    """Why a file is refused: a code, and what the sentence needs."""

    code: str
    detail: str = ""


def clean_name(name: str) -> str:
    """Return a name that every system can store: no path, no invisible characters, no device, not too long (F24)."""
    normal = unicodedata.normalize("NFC", name)
    visible = "".join(
        char for char in normal if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    last = re.split(r"[/\\]", visible)[-1]
    last = re.sub(r'[<>:"|?*]', "_", last).strip(" .")
    last = unicodedata.normalize("NFC", last)
    if _DEVICES.fullmatch(last):
        last = f"_{last}"
    stem, suffix = PurePosixPath(last).stem, PurePosixPath(last).suffix
    if len(last) > _MAX_NAME:
        stem = stem[: max(0, _MAX_NAME - len(suffix))]
    while len(f"{stem}{suffix}".encode()) > _MAX_BYTES and stem:
        stem = stem[:-1]
    return f"{stem}{suffix}"[:_MAX_NAME] if last else ""


def extension_of(name: str) -> str:
    """Return the extension in small letters, without the dot."""
    return PurePosixPath(name).suffix[1:].lower()


def problem_of(name: str, size: int, head: bytes, *, limit: int) -> FileProblem | None:
    """Say why the file may not be attached, or None; `head` is its first kilobyte."""
    extension = extension_of(name)
    if not name or not extension or extension not in TYPES:
        return FileProblem("type_not_allowed", extension or name)
    if size > limit:
        return FileProblem("too_large", str(size))
    if size == 0:
        return None
    for magic, extensions in _SIGNATURES:
        if head.startswith(magic):
            return None if extension in extensions else FileProblem("contradicts_name", extension)
    if extension in _SIGNED or (_MARKUP.match(head) and extension != "eml"):
        return FileProblem("contradicts_name", extension)
    return None
