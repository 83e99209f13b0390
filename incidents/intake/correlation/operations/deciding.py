"""Accept or reject that an incident is a part of another one; both timelines keep who decided (CH-12)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor, require
from incidents.intake.correlation.choices import Decision, Tie
from incidents.intake.correlation.models import Suggestion
from incidents.lifecycle.operations.details import change_details
from incidents.lifecycle.operations.moving import DESK_RIGHTS
from incidents.lifecycle.operations.stepping import lock_all
from incidents.records.choices import LinkKind, Story
from incidents.records.models import Incident
from incidents.records.operations.relating import link
from incidents.records.operations.saving import tell


def accept(suggestion: Suggestion, tie: Tie, *, by: Actor, now: datetime) -> Suggestion:
    """Make the incident a child of the other one, or relate the two; of a child's parent it becomes a child too."""
    require(by, *DESK_RIGHTS)
    with transaction.atomic():
        suggestion = _held(suggestion)
        incident, target = suggestion.incident, suggestion.target
        if tie == Tie.CHILD:
            _refuse_own_child(incident, target)
            above = target.parent_id or target.pk
            lock_all([incident.pk, above])
            parent = Incident.objects.locked(above)
            _refuse_finished(parent)
            why = _("looks like part of %(number)s") % {"number": parent.number}
            change_details(incident, {"parent": parent}, by=by, now=now, why=why)
        else:
            link(incident, target, LinkKind.RELATED, by=by, now=now)
        _decide(suggestion, Decision.ACCEPTED, tie, by=by, now=now)
        _tell_both(suggestion, Story.GROUPING_ACCEPTED, by=by, now=now)
    return suggestion


def reject(suggestion: Suggestion, *, by: Actor, now: datetime) -> Suggestion:
    """Say that the two do not belong together."""
    require(by, *DESK_RIGHTS)
    with transaction.atomic():
        suggestion = _held(suggestion)
        _decide(suggestion, Decision.REJECTED, "", by=by, now=now)
        _tell_both(suggestion, Story.GROUPING_REJECTED, by=by, now=now)
    return suggestion


def _held(suggestion: Suggestion) -> Suggestion:
    rows = Suggestion.objects.select_related("rule", "incident", "target")
    suggestion = rows.select_for_update(no_key=True, of=("self",)).get(pk=suggestion.pk)
    if suggestion.decision != Decision.OPEN:
        sentence = _("Somebody decided this already: %(decision)s.")
        decision = {"decision": suggestion.get_decision_display()}
        raise ValidationError(sentence % decision, "not_allowed_from_state")
    return suggestion


def _refuse_own_child(incident: Incident, target: Incident) -> None:
    if target.parent_id == incident.pk:
        sentence = _("%(number)s is a part of this one already. Reject this, or relate the two.") % {
            "number": target.number
        }
        raise ValidationError({"parent": ValidationError(sentence, "guard_failed")})


def _refuse_finished(parent: Incident) -> None:
    if not parent.is_open:
        sentence = _("%(number)s is finished. Relate the two instead.") % {"number": parent.number}
        raise ValidationError({"parent": ValidationError(sentence, "guard_failed")})


def _decide(suggestion: Suggestion, decision: Decision, tie: Tie | str, *, by: Actor, now: datetime) -> None:
    suggestion.decision, suggestion.tie = decision, tie
    suggestion.decided_by, suggestion.decided_at = by.user, now
    suggestion.save(update_fields=["decision", "tie", "decided_by", "decided_at"])


def _tell_both(suggestion: Suggestion, story: Story, *, by: Actor, now: datetime) -> None:
    incident, target = suggestion.incident, suggestion.target
    for one, other in ((incident, target), (target, incident)):
        facts = {"number": other.number, "rule": suggestion.rule.name, "tie": suggestion.tie}
        tell(one, story, by=by, now=now, facts=facts)
