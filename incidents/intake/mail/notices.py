"""Whom mail concerns beyond the steps of the life cycle: a mailbox's team, and those who keep the product running."""

from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.choices import Right
from accounts.notices.operations import Happening, Letter, announce
from accounts.notices.wordings import wording_of
from accounts.people.models import User
from incidents.intake.mail.models import Mailbox
from incidents.intake.mail.queries import ANSWERS_STOPPED
from incidents.lifecycle.notices import announce_about, each, letter
from incidents.records.models import Incident


def arrived(incident: Incident, mailbox: Mailbox, *, by: Actor, now: datetime) -> None:
    """Tell the mailbox's team that a message opened an incident."""

    def tell(reader: User) -> Letter:
        values = {"mailbox": mailbox.name}
        return letter(incident, reader, _("You are in the team of the mailbox"), "mail_arrived", values)

    if mailbox.team is not None:
        readers = User.objects.active().people().filter(teams=mailbox.team)
        announce_about(incident, "mail_arrived", each(readers, tell), by=by, now=now)


def too_many(address: str, signal: int, *, by: Actor, now: datetime) -> None:
    """Warn administrators that an address gets no more automatic answers for a while (CH-05)."""

    def warn(reader: User) -> Letter:
        said = wording_of(ANSWERS_STOPPED).say({"address": address})
        path = reverse("admin:incidents_signal_change", args=[signal])
        return Letter.of(said, reader, _("You keep the product running"), path)

    letters = []
    for reader in User.objects.active().people().with_right(Right.CONFIGURE):
        with translation.override(reader.language):
            letters.append(warn(reader))
    announce(Happening(ANSWERS_STOPPED, ANSWERS_STOPPED, {"address": address}), letters, by=by, now=now)
