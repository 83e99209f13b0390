"""The standard words of messages about signals, mail and storms; administrators may put others in their place."""

from django.utils.translation import gettext_lazy as _

from accounts.notices.wordings import Variable, Wording
from incidents.intake.mail.queries import ANSWERS_STOPPED
from incidents.intake.storms.notices import RAISED
from incidents.lifecycle.words import wording

_MONITOR = Variable("monitor", _("Name of the integration"), "Prometheus")
_SUMMARY = Variable("summary", _("What the monitor says"), _("Disk full on db-1"))

WORDINGS = (
    wording(
        "alert_fired",
        _("An alert opened an incident"),
        _("Alert"),
        _("%(monitor)s reports: %(summary)s"),
        _MONITOR,
        _SUMMARY,
    ),
    wording(
        "alert_joined",
        _("A worse alert joined an incident"),
        _("A worse alert joined"),
        _(
            "%(monitor)s reports, as a part of this incident: %(summary)s\n\n"
            "Alone it would have a higher priority."
        ),
        _MONITOR,
        _SUMMARY,
    ),
    wording(
        "alert_cleared",
        _("The monitor is clear"),
        _("The monitor is clear"),
        _(
            "%(monitor)s reports that it is over: %(summary)s\n\n"
            "The incident stays open until you resolve it."
        ),
        _MONITOR,
        _SUMMARY,
    ),
    wording(
        "mail_arrived",
        _("An e-mail opened an incident"),
        _("New e-mail"),
        _("%(requester)s wrote to %(mailbox)s: %(title)s"),
        Variable("mailbox", _("Name of the mailbox"), _("Help")),
    ),
    Wording(
        ANSWERS_STOPPED,
        _("No more automatic answers to an address"),
        _("No more automatic answers to %(address)s for an hour"),
        _(
            "This address sent so many messages within an hour that another program may be answering ours. "
            "Its mail is still taken in, quietly."
        ),
        (Variable("address", _("The address"), "robot@example.org"),),
    ),
    Wording(
        RAISED,
        _("Many reports on one service"),
        _("%(count)s reports on %(service)s within %(minutes)s minutes"),
        _(
            "%(count)s open reports on %(service)s came within %(minutes)s minutes. "
            "If they are one incident, open a parent and attach them all on one page."
        ),
        (
            Variable("count", _("How many reports"), "4"),
            Variable("service", _("Service"), _("E-mail")),
            Variable("minutes", _("Within how many minutes"), "15"),
        ),
    ),
)
