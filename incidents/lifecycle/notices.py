"""Whom a step concerns and in which words they are told (COM-01); the ways out belong to accounts.notices."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.access.backends import warm_rights
from accounts.access.choices import LinkPurpose
from accounts.access.links import token_of
from accounts.access.operations import make_links
from accounts.actor import Actor
from accounts.notices.operations import Happening, Letter, announce
from accounts.notices.wordings import Values, wording_of
from accounts.people.models import User
from incidents.lifecycle import audiences
from incidents.lifecycle.guards import REOPEN_WINDOW
from incidents.lifecycle.letter_facts import facts_for, path_for
from incidents.lifecycle.rules import is_urgent
from incidents.records.models import Incident

Words = Callable[[], tuple[str, str]]


def letter(
    incident: Incident,
    reader: User,
    reason: str,
    key: str,
    values: Values | None = None,
    *,
    links: tuple[tuple[str, str], ...] = (),
    even_own: bool = False,
    inbox_only: bool = False,
) -> Letter:
    """Write to one reader what `key` names, with the values that its message has beside the incident's."""
    said = wording_of(f"incident.{key}").say({**facts_for(incident, reader), **(values or {})})
    path = path_for(incident, reader)
    return Letter.of(said, reader, reason, path, links=links, even_own=even_own, inbox_only=inbox_only)


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
        key, values = ("opened.again", {"follows": follows.number}) if follows else ("opened", {})
        return letter(incident, reader, _("You reported it"), key, values, even_own=True, inbox_only=is_quiet)

    announce_about(incident, "opened", each([incident.requester], acknowledge), by=by, now=now)


def assigned(incident: Incident, *, by: Actor, now: datetime, kind: str = "assigned") -> None:
    """Tell the team, and the assignee if there is one."""

    def tell_assignee(reader: User) -> Letter:
        return letter(incident, reader, _("You are the assignee"), "assigned", {"who": by.user.display_name})

    def tell_team(reader: User) -> Letter:
        return letter(
            incident, reader, _("You are in the team"), "assigned.team", {"who": by.user.display_name}
        )

    letters = each([incident.assignee], tell_assignee) if incident.assignee else []
    if incident.assignee is None:
        letters += each(audiences.team_of(incident), tell_team)
    announce_about(incident, kind, letters, by=by, now=now, team=incident.team and incident.team.slug)


def held(incident: Incident, question: str, *, by: Actor, now: datetime) -> None:
    """Send the requester the question that the hold waits for; other holds need no letter."""

    def ask(reader: User) -> Letter:
        values = {"who": by.user.display_name, "words": question}
        return letter(incident, reader, _("You reported it"), "held", values)

    letters = each([incident.requester], ask) if question else []
    announce_about(
        incident, "held", letters, by=by, now=now, reason=incident.hold_reason and incident.hold_reason.slug
    )


def replied(
    incident: Incident,
    words: str,
    *,
    by: Actor,
    now: datetime,
    is_public: bool,
    but: Iterable[User] = (),
) -> None:
    """Pass on a reply or a work note: replies to everybody concerned, notes to staff only.

    `but` are those who are told of the same words in another way.
    """
    left_out = {reader.pk for reader in but}

    def pass_on(reader: User) -> Letter:
        values = {"who": by.user.display_name, "words": words}
        reason = _("You reported it") if reader == incident.requester else _("You follow it")
        return letter(incident, reader, reason, "commented" if is_public else "commented.note", values)

    concerned = audiences.concerned_by_words(incident, is_public=is_public)
    readers = [reader for reader in concerned if reader.pk not in left_out]
    announce_about(incident, "commented", each(readers, pass_on), by=by, now=now, public=is_public)


def mentioned(incident: Incident, words: str, readers: Iterable[User], *, by: Actor, now: datetime) -> None:
    """Tell those whom a work note calls on."""

    def call(reader: User) -> Letter:
        values = {"who": by.user.display_name, "words": words}
        return letter(incident, reader, _("You are mentioned"), "mentioned", values)

    announce_about(incident, "mentioned", each(readers, call), by=by, now=now)


def resumed(incident: Incident, *, by: Actor, now: datetime) -> None:
    """Tell the assignee, else the team, that work can go on."""

    def resume(reader: User) -> Letter:
        why = by.cause or _("somebody resumed it")
        return letter(incident, reader, _("It is yours"), "resumed", {"why": why})

    readers = audiences.at_work_on(incident)
    announce_about(incident, "resumed", each(readers, resume), by=by, now=now)


