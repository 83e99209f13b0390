"""Say why a target was missed, and waive a miss: both are judgements on top of the breach, which stays (SLA-22, 23)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import text
from accounts.actor import Actor, require
from accounts.choices import Right
from incidents.catalogue.choices import Priority
from incidents.records.choices import Story
from incidents.records.models import Incident
from incidents.records.operations.saving import tell
from incidents.sla.choices import BreachCause
from incidents.sla.models import Clock

_DESK_RIGHTS = (Right.AGENT, Right.RESOLVER, Right.LEAD, Right.INCIDENT_MANAGER)
# Both follow from the times alone; no person's word can make or unmake them.
FOUND_CAUSES = (BreachCause.RETARGET, BreachCause.LATE_LOGGING)
CHOSEN_CAUSES = tuple(cause for cause in BreachCause if cause not in FOUND_CAUSES)
_LIMIT = 500


def explain_breach(clock: Clock, *, cause: str, comment: str = "", by: Actor, now: datetime) -> Clock:
    """Say why the target was missed; a comment is needed at priority 1 and 2."""
    require(by, *_DESK_RIGHTS)
    comment = text.words("comment", comment.strip(), limit=_LIMIT)
    with transaction.atomic():
        incident, clock = _locked(clock)
        _check_cause(clock, cause)
        if incident.priority <= Priority.P2 and not comment:
            raise _refusal("comment", _("At priority 1 and 2, say in a sentence how it came about."))
        clock.breach_cause, clock.breach_comment = cause, comment
        clock.save(update_fields=["breach_cause", "breach_comment"])
        facts = {
            "clock": clock.kind,
            "ordinal": clock.ordinal,
            "cause": cause,
            "cause_name": str(BreachCause(cause).label),
        }
        tell(incident, Story.BREACH_EXPLAINED, by=by, now=now, facts=facts, body=comment)
    return clock


def waive_breach(clock: Clock, *, reason: str, by: Actor, now: datetime) -> Clock:
    """Take a miss out of the account, once and with a reason; it stays visible as waived."""
    require(by, Right.WAIVE_SLA)
    reason = text.words("reason", reason.strip(), limit=_LIMIT)
    with transaction.atomic():
        incident, clock = _locked(clock)
        if clock.waived_at is not None:
            raise ValidationError({"clock": ValidationError(_("This miss is waived already."), "conflict")})
        if not reason:
            raise _refusal("reason", _("Fill this in."))
        clock.waived_at, clock.waived_by, clock.waive_reason = now, by.user, reason
        clock.save(update_fields=["waived_at", "waived_by", "waive_reason"])
        facts = {"clock": clock.kind, "ordinal": clock.ordinal, "reason": reason}
        tell(incident, Story.BREACH_WAIVED, by=by, now=now, facts=facts)
    return clock


def _locked(clock: Clock) -> tuple[Incident, Clock]:
    """Lock the incident and read the clock again; refuse if there is nothing to judge."""
    incident = Incident.objects.locked(clock.incident_id)
    current = Clock.objects.get(pk=clock.pk)
    if current.breached_at is None:
        raise _refusal("clock", _("This target was not missed."))
    return incident, current


def _check_cause(clock: Clock, cause: str) -> None:
    if not cause:
        raise _refusal("cause", _("Fill this in."))
    if clock.breach_cause in FOUND_CAUSES:
        if cause != clock.breach_cause:
            sentence = _("The cause follows from the times: %s. You can add a comment to it.")
            raise _refusal("cause", sentence % BreachCause(clock.breach_cause).label)
    elif cause not in CHOSEN_CAUSES:
        sentence = _("Choose from: %s.") % ", ".join(CHOSEN_CAUSES)
        raise _refusal("cause", sentence)


def _refusal(field: str, sentence: str) -> ValidationError:
    return ValidationError({field: ValidationError(sentence, "guard_failed")})
