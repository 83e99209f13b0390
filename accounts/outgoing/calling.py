"""The one client for calls to other systems: guarded, bounded in time and size, no redirect, no proxy (API-11)."""

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from time import monotonic
from types import TracebackType
from urllib.parse import urlsplit

from django.conf import settings

from accounts.outgoing.addresses import DEFAULT_PORTS, Allowance, Place, checked, place_of

CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 10.0
# Enough to see what a receiver complains about; the rest is not read.
EXCERPT = 500
_LONGEST_WAIT = timedelta(hours=24)


class NoAnswerError(Exception):
    """Nothing usable came back; whether the other side took the call is not known."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, the beginning of the body, and how long to wait before the next call."""

    status: int
    excerpt: str
    retry_after: timedelta | None = None


def allowance() -> Allowance:
    """Return what the operator permits, from the settings."""
    own = urlsplit(settings.BASE_URL)
    return Allowance(
        hosts=frozenset(settings.OUTGOING_ALLOWED_HOSTS),
        own=(str(own.hostname), own.port or DEFAULT_PORTS[own.scheme]),
    )


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    now: datetime,
    within: float = TOTAL_SECONDS,
    most: int = EXCERPT,
) -> Answer:
    """Send a body to a checked address and have an answer within so many seconds, whatever the other side does.

    Of the answer's body at most so many bytes are read.
    Raises `AddressRefusedError` for an address that may not be called and `NoAnswerError` for a call without an answer.
    """
    place = place_of(url, allowance())
    with _Deadline(within) as deadline:
        try:
            return _exchange(place, body, headers, deadline, now, most)
        except (OSError, http.client.HTTPException) as problem:
            if deadline.is_over:
                raise NoAnswerError(f"no answer within {within:g} seconds") from problem
            raise NoAnswerError(_reason(problem)) from problem


def _exchange(
    place: Place,
    body: bytes,
    headers: Mapping[str, str],
    deadline: "_Deadline",
    now: datetime,
    most: int,
) -> Answer:
    with contextlib.closing(_connected(place, deadline)) as connection:
        told = {"User-Agent": "Evenkeel", "Accept-Encoding": "identity", "Connection": "close", **headers}
        connection.request("POST", place.target, body=body, headers=told)
        with connection.getresponse() as response:
            if deadline.is_over:
                # The library takes headers that were cut for complete ones.
                raise TimeoutError
            excerpt = _beginning(response, most)
            wait = retry_after(response.headers.get("Retry-After", ""), now)
            return Answer(response.status, excerpt, wait)


def _connected(place: Place, deadline: "_Deadline") -> http.client.HTTPConnection:
    """Look the name up once and connect to exactly what was checked."""
    opened = _opened(checked(_looked_up(place, deadline), place), place.port, deadline)
    try:
        if place.scheme == "https":
            context = _trust()
            opened = context.wrap_socket(opened, server_hostname=place.name, do_handshake_on_connect=False)
            deadline.guard(opened)
            opened.do_handshake()
            secure = http.client.HTTPSConnection(place.host.strip("[]"), place.port, context=context)
            secure.sock = opened
            return secure
        plain = http.client.HTTPConnection(place.host.strip("[]"), place.port)
        plain.sock = opened
        return plain
    except BaseException:
        opened.close()
        raise


@cache
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()


def _looked_up(place: Place, deadline: "_Deadline") -> list[str]:
    """Ask the resolver, which knows no time limit of its own."""
    found: list[str] = []

    def ask() -> None:
        with contextlib.suppress(OSError, UnicodeError):
            rows = socket.getaddrinfo(place.name, place.port, type=socket.SOCK_STREAM)
            found.extend(dict.fromkeys(str(row[4][0]) for row in rows))

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(min(CONNECT_SECONDS, deadline.left))
    if asking.is_alive() or not found:
        raise NoAnswerError("the name of the host is not known")
    return list(found)


def _opened(addresses: list[str], port: int, deadline: "_Deadline") -> socket.socket:
    problem: OSError = OSError("no address")
    for address in addresses:
        try:
            opened = socket.create_connection((address, port), min(CONNECT_SECONDS, max(deadline.left, 0.1)))
        except OSError as failure:
            problem = failure
            continue
        opened.settimeout(TOTAL_SECONDS)
        deadline.guard(opened)
        return opened
    raise problem


def _beginning(response: http.client.HTTPResponse, most: int) -> str:
    """Read the beginning of a body; how it goes on or ends does not matter."""
    read = b""
    with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
        while len(read) < most and (part := response.read1(most - len(read))):
            read += part
    text = read.decode("utf-8", "replace")
    return "".join(sign if sign.isprintable() else " " for sign in text).strip()


def retry_after(text: str, now: datetime) -> timedelta | None:
    """Return how long the other side asks to wait, in seconds or as a date; a day at most."""
    if text.isascii() and text.isdigit() and len(text) <= 9:
        wait = timedelta(seconds=int(text))
    else:
        try:
            wait = parsedate_to_datetime(text) - now
        except (TypeError, ValueError, OverflowError):
            return None
    return min(max(wait, timedelta()), _LONGEST_WAIT)


def _reason(problem: Exception) -> str:
    """Say what went wrong without repeating what the other side sent."""
    if isinstance(problem, TimeoutError):
        return "no connection in time"
    if isinstance(problem, ssl.SSLError):
        return f"no secure connection: {problem.reason or 'TLS failed'}"
    if isinstance(problem, OSError):
        return problem.strerror or type(problem).__name__
    return f"not an answer of HTTP ({type(problem).__name__})"


class _Deadline:
    """Cuts the connection when the time for the whole call is over, however slowly the other side trickles."""

    def __init__(self, seconds: float) -> None:
        self.ends = monotonic() + seconds
        self.is_over = False
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    @property
    def left(self) -> float:
        """Return the seconds that are left."""
        return self.ends - monotonic()

    def guard(self, opened: socket.socket) -> None:
        """Name the socket to cut."""
        self._socket = opened

    def _cut(self) -> None:
        self.is_over = True
        if self._socket is not None:
            with contextlib.suppress(OSError):
                # The plain socket's own way: the one of TLS would change it under the reader's hands.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def __enter__(self) -> "_Deadline":
        self._timer.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _problem: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