def resolved(incident: Incident, *, by: Actor, now: datetime) -> None:
    """Tell the requester with a link to confirm and one to reopen (RES-06), and everybody else concerned."""
    expires_at = now + REOPEN_WINDOW
    confirm, again = make_links(
        incident.requester, incident.number, LinkPurpose.CONFIRM, LinkPurpose.REOPEN, expires_at=expires_at
    )
    outcome = {"resolution": incident.resolution_text}

    def tell_requester(reader: User) -> Letter:
        links = (
            (_("Yes, it works"), reverse("action_link", args=[token_of(confirm)])),
            (_("No, not yet"), reverse("action_link", args=[token_of(again)])),
        )
        return letter(incident, reader, _("You reported it"), "resolved", outcome, links=links)

    def tell_others(reader: User) -> Letter:
        return letter(incident, reader, _("It concerns you"), "resolved.others", outcome)

    requester, *others = audiences.everybody_around(incident)
    letters = each([requester], tell_requester) + each(others, tell_others)
    announce_about(incident, "resolved", letters, by=by, now=now, code=incident.resolution_code.slug)  # type: ignore[union-attr]


def reopened(incident: Incident, reason: str, *, by: Actor, now: datetime) -> None:
    """Tell who works on it again, and the requester if somebody else reopened it."""

    def reopen(reader: User) -> Letter:
        values = {"who": by.user.display_name, "why": reason}
        return letter(incident, reader, _("It concerns you"), "reopened", values)

    readers = audiences.at_work_on(incident)
    announce_about(incident, "reopened", each([*readers, incident.requester], reopen), by=by, now=now)


def closed(incident: Incident, *, by: Actor, now: datetime) -> None:
    """Inform all stakeholders of the outcome (CLO-07)."""

    def close(reader: User) -> Letter:
        values = {"resolution": incident.resolution_text}
        return letter(
            incident, reader, _("It concerned you"), "closed", values, even_own=reader == incident.requester
        )

    readers = audiences.concerned_by_closure(incident)
    announce_about(
        incident, "closed", each(readers, close), by=by, now=now, evidence=incident.closure_evidence
    )


def cancelled(incident: Incident, *, by: Actor, now: datetime) -> None:
    """Tell the requester why nothing more happens here, and who worked on it."""
    _ended(incident, "cancelled", by=by, now=now)


def merged(incident: Incident, *, by: Actor, now: datetime) -> None:
    """Tell them as which incident it goes on."""
    _ended(incident, "merged", by=by, now=now)


def _ended(incident: Incident, kind: str, *, by: Actor, now: datetime) -> None:

    def cancel(reader: User) -> Letter:
        key, values = "cancelled", {"why": str(incident.cancel_reason)}
        if incident.duplicate_of:
            key, values["successor"] = "cancelled.duplicate", incident.duplicate_of.number
        return letter(incident, reader, _("It concerned you"), key, values)

    readers = audiences.concerned_by_cancellation(incident)
    announce_about(incident, kind, each(readers, cancel), by=by, now=now)


def unmerged(incident: Incident, *, by: Actor, now: datetime) -> None:
    """Tell the requester that the incident has a life of its own again."""
    restored(incident, by=by, now=now, kind="unmerged")


def restored(incident: Incident, *, by: Actor, now: datetime, kind: str = "restored") -> None:
    """Tell the requester that the incident is taken up again."""

    def restore(reader: User) -> Letter:
        return letter(incident, reader, _("You reported it"), "restored")

    announce_about(incident, kind, each([incident.requester], restore), by=by, now=now)


def changed(incident: Incident, fields: list[str], *, by: Actor, now: datetime) -> None:
    """Record a change of details for the change feed; nobody needs a letter for it."""
    announce_about(incident, "changed", [], by=by, now=now, fields=fields)


def major(incident: Incident, kind: str, key: str, words: str, *, by: Actor, now: datetime) -> None:
    """Tell the incident manager, the assignee and the service owner of a step of the major track."""
    readers = audiences.concerned_by_major(incident)

    def tell_them(reader: User) -> Letter:
        return letter(incident, reader, _("You have a part in it"), key, {"words": words})

    announce_about(incident, kind, each(readers, tell_them), by=by, now=now)
