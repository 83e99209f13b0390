"""When a delivery is tried again, when it is given up, and what a mail server's answer means."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random
from smtplib import SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException


@dataclass(frozen=True, slots=True)
class Patience:
    """How long something is tried: pauses that double from the first to the longest, and how many tries."""

    first: timedelta
    longest: timedelta
    tries: int


# 1, 2, 4 … 256 minutes, then every 6 hours: the last of 21 tries is made 74 hours after the first.
TRIES = 21
WITH_MAIL = Patience(timedelta(minutes=1), timedelta(hours=6), TRIES)
# A fault of our own does not heal by waiting; a person has to look.
TRIES_WITH_OWN_FAULT = 10

# These answers are about how we sign in, not about the message: an administrator can mend them in time.
_ABOUT_US = frozenset({530, 534, 535, 538})
_CLOSING = 421
# A service asks for patience; every other refusal of a chat or SMS service says the same tomorrow.
_FOR_NOW = frozenset({408, 409, 425, 429})


class NotTakenError(OSError):
    """A chat or SMS service did not take a message; the text says why and holds nothing of the address."""

    def __init__(self, why: str, *, is_final: bool = False) -> None:
        super().__init__(why)
        self.is_final = is_final

    @classmethod
    def answered(cls, status: int) -> "NotTakenError":
        """Return what an answer with this status means."""
        return cls(f"The service answered {status}.", is_final=400 <= status < 500 and status not in _FOR_NOW)


def pause_after(
    attempts: int, key: str, *, own_fault: bool = False, patience: Patience = WITH_MAIL
) -> timedelta | None:
    """Return how long to wait after so many attempts, up to a fifth longer so that crowds spread; None means never.

    The same `key` and attempt always get the same pause.
    """
    if attempts >= (TRIES_WITH_OWN_FAULT if own_fault else patience.tries):
        return None
    doublings: int = max(attempts, 1) - 1
    pause = min(patience.first * (1 << doublings), patience.longest)
    return pause * (1 + Random(f"{key}:{attempts}").random() / 5)  # noqa: S311 - spreads load, keeps no secret


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a failure means: is it final, can the connection still be used, and what to show."""

    is_final: bool
    is_cut_off: bool
    text: str


def verdict_on(problem: OSError) -> Verdict:
    """Judge a failure while a message was handed over; every failure of SMTP is an OSError."""
    if isinstance(problem, NotTakenError):
        return Verdict(is_final=problem.is_final, is_cut_off=False, text=_text(str(problem)))
    if isinstance(problem, SMTPRecipientsRefused):
        answers = [(code, _text(said)) for code, said in problem.recipients.values()]
    elif isinstance(problem, SMTPResponseException):
        answers = [(problem.smtp_code, _text(problem.smtp_error))]
    elif isinstance(problem, SMTPNotSupportedError):
        return Verdict(is_final=True, is_cut_off=False, text=str(problem))
    else:
        return Verdict(is_final=False, is_cut_off=True, text=_text(str(problem)) or type(problem).__name__)
    return Verdict(
        is_final=all(500 <= code < 600 and code not in _ABOUT_US for code, _said in answers),
        is_cut_off=any(code == _CLOSING for code, _said in answers),
        text="; ".join(f"{code} {said}" for code, said in answers),
    )


def _text(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
