"""Hold running clocks to the newest version: asked for by a person, carried out in batches by any worker (SLA-18)."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor, require
from accounts.choices import Channel, Right
from accounts.notices.wake import wake
from incidents.records.choices import Story
from incidents.records.models import Incident
from incidents.records.operations.saving import tell
from incidents.sla.models import Calendar, Policy
from incidents.sla.operations.following import apply_anew
from incidents.sla.pinned import pinned_clocks
from incidents.sla.reapplication_models import Reapplication

log = structlog.get_logger(__name__)

SWEEP = "incidents.sla.tasks.sweep_reapplications"
# Longer than any task may run, so that a claim never outlives a living worker.
LEASE = timedelta(minutes=10)
BATCH = 100


class LostClaimError(Exception):
    """Another worker has taken over."""


def start_reapplication(subject: Calendar | Policy, *, by: Actor, now: datetime, why: str) -> Reapplication:
    """Decide that running clocks follow a calendar or policy as it is now; workers carry it out."""
    require(by, Right.CONFIGURE)
    count = pinned_clocks(subject).values("incident").distinct().count()
    if not count:
        raise ValidationError(_("Every running clock counts by the newest version already."), "guard_failed")
    asked = Reapplication(
        calendar=subject if isinstance(subject, Calendar) else None,
        policy=subject if isinstance(subject, Policy) else None,
        asked_by=by.user,
        channel=by.channel,
        why=why[:500],
        asked_at=now,
        incidents=count,
    )
    try:
        with transaction.atomic():
            asked.save()
            wake(SWEEP)
    except IntegrityError:
        raise ValidationError(
            _("This is being applied already. Wait until it is done."), "guard_failed"
        ) from None
    return asked


def sweep_reapplications(now: datetime, limit: int = BATCH) -> int:
    """Carry on with one re-application for a batch of incidents; return how many were looked at.

    Any number of sweeps may run, and a sweep that dies is carried on after its claim has run out.
    """
    work = _claim(now)
    if work is None:
        return 0
    try:
        return _Batch(work, now).carry_on(limit)
    except LostClaimError:
        log.info("reapplication_taken_over", reapplication=work.pk)
        return 0


def _claim(now: datetime) -> Reapplication | None:
    with transaction.atomic():
        rows = Reapplication.objects.free(now).select_for_update(skip_locked=True, no_key=True, of=("self",))
        work = rows.select_related("calendar", "policy", "asked_by").first()
        if work is not None:
            work.claim, work.claimed_until = uuid.uuid4(), now + LEASE
            work.save(update_fields=["claim", "claimed_until"])
    return work


@dataclass(slots=True)
class _Batch:
    """One worker's share of a re-application."""

    work: Reapplication
    now: datetime

    def carry_on(self, limit: int) -> int:
        """Look at the next incidents, each in a transaction of its own; progress is written with each."""
        keys = self._next_incidents(limit)
        for key in keys:
            self._look_at(key)
        self._note(claim=None, claimed_until=None, **({"finished_at": self.now} if len(keys) < limit else {}))
        return len(keys)

    def _next_incidents(self, limit: int) -> list[int]:
        rows = pinned_clocks(self.work.subject).filter(incident__gt=self.work.last_incident)
        return list(rows.order_by("incident").values_list("incident", flat=True).distinct()[:limit])

    def _look_at(self, key: int) -> None:
        try:
            with transaction.atomic():
                changed = self._apply(Incident.objects.locked(key))
                self._advance(key, changed=changed)
        except LostClaimError:
            raise
        except Exception:
            # One that cannot be changed must not keep the others waiting; the number of them is shown.
            log.exception("reapplication_failed", incident=key, reapplication=self.work.pk)
            self._advance(key, failed=1)

    def _apply(self, incident: Incident) -> int:
        clocks = set(pinned_clocks(self.work.subject).filter(incident=incident).values_list("pk", flat=True))
        by = Actor(self.work.asked_by, Channel(self.work.channel), cause=self.work.why)
        changed = apply_anew(incident, clocks, by=by, now=self.now)
        if changed:
            facts = {
                "clocks": [str(ledger.kind) for ledger in changed],
                "subject": str(self.work.subject),
                "why": self.work.why,
            }
            tell(incident, Story.TARGET_REAPPLIED, by=by, now=self.now, facts=facts)
        return len(changed)

    def _advance(self, key: int, *, changed: int = 0, failed: int = 0) -> None:
        self.work.last_incident = key
        self.work.looked_at += 1
        self.work.clocks_changed += changed
        self.work.failed += failed
        self._note(
            last_incident=key,
            looked_at=self.work.looked_at,
            clocks_changed=self.work.clocks_changed,
            failed=self.work.failed,
        )

    def _note(self, **values: object) -> None:
        """Write progress, unless another worker has taken over: then what was done here is taken back."""
        mine = Reapplication.objects.filter(pk=self.work.pk, claim=self.work.claim)
        if not mine.update(**values):
            raise LostClaimError
