"""What operators are told of service levels: that kept values differ from what they should be."""

from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actor import Actor
from accounts.choices import Right
from accounts.notices.operations import Happening, Letter, announce
from accounts.people.models import User
from incidents.sla.audit_models import AuditRun

_SHOWN = 10


def clocks_differ(run: AuditRun, *, by: Actor, now: datetime) -> None:
    """Tell everybody who configures, once for the run."""
    readers = User.objects.people().active().with_right(Right.CONFIGURE)
    letters = []
    for reader in readers:
        with translation.override(reader.language):
            letters.append(_letter(run, reader))
    happening = Happening("sla.clocks_differ", f"audit {run.pk}", {"differences": run.difference_count})
    announce(happening, letters, by=by, now=now)


def _letter(run: AuditRun, reader: User) -> Letter:
    count = run.difference_count
    subject = ngettext(
        "The service level audit found %(count)d difference",
        "The service level audit found %(count)d differences",
        count,
    ) % {"count": count}
    lines = [
        _("%(incident)s, %(clock)s, %(field)s: is %(stored)s, should be %(computed)s") % told
        for told in run.differences[:_SHOWN]
    ]
    body = _("What is kept on clocks differs from what follows from the ledger or the history:")
    return Letter(
        recipient=reader,
        reason=_("You configure the product"),
        subject=subject,
        body="\n".join([body, "", *lines]),
        path=reverse("admin:incidents_auditrun_change", args=[run.pk]),
    )
