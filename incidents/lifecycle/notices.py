"""Whom a step concerns and in which words they are told (COM-01); the ways out belong to accounts.notices."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import text
from accounts.access.backends import warm_rights
from accounts.access.choices import LinkPurpose
from accounts.access.links import token_of
from accounts.access.operations import make_links
from accounts.actor import Actor
from accounts.notices.operations import Happening, Letter, announce
from accounts.notices.wording import moment
from accounts.people.models import User
from incidents.lifecycle import audiences
from incidents.lifecycle.guards import REOPEN_WINDOW
from incidents.lifecycle.rules import is_urgent
from incidents.records.models import Incident

Words = Callable[[], tuple[str, str]]


def subject_of(incident: Incident, happened: str) -> str:
    """Return a subject that carries number, priority and what happened (COM-02)."""
    return f"[{incident.number}] {incident.priority_code} {happened}: {incident.title}"


def path_for(incident: Incident, reader: User) -> str:
    """Return the page on which this reader sees the incident."""
    name = "incident" if reader.is_staff_member else "portal_incident"
    return reverse(name, args=[incident.number])


def letter(
    incident: Incident,
    reader: User,
    reason: str,
    happened: str,
    body: str,
    *,
    links: tuple[tuple[str, str], ...] = (),
    even_own: bool = False,
    inbox_only: bool = False,
) -> Letter:
    """Write to one reader."""
    return Letter(
        recipient=reader,
        reason=reason,
        subject=subject_of(incident, happened),
        body=body,
        path=path_for(incident, reader),
        links=links,
        even_own=even_own,
        inbox_only=inbox_only,
    )


def each(readers: Iterable[User], write: Callable[[User], Letter]) -> list[Letter]:
    letters = []
    readers = list(readers)
    warm_rights(readers)
    for reader in readers:
        with translation.override(reader.language):
            letters.append(write(reader))
    return letters


def announce_about(
    incident: Incident,
    kind: str,
    letters: list[Letter],
    *,
    by: Actor,
    now: datetime,
    **facts: Any,
) -> None:
    announce(about(incident, kind, **facts), letters, by=by, now=now)


def about(incident: Incident, kind: str, **facts: Any) -> Happening:
    """Return what happened to an incident, as the change feed tells it."""
    return Happening(
        f"incident.{kind}",
        incident.number,
        {"version": incident.version, "title": incident.title, **facts},
        owner=incident.requester_id,
        is_urgent=is_urgent(kind, incident.priority, is_major=incident.is_major),
    )


def opened(
    incident: Incident, *, by: Actor, now: datetime, follows: Incident | None = None, is_quiet: bool = False
) -> None:
    """Acknowledge to the requester, who hears of it even after reporting it in person.

    After a reply to a closed incident, `follows`, the words say that it goes on under a new number (CLO-04).
    `is_quiet` leaves it at a line in the inbox (CH-05).
    """

    def acknowledge(reader: User) -> Letter:
        body = _(
            "Your report “%(title)s” has the number %(number)s. It reached us at %(moment)s. "
            "The service desk looks at it next; you can follow it and add to it on its page."
        ) % {
            "title": text.unturned(incident.title),
            "number": incident.number,
            "moment": moment(incident.reported_at, reader),
        }
        if follows is not None:
            opening = _("%(old)s is finished, so your reply opened a new incident, linked to it.")
            body = f"{opening % {'old': follows.number}} {body}"
        reason, happened = _("You reported it"), _("Received")
        return letter(incident, reader, reason, happened, body, even_own=True, inbox_only=is_quiet)

    announce_about(incident, "opened", each([incident.requester], acknowledge), by=by, now=now)


def assigned(incident: Incident, *, by: Actor, now: datetime, kind: str = "assigned") -> None:
    """Tell the team, and the assignee if there is one."""

    def tell_assignee(reader: User) -> Letter:
        body = _("%(who)s assigned this to you: %(title)s") % {
            "who": by.user.display_name,
            "title": incident.title,
        }
        return letter(incident, reader, _("You are the assignee"), _("Assigned to you"), body)

    def tell_team(reader: User) -> Letter:
        body = _("%(who)s assigned this to %(team)s: %(title)s") % {
            "who": by.user.display_name,
            "team": text.unturned(str(incident.team)),
            "title": incident.title,
        }
        return letter(incident, reader, _("You are in the team"), _("Assigned to your team"), body)

    letters = each([incident.assignee], tell_assignee) if incident.assignee else []
    if incident.assignee is None:
        letters += each(audiences.team_of(incident), tell_team)
    announce_about(incident, kind, letters, by=by, now=now, team=incident.team and incident.team.slug)


def held(incident: Incident, question: str, *, by: Actor, now: datetime) -> None:
    """Send the requester the question that the hold waits for; other holds need no letter."""

    def ask(reader: User) -> Letter:
        body = _("%(who)s asks:\n\n%(question)s\n\nWork goes on as soon as you answer.") % {
            "who": by.user.display_name,
            "question": question,
        }
        return letter(incident, reader, _("You reported it"), _("Your answer is needed"), body)

    letters = each([incident.requester], ask) if question else []
    announce_about(
        incident, "held", letters, by=by, now=now, reason=incident.hold_reason and incident.hold_reason.slug
    )


def replied(incident: Incident, words: str, *, by: Actor, now: datetime, is_public: bool) -> None:
    """Pass on a reply or a work note: replies to everybody concerned, notes to staff only."""

    def pass_on(reader: User) -> Letter:
        happened = _("New reply") if is_public else _("New work note")
        body = _("%(who)s wrote:\n\n%(words)s") % {"who": by.user.display_name, "words": words}
        reason = _("You reported it") if reader == incident.requester else _("You follow it")
        return letter(incident, reader, reason, happened, body)

    readers = audiences.concerned_by_words(incident, is_public=is_public)
    announce_about(incident, "commented", each(readers, pass_on), by=by, now=now, public=is_public)


def resumed(incident: Incident, *, by: Actor, now: datetime) -> None:
    """Tell the assignee, else the team, that work can go on."""

    def resume(reader: User) -> Letter:
        body = _("The hold is over: %(why)s.") % {"why": by.cause or _("somebody resumed it")}
        return letter(incident, reader, _("It is yours"), _("Resumed"), body)

    readers = audiences.at_work_on(incident)
    announce_about(incident, "resumed", each(readers, resume), by=by, now=now)


def resolved(incident: Incident, *, by: Actor, now: datetime) -> None:
    """Tell the requester with a link to confirm and one to reopen (RES-06), and everybody else concerned."""
    expires_at = now + REOPEN_WINDOW
    confirm, again = make_links(
        incident.requester, incident.number, LinkPurpose.CONFIRM, LinkPurpose.REOPEN, expires_at=expires_at
    )

    def tell_requester(reader: User) -> Letter:
        body = _("%(text)s\n\nDoes it work again? Confirm and we close it; if not, reopen it.") % {
            "text": incident.resolution_text
        }
        links = (
            (_("Yes, it works"), reverse("action_link", args=[token_of(confirm)])),
            (_("No, not yet"), reverse("action_link", args=[token_of(again)])),
        )
        return letter(incident, reader, _("You reported it"), _("Resolved"), body, links=links)

    def tell_others(reader: User) -> Letter:
        return letter(incident, reader, _("It concerns you"), _("Resolved"), incident.resolution_text)

    requester, *others = audiences.everybody_around(incident)
    letters = each([requester], tell_requester) + each(others, tell_others)
    announce_about(incident, "resolved", letters, by=by, now=now, code=incident.resolution_code.slug)  # type: ignore[union-attr]


def reopened(incident: Incident, reason: str, *, by: Actor, now: datetime) -> None:
    """Tell who works on it again, and the requester if somebody else reopened it."""

    def reopen(reader: User) -> Letter:
        body = _("%(who)s reopened it: %(reason)s") % {"who": by.user.display_name, "reason": reason}
        return letter(incident, reader, _("It concerns you"), _("Reopened"), body)

    readers = audiences.at_work_on(incident)
    announce_about(incident, "reopened", each([*readers, incident.requester], reopen), by=by, now=now)


def closed(incident: Incident, *, by: Actor, now: datetime) -> None:
    """Inform all stakeholders of the outcome (CLO-07)."""

    def close(reader: User) -> Letter:
        body = _(
            "It is closed. Outcome: %(text)s\n\nIf it comes back, report it again or reply to this message."
        ) % {"text": incident.resolution_text}
        return letter(
            incident, reader, _("It concerned you"), _("Closed"), body, even_own=reader == incident.requester
        )

    readers = audiences.concerned_by_closure(incident)
    announce_about(
        incident, "closed", each(readers, close), by=by, now=now, evidence=incident.closure_evidence
    )


def cancelled(incident: Incident, *, by: Actor, now: datetime) -> None:
    """Tell the requester why nothing more happens here, and who worked on it."""

    def cancel(reader: User) -> Letter:
        body = _("We do not work on this any further: %(reason)s.") % {"reason": str(incident.cancel_reason)}
        if incident.duplicate_of:
            body += " " + _("It goes on as %(number)s.") % {"number": incident.duplicate_of.number}
        return letter(incident, reader, _("It concerned you"), _("Cancelled"), body)

    readers = audiences.concerned_by_cancellation(incident)
    announce_about(incident, "cancelled", each(readers, cancel), by=by, now=now)


def restored(incident: Incident, *, by: Actor, now: datetime) -> None:
    """Tell the requester that the incident is taken up again."""

    def restore(reader: User) -> Letter:
        return letter(
            incident, reader, _("You reported it"), _("Taken up again"), _("The cancellation was withdrawn.")
        )

    announce_about(incident, "restored", each([incident.requester], restore), by=by, now=now)


def changed(incident: Incident, fields: list[str], *, by: Actor, now: datetime) -> None:
    """Record a change of details for the change feed; nobody needs a letter for it."""
    announce_about(incident, "changed", [], by=by, now=now, fields=fields)


def major(incident: Incident, kind: str, happened: str, body: str, *, by: Actor, now: datetime) -> None:
    """Tell the incident manager, the assignee and the service owner of a step of the major track."""
    readers = audiences.concerned_by_major(incident)

    def tell_them(reader: User) -> Letter:
        return letter(incident, reader, _("You have a part in it"), happened, body)

    announce_about(incident, kind, each(readers, tell_them), by=by, now=now)
