"""Log what support staff noticed themselves, in one line (CH-16), and take it back."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from incidents.catalogue.models import CancelReason
from incidents.lifecycle.operations.cancelling import cancel
from incidents.lifecycle.operations.moving import DESK_RIGHTS
from incidents.lifecycle.operations.opening import Report, open_incident
from incidents.records.choices import DetectedBy, LinkKind
from incidents.records.models import Incident
from incidents.records.operations.relating import link

# Longer ago it is no slip any more: it is cancelled with a reason, like any other incident.
MAY_TAKE_BACK = timedelta(minutes=10)
_MISTAKE = "not_an_incident"


def notice_this(line: str, *, by: Actor, now: datetime, about: Incident | None = None) -> Incident:
    """Log one line as an incident that support staff detected; the rest is filled in later.

    `about` is the incident whose page was open: the new one is linked to it and has its service.
    """
    if not by.user.is_staff_member:
        raise PermissionDenied(_("This is for support staff."))
    service = about.service if about and about.service and about.service.retired_at is None else None
    report = Report(title=line, service=service, detected_by=DetectedBy.SUPPORT_STAFF)
    with transaction.atomic():
        incident = open_incident(report, by=by, now=now)
        if about is not None and any(by.may(right) for right in DESK_RIGHTS):
            link(incident, about, LinkKind.RELATED, by=by, now=now)
    return incident


def may_take_back(incident: Incident, by: Actor, now: datetime) -> bool:
    """Say whether somebody logged this just now, and nobody has touched it since."""
    is_theirs = incident.reporter_id == by.user.pk == incident.requester_id
    return is_theirs and incident.version == 1 and now - incident.created_at <= MAY_TAKE_BACK


def take_back(incident: Incident, *, by: Actor, now: datetime) -> Incident:
    """Cancel what was logged by mistake a moment ago (T15)."""
    with transaction.atomic():
        incident = Incident.objects.locked(incident.pk)
        if not may_take_back(incident, by, now):
            sentence = _("%(number)s cannot be taken back any more. Cancel it, and say why.")
            raise ValidationError(sentence % {"number": incident.number}, "guard_failed")
        return cancel(incident, reason=_reason(), by=by, now=now, version=1)


def _reason() -> CancelReason | None:
    offered = CancelReason.objects.offered().filter(needs_target=False)
    return offered.filter(slug=_MISTAKE).first() or offered.first()
