"""Whom it concerns that a web-hook was switched off, and in which words they are told."""

from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actor import Actor
from accounts.choices import Right
from accounts.notices.operations import Happening, Letter, announce
from accounts.notices.wordings import Variable, Wording
from accounts.people.models import User
from accounts.webhooks.models import Webhook

SWITCHED_OFF = Wording(
    "webhook.switched_off",
    gettext_lazy("A web-hook was switched off"),
    gettext_lazy("The web-hook “%(name)s” was switched off"),
    gettext_lazy(
        "%(why)s\n\nWhat was not delivered is kept. Mend the receiver, then switch the web-hook on again."
    ),
    (
        Variable("name", gettext_lazy("Name of the web-hook"), "Chat"),
        Variable("why", gettext_lazy("Why it was switched off"), gettext_lazy("The receiver is gone (410).")),
    ),
)


def switched_off(webhook: Webhook, *, by: Actor, now: datetime) -> None:
    """Tell everybody who configures, and the owner."""
    readers = {user.pk: user for user in User.objects.people().active().with_right(Right.CONFIGURE)}
    readers.setdefault(webhook.owner_id, webhook.owner)
    letters = []
    for reader in readers.values():
        with translation.override(reader.language):
            letters.append(_letter(webhook, reader))
    happening = Happening(SWITCHED_OFF.key, webhook.slug[:40], {"why": webhook.stopped_why})
    announce(happening, letters, by=by, now=now)


def _letter(webhook: Webhook, reader: User) -> Letter:
    is_owner = reader.pk == webhook.owner_id
    said = SWITCHED_OFF.say({"name": webhook.name, "why": webhook.stopped_why})
    reason = _("It is your web-hook") if is_owner else _("You configure the product")
    return Letter.of(said, reader, reason, reverse("admin:accounts_webhook_change", args=[webhook.pk]))
