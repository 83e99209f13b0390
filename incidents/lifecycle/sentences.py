"""What the inbox says of each kind of event in the life of an incident."""

from django.utils.translation import gettext_lazy as _

from accounts.notices.sentences import Sentence

SENTENCES = {
    "incident.opened": Sentence(_("{who} logged it"), "state-new", "blue"),
    "incident.assigned": Sentence(_("{who} assigned it"), "assign", "blue"),
    "incident.started": Sentence(_("{who} started work"), "state-in-progress", "blue"),
    "incident.transferred": Sentence(_("{who} handed it over"), "team", "blue"),
    "incident.held": Sentence(_("{who} waits for an answer"), "state-on-hold", "amber"),
    "incident.resumed": Sentence(_("{who} resumed it"), "state-in-progress", "blue"),
    "incident.commented": Sentence(_("{who} wrote"), "chat", "accent"),
    "incident.mentioned": Sentence(_("{who} mentions you"), "chat", "accent"),
    "incident.resolved": Sentence(_("{who} resolved it"), "state-resolved", "green"),
    "incident.reopened": Sentence(_("{who} reopened it"), "state-reopened", "orange"),
    "incident.closed": Sentence(_("{who} closed it"), "state-closed", "grey"),
    "incident.cancelled": Sentence(_("{who} cancelled it"), "state-cancelled", "grey"),
    "incident.restored": Sentence(_("{who} took it up again"), "undo", "blue"),
    "incident.merged": Sentence(_("{who} merged it into another one"), "merge", "grey"),
    "incident.unmerged": Sentence(_("{who} took a merge back"), "undo", "blue"),
    "incident.mail_arrived": Sentence(_("{who} wrote an e-mail"), "mail", "blue"),
    "incident.alert_fired": Sentence(_("{who} raised an alert"), "alert", "red"),
    "incident.alert_joined": Sentence(_("{who} raised a further alert of a group"), "alert", "red"),
    "incident.alert_cleared": Sentence(_("{who} says that it is over"), "check", "green"),
    "storm.raised": Sentence(_("{who} sees many reports on one service"), "merge", "red"),
    "incident.major_proposed": Sentence(_("{who} proposed it as a major incident"), "siren", "amber"),
    "incident.major_declared": Sentence(_("{who} declared a major incident"), "siren", "red"),
    "incident.major_rejected": Sentence(_("{who} decided that it is not a major incident"), "siren", "grey"),
    "incident.major_stood_down": Sentence(_("{who} stood the major incident down"), "siren", "green"),
}
