"""The web worker: gunicorn's threads, each of which a slow or silent client holds for a bounded time only."""

import errno
import socket
import time
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

from itsm import environment as env

# How long a client may be silent, and how long the head of a request may take.
PATIENCE = float(env.number("SLOW_CLIENT_SECONDS", 20))
# Bytes a second; whoever sends a body more slowly than this is a broken line or holds the thread on purpose.
SLOWEST = 8 * 1024


class ClientSocket(socket.socket):
    """A connection on which nothing waits for ever."""

    due_at = 0.0

    def begin(self) -> None:
        """Start the time of one request."""
        self.due_at = time.monotonic() + PATIENCE

    def setblocking(self, flag: bool) -> None:
        """Wait, if at all, no longer than our patience."""
        self.settimeout(PATIENCE if flag else 0)

    def recv(self, size: int, flags: int = 0) -> bytes:
        """Receive; bytes buy time for more of them, and a client without time left has gone for us."""
        usual, left = self.gettimeout(), self.due_at - time.monotonic()
        try:
            if left <= 0:
                raise TimeoutError
            self.settimeout(left if usual is None else min(usual, left))
            received = super().recv(size, flags)
        except TimeoutError:
            raise ConnectionResetError(errno.ECONNRESET, "the client is too slow") from None
        finally:
            self.settimeout(usual)
        self.due_at += len(received) / SLOWEST
        return received

    def sendall(self, content: Any, flags: int = 0) -> None:
        """Send piece by piece: patience is for a client that reads nothing, not for one that reads slowly."""
        rest = memoryview(content).cast("B")
        try:
            while rest:
                rest = rest[self.send(rest, flags) :]
        except TimeoutError:
            raise ConnectionResetError(errno.ECONNRESET, "the client does not read") from None

    def sendfile(self, file: Any, offset: int = 0, count: int | None = None) -> int:
        """Send a file, likewise."""
        try:
            return super().sendfile(file, offset, count)
        except TimeoutError:
            raise ConnectionResetError(errno.ECONNRESET, "the client does not read") from None


class WebWorker(ThreadWorker):
    """Threads that answer one request each, in bounded time."""

    def handle(self, conn: TConn) -> Any:
        """Answer the next request of a connection."""
        if not isinstance(conn.sock, ClientSocket):
            conn.sock = ClientSocket(fileno=conn.sock.detach())
        conn.sock.begin()
        return super().handle(conn)
