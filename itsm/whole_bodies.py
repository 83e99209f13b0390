"""A request that breaks off is an error: servers end its body quietly, and half a file would be taken for the whole."""

from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class WholeBody:
    """The body of a request, which knows how long it should be."""

    def __init__(self, body: Any, length: int) -> None:
        self.body = body
        self.missing = length

    def read(self, size: int = -1) -> bytes:
        """Read; the end before the announced length is a broken connection."""
        wanted = self.missing if size < 0 else min(size, self.missing)
        return self._counted(self.body.read(wanted), wanted)

    def readline(self, size: int = -1) -> bytes:
        """Read a line, likewise."""
        wanted = self.missing if size < 0 else min(size, self.missing)
        line: bytes = self.body.readline(wanted)
        return self._counted(line, len(line) if line.endswith(b"\n") else wanted)

    def _counted(self, part: bytes, wanted: int) -> bytes:
        self.missing -= len(part)
        if len(part) < wanted:
            raise ConnectionResetError("the request broke off")
        return part


def whole_bodies(application: Application) -> Application:
    """Wrap a WSGI application so that it never takes the part of a body for the whole."""

    def wrapped(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length):
            environ["wsgi.input"] = WholeBody(environ["wsgi.input"], int(length))
        return application(environ, start_response)

    return wrapped
