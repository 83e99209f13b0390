"""What people are told of incidents, in plain words: the rows of their matrix, and the events that belong to each."""

from django.utils.translation import gettext_lazy as _

from accounts.notices.reach.topics import FLOOR, Topic

_OWN = _("What you reported")
_WORK = _("What you work on or follow")
_CLOCKS = _("Service levels and major incidents")
_ALWAYS = _("Always on: whoever reports something hears that it arrived and that it is resolved.")

TOPICS = (
    Topic("received", _("It reached us"), _OWN, floor=FLOOR, why_locked=_ALWAYS),
    Topic("own-resolved", _("It is resolved"), _OWN, floor=FLOOR, why_locked=_ALWAYS),
    Topic("question", _("We need an answer from you"), _OWN),
    Topic("own-reply", _("Somebody replied to you"), _OWN),
    Topic("own-progress", _("It is closed, reopened or cancelled"), _OWN),
    Topic("assignment", _("Assigned to you or your team"), _WORK),
    Topic("reply", _("Reply or work note"), _WORK),
    Topic("mention", _("Somebody mentions you or your team"), _WORK),
    Topic("resumed", _("Work can go on after a hold"), _WORK),
    Topic("outcome", _("Resolved, closed, reopened or cancelled"), _WORK),
    Topic("signal", _("Alert, e-mail or many reports for your team"), _WORK),
    Topic("near", _("A target comes near"), _CLOCKS),
    Topic("missed", _("A target was missed"), _CLOCKS),
    Topic("major", _("Steps of a major incident"), _CLOCKS),
)

KINDS = {
    "incident.": "outcome",
    "incident.opened": "received",
    "incident.assigned": "assignment",
    "incident.started": "assignment",
    "incident.transferred": "assignment",
    "incident.held": "question",
    "incident.resumed": "resumed",
    "incident.commented": "reply",
    "incident.mentioned": "mention",
    "incident.resolved": "outcome",
    "incident.reopened": "outcome",
    "incident.closed": "outcome",
    "incident.cancelled": "outcome",
    "incident.restored": "outcome",
    "incident.merged": "outcome",
    "incident.unmerged": "outcome",
    "incident.mail_arrived": "signal",
    "incident.alert_fired": "signal",
    "incident.alert_joined": "signal",
    "incident.alert_cleared": "signal",
    "storm.raised": "signal",
    "incident.sla_near": "near",
    "incident.sla_missed": "missed",
    "incident.major_proposed": "major",
    "incident.major_declared": "major",
    "incident.major_rejected": "major",
    "incident.major_stood_down": "major",
}

# Where an event belongs for the requester.
OWN = {
    "incident.resolved": "own-resolved",
    "incident.commented": "own-reply",
    "incident.reopened": "own-progress",
    "incident.closed": "own-progress",
    "incident.cancelled": "own-progress",
    "incident.restored": "own-progress",
    "incident.merged": "own-progress",
    "incident.unmerged": "own-progress",
}
