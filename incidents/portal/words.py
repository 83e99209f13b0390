"""What an incident says to its requester: whose turn it is and until when, the steps, the news (UX-13)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _

from incidents.catalogue.choices import HoldUntil
from incidents.lifecycle.guards import REOPEN_WINDOW
from incidents.records.choices import MajorState, State, Story
from incidents.records.models import Incident
from incidents.records.timeline_models import Entry

WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Label:
    """Two or three words that stand at the end of a row."""

    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One of the steps at the top of the page; `mark` is done, current or empty."""

    name: str
    at: datetime | None
    mark: str


def waits_for_requester(incident: Incident) -> bool:
    """Say whether the work waits for an answer."""
    reason = incident.hold_reason
    return incident.state == State.ON_HOLD and reason is not None and reason.waits_for == HoldUntil.REQUESTER


def may_be_confirmed(incident: Incident) -> bool:
    """Say whether the requester's word closes it; the end of a major incident is its manager's to say (T11)."""
    return incident.state == State.RESOLVED and incident.major_state not in (
        MajorState.DECLARED,
        MajorState.STOOD_DOWN,
    )


def day_of(moment: datetime) -> str:
    """Write the day in the reader's zone."""
    return str(date_format(moment.astimezone(get_current_timezone()), "l j F"))


def _minute_of(moment: datetime) -> str:
    return str(date_format(moment.astimezone(get_current_timezone()), "l j F, H:i"))


def _whose_hands(incident: Incident) -> str:
    if incident.assignee is not None:
        return str(incident.assignee.display_name)
    return str(incident.team) if incident.team else _("the service desk")


def whose_turn(incident: Incident, *, is_yours: bool = True) -> str:
    """Say in one or two sentences who has to act next and what comes then."""
    who = {"who": _whose_hands(incident)}
    match incident.state:
        case State.NEW if is_yours:
            return _("We have your report. The service desk reads it next; you need not do anything.")
        case State.NEW:
            return _("The service desk reads the report next.")
        case State.ASSIGNED:
            return _("It is our turn: %(who)s takes it up next.") % who
        case State.IN_PROGRESS:
            working = _("It is our turn: %(who)s is working on it.") % who
            return f"{working} {_('You hear from us when it works, or when we need to know more.')}"
        case State.ON_HOLD:
            return _on_hold(incident, is_yours=is_yours)
        case State.RESOLVED:
            return _resolved(incident, is_yours=is_yours)
        case State.CLOSED:
            closed = _("It is closed; nobody has to do anything.")
            again = _("If it comes back, write below and we open a new incident that is linked to this one.")
            return f"{closed} {again}" if is_yours else closed
    return _cancelled(incident, is_yours=is_yours)


def _on_hold(incident: Incident, *, is_yours: bool) -> str:
    if waits_for_requester(incident):
        facts = {"who": _whose_hands(incident), "requester": incident.requester.display_name}
        if is_yours:
            return (
                _("It is your turn: %(who)s asked you something. Work goes on as soon as you answer.") % facts
            )
        return _("It waits for an answer of %(requester)s. Work goes on as soon as it is there.") % facts
    reason = str(incident.hold_reason)
    if incident.hold_until is not None:
        return _("It waits until %(moment)s (%(reason)s). Then we go on by ourselves.") % {
            "moment": _minute_of(incident.hold_until),
            "reason": reason,
        }
    return _("It waits for other work to end (%(reason)s). Then we go on by ourselves.") % {"reason": reason}


def _resolved(incident: Incident, *, is_yours: bool) -> str:
    if incident.resolved_at is None:
        raise ValueError(f"{incident.number} is resolved without a moment")
    facts = {
        "day": day_of(incident.resolved_at + REOPEN_WINDOW),
        "requester": incident.requester.display_name,
    }
    if not is_yours:
        return _("We think it works again. %(requester)s can confirm it, or reopen it until %(day)s.") % facts
    if may_be_confirmed(incident):
        return (
            _("It is your turn: try it and tell us whether it works. You can reopen it until %(day)s.")
            % facts
        )
    return (
        _("We think it works again and watch it a while longer. If it does not, tell us until %(day)s.")
        % facts
    )


