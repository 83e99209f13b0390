"""Keep a correlation rule, with the services and monitors it is about."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor, require
from accounts.choices import Right
from accounts.history import save_as
from incidents.catalogue.models import Service
from incidents.intake.choices import Severity
from incidents.intake.correlation.choices import Attribute
from incidents.intake.correlation.models import CorrelationRule
from incidents.intake.models import Integration


def save_rule(
    rule: CorrelationRule,
    *,
    services: Iterable[Service],
    integrations: Iterable[Integration],
    by: Actor,
    why: str,
) -> None:
    """Save a rule; groups that it made before go on under the same name while their values are the same."""
    require(by, Right.CONFIGURE)
    check(rule)
    with transaction.atomic():
        save_as(rule, by=by, why=why)
        rule.services.set(services)
        rule.integrations.set(integrations)


def check(rule: CorrelationRule) -> None:
    """Refuse a rule that groups by nothing, or by words nobody knows."""
    problems = {
        "group_by": _problem(rule.group_by, Attribute.values, is_needed=True),
        "severities": _problem(rule.severities, Severity.values, is_needed=False),
    }
    found = {name: ValidationError(text, "invalid") for name, text in problems.items() if text}
    if found:
        raise ValidationError(found)


def _problem(words: list[str], known: Iterable[str], *, is_needed: bool) -> str:
    if is_needed and not words:
        return _("Say what the alerts of a group have in common.")
    if len(set(words)) < len(words) or set(words) - set(known):
        return _("Choose from: %s.") % ", ".join(known)
    return ""
