"""When a delivery is tried again, and what a mail server's answer means."""

import smtplib
from datetime import timedelta

import pytest

from accounts.notices.rules import TRIES, pause_after, verdict_on


def _all_pauses(key: str) -> list[timedelta]:
    return [pause for attempt in range(1, TRIES + 1) if (pause := pause_after(attempt, key)) is not None]


def test_a_message_is_tried_for_three_days() -> None:
    for key in map(str, range(50)):
        assert timedelta(hours=72) <= sum(_all_pauses(key), timedelta()) <= timedelta(hours=92)


def test_pauses_grow_and_spread() -> None:
    planned = [timedelta(minutes=2**attempt) for attempt in range(9)]
    for key in map(str, range(50)):
        for pause, plan in zip(_all_pauses(key), planned, strict=False):
            assert plan <= pause <= plan * 1.25
    assert len({pause_after(3, str(key)) for key in range(50)}) > 40


def test_the_end_is_reached() -> None:
    assert pause_after(TRIES, "x") is None
    assert pause_after(9, "x", own_fault=True) is not None
    assert pause_after(10, "x", own_fault=True) is None


@pytest.mark.parametrize(
    ("problem", "is_final", "is_cut_off", "text"),
    [
        (smtplib.SMTPRecipientsRefused({"a@b": (550, b"No such user")}), True, False, "550 No such user"),
        (smtplib.SMTPRecipientsRefused({"a@b": (450, b"Try later")}), False, False, "450 Try later"),
        (smtplib.SMTPRecipientsRefused({"a@b": (421, b"Closing")}), False, True, "421 Closing"),
        (smtplib.SMTPDataError(554, b"Refused\r\nas spam"), True, False, "554 Refused as spam"),
        (smtplib.SMTPSenderRefused(530, b"Sign in", "a@b"), False, False, "530 Sign in"),
        (smtplib.SMTPAuthenticationError(535, b"Wrong"), False, False, "535 Wrong"),
        (smtplib.SMTPNotSupportedError("No SMTPUTF8"), True, False, "No SMTPUTF8"),
        (smtplib.SMTPServerDisconnected("Gone"), False, True, "Gone"),
        (TimeoutError(), False, True, "TimeoutError"),
        (smtplib.SMTPDataError(554, b"caf\xe9\x00"), True, False, "554 caf\ufffd"),
    ],
)
def test_verdicts(problem: OSError, is_final: bool, is_cut_off: bool, text: str) -> None:
    verdict = verdict_on(problem)
    assert (verdict.is_final, verdict.is_cut_off, verdict.text) == (is_final, is_cut_off, text)
