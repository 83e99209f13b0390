"""A mailbox on an IMAP server: what is new in it, the bytes of a message, and putting it aside; knows no tables."""

import imaplib
import re
import ssl
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from incidents.intake.mail.choices import Security

# A server that says nothing for this long is away (E50).
_TIMEOUT = 30
_SIZE = re.compile(rb"RFC822\.SIZE (\d{1,12})")
_UID = re.compile(rb"\bUID (\d{1,12})")

# After this no word of the server can be trusted: the connection is over.
ConnectionLostError = imaplib.IMAP4.abort
MailServerProblem = (imaplib.IMAP4.error, OSError, ssl.SSLError, EOFError)


class AnswerError(imaplib.IMAP4.error):
    """The server answered something that cannot be used."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that was not stored yet."""

    uid: int
    size: int


class TokenRefusedError(imaplib.IMAP4.error):
    """The server does not take the access token."""


@dataclass(frozen=True, slots=True)
class Account:
    """How to get into a mailbox: with a token if there is one, else with the password."""

    host: str
    port: int
    security: str
    username: str
    password: str = field(repr=False)
    token: str = field(repr=False)
    folder: str
    move_to: str


class Inbox:
    """An open folder. Reading never marks; only `settle` does."""

    def __init__(self, server: imaplib.IMAP4, account: Account) -> None:
        self._server = server
        self._account = account
        self.validity = 0

    def open(self) -> None:
        """Sign in and open the folder."""
        if self._account.token:
            self._show_token()
        else:
            self._server.login(self._account.username, self._account.password)
        _ok(self._server.select(_quoted(self._account.folder)), f"folder {self._account.folder}")
        said = self._server.response("UIDVALIDITY")[1]
        self.validity = int(said[0]) if said and said[0] else 0

    def _show_token(self) -> None:
        """Sign in by SASL XOAUTH2: one answer with the token; to a refusal, which comes as a question, an empty one."""
        answers = [f"user={self._account.username}\1auth=Bearer {self._account.token}\1\1".encode()]
        try:
            self._server.authenticate("XOAUTH2", lambda _question: answers.pop() if answers else b"")
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as problem:
            raise TokenRefusedError(f"the server does not take the access token: {problem}") from None

    def waiting(self, limit: int, without: Collection[int] = ()) -> list[Waiting]:
        """Return the oldest messages that are to be stored: all where stored ones are moved away, else unread ones."""
        wanted = "UNDELETED" if self._account.move_to else "UNSEEN UNDELETED"
        found = _ok(self._server.uid("SEARCH", f"({wanted})"), "search")
        uids = [uid for uid in (found[0] or b"").split() if int(uid) not in without][:limit]
        if not uids:
            return []
        rows = _ok(self._server.uid("FETCH", b",".join(uids).decode(), "(UID RFC822.SIZE)"), "sizes")
        return sorted((one for row in rows if (one := _waiting(row))), key=lambda one: one.uid)

    def content(self, uid: int, limit: int = 0) -> bytes:
        """Return a message, or its first `limit` bytes."""
        part = f"(BODY.PEEK[]<0.{limit}>)" if limit else "(BODY.PEEK[])"
        for row in _ok(self._server.uid("FETCH", str(uid), part), f"message {uid}"):
            if isinstance(row, tuple) and len(row) == 2:
                return bytes(row[1])
        raise AnswerError(f"message {uid} has no content")

    def settle(self, uid: int) -> None:
        """Put a stored message aside: into the other folder, or mark it as read."""
        if not self._account.move_to:
            _ok(self._server.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)"), "mark")
            return
        target = _quoted(self._account.move_to)
        if "MOVE" in self._server.capabilities:
            _ok(self._server.uid("MOVE", str(uid), target), "move")
            return
        _ok(self._server.uid("COPY", str(uid), target), "copy")
        _ok(self._server.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen \Deleted)"), "mark")
        self._server.expunge()


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _ok(answer: tuple[str, list[Any]], about: str) -> list[Any]:
    status, rows = answer
    if status != "OK":
        said = b" ".join(row for row in rows if isinstance(row, bytes)).decode("utf-8", "replace")
        raise AnswerError(f"{about}: {said[:200]}")
    return rows


def _waiting(row: Any) -> Waiting | None:
    line = row[0] if isinstance(row, tuple) else row
    uid, size = (_UID.search(line), _SIZE.search(line)) if isinstance(line, bytes) else (None, None)
    return Waiting(int(uid[1]), int(size[1])) if uid and size else None


@contextmanager
def inbox_of(account: Account) -> Iterator[Inbox]:
    """Open a mailbox for the length of the block; raises one of MailServerProblem if that does not work."""
    server = _connected(account)
    try:
        inbox = Inbox(server, account)
        inbox.open()
        yield inbox
    finally:
        with suppress(*MailServerProblem):
            server.logout()


def _connected(account: Account) -> imaplib.IMAP4:
    if account.security == Security.TLS:
        context = ssl.create_default_context()
        return imaplib.IMAP4_SSL(account.host, account.port, ssl_context=context, timeout=_TIMEOUT)
    server = imaplib.IMAP4(account.host, account.port, timeout=_TIMEOUT)
    if account.security == Security.STARTTLS:
        try:
            server.starttls(ssl.create_default_context())
        except BaseException:
            server.shutdown()
            raise
    return server
