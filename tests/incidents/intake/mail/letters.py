"""Writes messages as mail programs, and bad ones, do."""

from typing import Any

FROM = "Ruth Example <ruth@example.org>"
TO = "service-desk@localhost"
LF = "\r\n"


def letter(
    body: str | bytes = "The printer is on fire.",
    *,
    sender: str | None = FROM,
    subject: str | None = "Printer",
    message_id: str | None = "<m1@example.org>",
    **headers: Any,
) -> bytes:
    """Return a message; None leaves a header out, `X_Spam_Flag="YES"` adds one, a list adds it several times."""
    first = {"From": sender, "To": TO, "Subject": subject, "Message-ID": message_id}
    lines: list[bytes] = []
    for name, value in (first | {key.replace("_", "-"): value for key, value in headers.items()}).items():
        for one in value if isinstance(value, list) else [value]:
            if one is not None:
                raw = one if isinstance(one, bytes) else one.encode()
                lines.append(name.encode() + b": " + raw)
    content = body if isinstance(body, bytes) else body.encode()
    return b"\r\n".join([*lines, b"", content])


def multipart(*parts: bytes, kind: str = "mixed", boundary: str = "b1", **headers: Any) -> bytes:
    """Return a message of several parts."""
    return letter(
        inner(*parts, boundary=boundary), Content_Type=f'multipart/{kind}; boundary="{boundary}"', **headers
    )


def inner(*parts: bytes, boundary: str = "b1") -> bytes:
    """Return the body of a multipart."""
    opened = b"".join(b"--" + boundary.encode() + b"\r\n" + part + b"\r\n" for part in parts)
    return opened + b"--" + boundary.encode() + b"--\r\n"


def part(content: str | bytes, kind: str = "text/plain; charset=utf-8", **headers: str) -> bytes:
    """Return one part."""
    raw = content if isinstance(content, bytes) else content.encode()
    lines = [
        f"Content-Type: {kind}",
        *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
    ]
    return LF.join(lines).encode() + b"\r\n\r\n" + raw


def nested(depth: int, wrap: str = "multipart") -> bytes:
    """Return a message with containers in containers."""
    content = part("the core")
    for level in range(depth):
        if wrap == "multipart":
            content = part(inner(content, boundary=f"n{level}"), f'multipart/mixed; boundary="n{level}"')
        else:
            content = part(content, "message/rfc822")
    return multipart(content)
