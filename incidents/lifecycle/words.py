"""The standard words of messages about an incident; administrators may put others in their place (ADM-05)."""

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.notices.wordings import Variable, Wording, Words
from incidents.lifecycle.letter_facts import EVERY, INCIDENT

WHO = Variable("who", _("Name of whom it was done by"), "Agnes Example")
WORDS = Variable("words", _("What was written"), _("Which building is it?"))
WHY = Variable("why", _("The reason"), _("It is still slow"))
RESOLUTION = Variable("resolution", _("What resolved it"), _("The relay was restarted."))
NUMBER_BEFORE = f"{settings.INCIDENT_PREFIX}-987"
MAJOR = (
    ("major_proposed", _("Proposed as major"), _("Proposed as major"), _("Many reports of one kind")),
    (
        "major_declared",
        _("Major incident declared"),
        _("Major incident declared"),
        _("Nobody in the north can send mail"),
    ),
    ("major_rejected", _("Not major"), _("Not major"), _("There is a way round it")),
    ("major_rejected.demoted", _("No longer major"), _("No longer major"), _("Few are affected")),
    ("major_stood_down", _("Major incident stood down"), _("Stood down"), _("Mail is sent again")),
)
TARGETS = (
    (
        "sla_near",
        _("A target is near"),
        _("%(clock)s target near"),
        _("The target ends at %(at)s. %(note)s"),
    ),
    (
        "sla_missed",
        _("A target was missed"),
        _("%(clock)s target missed"),
        _("The target was missed at %(at)s. %(note)s"),
    ),
)


def wording(key: str, label: Words, happened: Words, body: Words, *own: Variable) -> Wording:
    """Return a message about an incident: the subject has number, priority, state and what happened (COM-02).

    `happened` is empty where the new state says it.
    """
    begin = "[%(number)s] %(priority)s %(state)s"
    news = format_lazy(" - {}", happened) if happened else ""
    subject = format_lazy("{begin}{news}: %(title)s", begin=begin, news=news)
    return Wording(f"incident.{key}", label, subject, body, (*EVERY, *own), INCIDENT)


WORDINGS = (
    wording(
        "opened",
        _("Received, to the requester"),
        _("Received"),
        _(
            "Your report “%(title)s” has the number %(number)s. It reached us at %(reported)s. "
            "The service desk looks at it next; you can follow it and add to it on its page."
        ),
    ),
    wording(
        "opened.again",
        _("Received as a reply to a finished incident, to the requester"),
        _("Received"),
        _(
            "%(follows)s is finished, so your reply opened a new incident, linked to it. "
            "Your report “%(title)s” has the number %(number)s. It reached us at %(reported)s. "
            "The service desk looks at it next; you can follow it and add to it on its page."
        ),
        Variable("follows", _("Number of the finished incident"), NUMBER_BEFORE),
    ),
    wording(
        "assigned",
        _("Assigned, to the assignee"),
        _("Assigned to you"),
        _("%(who)s assigned this to you: %(title)s"),
        WHO,
    ),
    wording(
        "assigned.team",
        _("Assigned, to the team"),
        _("Assigned to your team"),
        _("%(who)s assigned this to %(team)s: %(title)s"),
        WHO,
    ),
    wording(
        "held",
        _("Put on hold with a question, to the requester"),
        _("Your answer is needed"),
        _("%(who)s asks:\n\n%(words)s\n\nWork goes on as soon as you answer."),
        WHO,
        WORDS,
    ),
    wording("commented", _("New reply"), _("New reply"), _("%(who)s wrote:\n\n%(words)s"), WHO, WORDS),
    wording(
        "commented.note", _("New work note"), _("New work note"), _("%(who)s wrote:\n\n%(words)s"), WHO, WORDS
    ),
    wording(
        "mentioned",
        _("Mentioned in a work note"),
        _("You are mentioned"),
        _("%(who)s mentions you or your team:\n\n%(words)s"),
        WHO,
        WORDS,
    ),
    wording("resumed", _("Resumed"), _("Resumed"), _("The hold is over: %(why)s."), WHY),
    wording(
        "resolved",
        _("Resolved, to the requester"),
        "",
        _("%(resolution)s\n\nDoes it work again? Confirm and we close it; if not, reopen it."),
        RESOLUTION,
    ),
    wording("resolved.others", _("Resolved, to everybody else"), "", "%(resolution)s", RESOLUTION),
    wording("reopened", _("Reopened"), _("Reopened"), _("%(who)s reopened it: %(why)s"), WHO, WHY),
    wording(
        "closed",
        _("Closed"),
        "",
        _(
            "It is closed. Outcome: %(resolution)s\n\n"
            "If it comes back, report it again or reply to this message."
        ),
        RESOLUTION,
    ),
    wording("cancelled", _("Cancelled"), "", _("We do not work on this any further: %(why)s."), WHY),
    wording(
        "cancelled.duplicate",
        _("Cancelled as a duplicate"),
        "",
        _("We do not work on this any further: %(why)s. It goes on as %(successor)s."),
        WHY,
        Variable("successor", _("Number of the incident that it goes on as"), NUMBER_BEFORE),
    ),
    wording("restored", _("Taken up again"), _("Taken up again"), _("The cancellation was withdrawn.")),
    *(
        wording(key, label, happened, "%(words)s", Variable("words", _("What was written"), example))
        for key, label, happened, example in MAJOR
    ),
    *(
        wording(
            key,
            label,
            happened,
            body,
            Variable("clock", _("Which target"), _("Resolution")),
            Variable("at", _("When it is or was missed"), "2 March 2026, 17:00 (CET)"),
            Variable(
                "note",
                _("Which steps were reached at once, if several"),
                _("Steps reached meanwhile: 75, 100."),
            ),
        )
        for key, label, happened, body in TARGETS
    ),
)
