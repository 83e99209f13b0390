"""Hands a text to a chat or SMS service through Apprise, which only says yes or no and writes why into its log."""

import logging
import re
from contextvars import ContextVar

from apprise import NotifyFormat, NotifyType, OverflowMode
from django.utils.translation import gettext as _

from accounts.notices.chat.models import ChatAddress
from accounts.notices.chat.opening import opened
from accounts.notices.chat.sealing import unsealed
from accounts.notices.chat.services import fitted, without_calls
from accounts.notices.chat.writing import Text
from accounts.notices.rules import NotTakenError
from accounts.outgoing.addresses import AddressRefusedError
from accounts.outgoing.calling import allowance

# Some write a code of their own that begins with the status, such as 40301.
_STATUS = re.compile(r"\berror[=: ]+([1-5]\d\d)")
_said: ContextVar[list[str] | None] = ContextVar("accounts_notices_chat_said", default=None)


class _Listener(logging.Handler):
    """Keeps what Apprise logs while a text of ours is handed over; its lines may name places and go nowhere else."""

    def emit(self, record: logging.LogRecord) -> None:
        said = _said.get()
        if said is not None:
            said.append(record.getMessage())


_log = logging.getLogger("apprise")
_log.propagate = False
_log.addHandler(_Listener(logging.WARNING))


def send_text(place: ChatAddress, text: Text) -> None:
    """Send a text to an address; raises `NotTakenError` with a reason that holds nothing of the address."""
    address = unsealed(place.sealed)
    if address is None:
        raise NotTakenError(_("SECRET_KEY was changed, so the address is lost. Add it again."), is_final=True)
    try:
        service, plugin = opened(address, allowance())
    except AddressRefusedError as refusal:
        raise NotTakenError(str(refusal), is_final=True) from None
    subject, body = fitted(text.subject, text.body, text.link, plugin.body_maxlen)
    if service.calls_people:
        subject, body = without_calls(subject), without_calls(body)
    heard: list[str] = []
    listening = _said.set(heard)
    try:
        is_taken = plugin.notify(
            body=body,
            title=subject,
            notify_type=NotifyType.INFO,
            body_format=NotifyFormat.TEXT,
            overflow=OverflowMode.TRUNCATE,
        )
    finally:
        _said.reset(listening)
    if not is_taken:
        raise _reason(heard)


def _reason(heard: list[str]) -> NotTakenError:
    """Return why a text was not taken: the status alone, since the other words of a log may hold the address."""
    statuses = [int(found[1]) for line in heard if (found := _STATUS.search(line))]
    if statuses:
        return NotTakenError.answered(statuses[-1])
    return NotTakenError(_("The service could not be reached."))