def _cancelled(incident: Incident, *, is_yours: bool) -> str:
    reason = incident.cancel_reason
    if reason is not None and reason.slug == WITHDRAWN:
        if is_yours:
            return _("You withdrew it; nothing more happens here.")
        return _("It was withdrawn; nothing more happens here.")
    sentence = _("We do not work on this any further: %(reason)s.") % {"reason": str(reason)}
    if incident.duplicate_of is not None:
        sentence += " " + _("It goes on as %(number)s.") % {"number": incident.duplicate_of.number}
    return sentence


def label_of(incident: Incident, *, is_yours: bool = True) -> Label:
    """Return the words at the end of a row; what waits for the reader has a colour."""
    if waits_for_requester(incident):
        return Label(_("Your answer needed"), "accent") if is_yours else Label(_("Waits for an answer"))
    if may_be_confirmed(incident):
        return Label(_("Confirm the fix"), "green") if is_yours else Label(_("Fixed"))
    return {
        State.NEW: Label(_("Received")),
        State.ASSIGNED: Label(_("With a team")),
        State.IN_PROGRESS: Label(_("Being worked on")),
        State.ON_HOLD: Label(_("Waiting")),
        State.RESOLVED: Label(_("Fixed")),
        State.CLOSED: Label(_("Closed")),
    }.get(State(incident.state), Label(_cancelled_word(incident)))


def _cancelled_word(incident: Incident) -> str:
    reason = incident.cancel_reason
    return _("Withdrawn") if reason is not None and reason.slug == WITHDRAWN else _("Not pursued")


def steps_of(incident: Incident, *, is_yours: bool = True) -> list[Step]:
    """Return the way of an incident as the requester sees it: reported, worked on, fixed, closed."""
    if incident.state == State.CANCELLED:
        return [
            Step(_("Reported"), incident.reported_at, "done"),
            Step(_cancelled_word(incident), incident.cancelled_at, "done"),
        ]
    fixed = _("Fixed, confirm it") if is_yours and may_be_confirmed(incident) else _("Fixed")
    names = [_("Reported"), _("Being worked on"), fixed, _("Closed")]
    moments = [incident.reported_at, incident.acknowledged_at, incident.resolved_at, incident.closed_at]
    now_at = _POSITION[State(incident.state)]
    if now_at == 1 and incident.state != State.IN_PROGRESS:
        names[1] = label_of(incident, is_yours=is_yours).text
    return [
        Step(name, moment if place <= now_at else None, _mark(place, now_at))
        for place, (name, moment) in enumerate(zip(names, moments, strict=True))
    ]


_POSITION = {
    State.NEW: 0,
    State.ASSIGNED: 1,
    State.IN_PROGRESS: 1,
    State.ON_HOLD: 1,
    State.RESOLVED: 2,
    State.CLOSED: 4,
}


def _mark(place: int, now_at: int) -> str:
    if place < now_at:
        return "done"
    return "current" if place == now_at else ""


# What requesters are told beside messages; how the work was passed around is not their concern.
TOLD = (
    Story.RESOLVED,
    Story.REOPENED,
    Story.CLOSED,
    Story.CANCELLED,
    Story.RESTORED,
    Story.FOLLOWED_UP,
    Story.MERGED,
    Story.MERGED_IN,
    Story.UNMERGED,
)


def news_of(entry: Entry, *, is_yours: bool = False) -> str:
    """Tell a step of the work in the requester's words; the reasons given stand below it."""
    if is_yours and entry.story in (Story.REOPENED, Story.CLOSED, Story.CANCELLED):
        return {
            Story.REOPENED: _("You said that it does not work yet"),
            Story.CLOSED: _("You said that it works"),
            Story.CANCELLED: _("You withdrew it"),
        }[Story(entry.story)]
    sentence = {
        Story.RESOLVED: _("%(who)s thinks this is fixed"),
        Story.REOPENED: _("%(who)s said that it does not work yet"),
        Story.CLOSED: _("%(who)s closed it"),
        Story.CANCELLED: _("%(who)s ended the work on it"),
        Story.RESTORED: _("%(who)s took it up again"),
        Story.FOLLOWED_UP: _("A message after the end opened a new incident"),
        Story.MERGED: _("%(who)s joined it with %(number)s"),
        Story.MERGED_IN: _("%(who)s added a report of the same, by %(person)s"),
        Story.UNMERGED: _("%(who)s took it out of %(number)s again"),
    }[Story(entry.story)]
    told = {name: entry.facts.get(name, "") for name in ("number", "person")}
    return sentence % {**told, "who": entry.author_name}
