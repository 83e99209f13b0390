"""Decides from plain values what a message is and where it belongs; knows no tables."""

import re
from collections.abc import Collection
from datetime import timedelta

from incidents.intake.mail.choices import MailKind
from incidents.intake.mail.parsing import Mail

# Rule 63: so many automatic answers to one address, so many reopenings of one incident, within an hour.
ANSWERS_AN_HOUR = 5
REOPENINGS_AN_HOUR = 3
WITHIN = timedelta(hours=1)

_RETURNED_BY = frozenset({"mailer-daemon", "postmaster"})
_AWAY = re.compile(
    r"(?:automatic reply|auto[- ]?reply|out of (?:the )?office|automatische antwort|abwesenheit|"
    r"réponse automatique|respuesta automática)\b",
    re.IGNORECASE,
)
_REPLY_WORDS = re.compile(r"(?:\s*(?:re|aw|sv|antw|fwd?|wg|tr|rif)\s*(?:\[\d+\])?\s*:)+\s*", re.IGNORECASE)


def kind_of(mail: Mail, own_addresses: Collection[str]) -> MailKind:
    """Return what a message is; everything but a person's words is never answered (CH-05)."""
    headers = mail.headers
    if "x-evenkeel-notice" in headers or mail.sender.address in own_addresses:
        return MailKind.OWN
    submitted = re.split(r"[;\s(]", headers.get("auto-submitted", "").strip().lower())[0] or "no"
    precedence = headers.get("precedence", "").strip().lower()
    content = headers.get("content-type", "").lower()
    if _is_bounce(mail, content):
        return MailKind.BOUNCE
    is_reply = (
        submitted == "auto-replied" or precedence == "auto_reply" or content.startswith("multipart/report")
    )
    if (
        is_reply
        or "x-autoreply" in headers
        or "x-autorespond" in headers
        or _AWAY.match(bare_subject(mail.subject))
    ):
        return MailKind.REPLY
    if submitted != "no" or precedence in ("bulk", "junk", "list") or "list-id" in headers:
        return MailKind.BULK
    return MailKind.PERSONAL


def _is_bounce(mail: Mail, content: str) -> bool:
    is_null = mail.headers.get("return-path", "").replace(" ", "") == "<>"
    local = mail.sender.address.partition("@")[0]
    is_report = content.startswith("multipart/report") and "delivery-status" in content
    return (
        local in _RETURNED_BY
        or is_report
        or "x-failed-recipients" in mail.headers
        or (is_null and not mail.headers.get("auto-submitted"))
    )


def numbers_in(subject: str, prefix: str) -> list[str]:
    """Return the incident numbers in square brackets, such as [INC-1001]."""
    found = re.findall(rf"\[\s*({re.escape(prefix)}-\d{{1,12}})\s*\]", subject[:2000], re.IGNORECASE)
    return list(dict.fromkeys(number.upper() for number in found))


def bare_subject(subject: str, prefix: str = "") -> str:
    """Return a subject without "Re:" and without numbers that name another incident."""
    if prefix:
        subject = re.sub(
            rf"\[\s*{re.escape(prefix)}-\d{{1,12}}\s*\]", " ", subject[:10_000], flags=re.IGNORECASE
        )
    begin = _REPLY_WORDS.match(subject[:500])
    return " ".join(subject[begin.end() if begin else 0 :].split())


def with_those_above(domain: str) -> set[str]:
    """Return a domain and those it is a part of."""
    return {domain[place:] for place in (0, *(dot.end() for dot in re.finditer(r"\.", domain)))}


def is_ignored(
    mail: Mail, senders: Collection[str], domains: Collection[str], subjects: Collection[str]
) -> bool:
    """Say whether the ignore list names the sender, the domain or one above it, or words of the subject (CH-21)."""
    subject = mail.subject.lower()
    return (
        mail.sender.address in senders
        or bool(with_those_above(mail.sender.domain) & set(domains))
        or any(one in subject for one in subjects)
    )
