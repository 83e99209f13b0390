"""What operators are told of service levels: that kept values differ from what they should be."""

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
from incidents.sla.audit_models import AuditRun

_SHOWN = 10
DIFFER = Wording(
    "sla.clocks_differ",
    gettext_lazy("Clocks differ from their ledger"),
    gettext_lazy("Differences found by the service level audit: %(count)s"),
    gettext_lazy(
        "What is kept on clocks differs from what follows from the ledger or the history:\n\n%(differences)s"
    ),
    (
        Variable("count", gettext_lazy("How many differences"), "1"),
        Variable(
            "differences",
            gettext_lazy("The first of them, one a line"),
            "INC-1042, resolution, elapsed_seconds: is 60, should be 120",
        ),
    ),
)


def clocks_differ(run: AuditRun, *, by: Actor, now: datetime) -> None:
    """Tell everybody who configures, once for the run."""
    readers = User.objects.people().active().with_right(Right.CONFIGURE)
    letters = []
    for reader in readers:
        with translation.override(reader.language):
            letters.append(_letter(run, reader))
    happening = Happening(DIFFER.key, f"audit {run.pk}", {"differences": run.difference_count})
    announce(happening, letters, by=by, now=now)


def _letter(run: AuditRun, reader: User) -> Letter:
    lines = [
        _("%(incident)s, %(clock)s, %(field)s: is %(stored)s, should be %(computed)s") % told
        for told in run.differences[:_SHOWN]
    ]
    said = DIFFER.say({"count": str(run.difference_count), "differences": "\n".join(lines)})
    path = reverse("admin:incidents_auditrun_change", args=[run.pk])
    return Letter.of(said, reader, _("You configure the product"), path)
