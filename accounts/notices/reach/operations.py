"""Choose how and when one is told; set what a role starts with."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import time

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor, require
from accounts.choices import Right
from accounts.history import save_as
from accounts.notices.choices import Way
from accounts.notices.reach.choices import WEEKDAYS, Pace
from accounts.notices.reach.models import HOURLY_BUDGET, Preferences, RoleDefaults
from accounts.notices.reach.queries import reach_of
from accounts.notices.reach.rules import cell, deviations
from accounts.notices.reach.topics import known_topics
from accounts.people.models import User

_DAYS = [day for day, _name in WEEKDAYS]


@dataclass(frozen=True, slots=True)
class Hours:
    """When somebody wants to be written to; quiet hours need days, a beginning and an end, or none of the three."""

    quiet_days: str = ""
    quiet_from: time | None = None
    quiet_to: time | None = None
    pace: str = Pace.AT_ONCE
    daily_at: time = time(8)
    hourly_budget: int = HOURLY_BUDGET


def choose_ways(user: User, wanted: Mapping[str, bool], *, by: Actor) -> Preferences:
    """Keep a person's own choices of these cells; those on the floor stay on whatever is asked (COM-07)."""
    _require_own(user, by)
    _refuse_unknown(wanted)
    by_role = reach_of([user.pk])[user.pk].by_role
    rows = [topic.row for topic in known_topics()]
    with transaction.atomic():
        row, _is_new = Preferences.objects.select_for_update(no_key=True).get_or_create(user=user)
        others = {name: is_on for name, is_on in row.choices.items() if name not in wanted}
        row.choices = others | deviations(wanted, rows, by_role)
        row.save(update_fields=["choices"])
    return row


def reset_ways(user: User, *, by: Actor) -> None:
    """Forget a person's own choices, so that the defaults of the roles hold again."""
    _require_own(user, by)
    Preferences.objects.filter(user=user).update(choices={})


def choose_hours(user: User, hours: Hours, *, by: Actor) -> Preferences:
    """Keep when a person wants to be written to; what waits already leaves as it was planned."""
    _require_own(user, by)
    _check(hours)
    with transaction.atomic():
        row, _is_new = Preferences.objects.select_for_update(no_key=True).get_or_create(user=user)
        for name, value in asdict(hours).items():
            setattr(row, name, value)
        row.clean_fields(exclude={"user", "choices", "quiet_from", "quiet_to"})
        row.save(update_fields=list(asdict(hours)))
    return row


def _require_own(user: User, by: Actor) -> None:
    if by.user.pk != user.pk:
        raise PermissionDenied(_("You may change your own notices only."))


def _check(hours: Hours) -> None:
    given = {"quiet_days": hours.quiet_days, "quiet_from": hours.quiet_from, "quiet_to": hours.quiet_to}
    missing = [name for name, value in given.items() if value is None or value == ""]
    if 0 < len(missing) < len(given):
        sentence = _("Quiet hours need days, a beginning and an end; or leave all three empty.")
        raise ValidationError({missing[0]: ValidationError(sentence, "required")})
    if not set(hours.quiet_days) <= set(_DAYS) or len(set(hours.quiet_days)) != len(hours.quiet_days):
        raise ValidationError({"quiet_days": ValidationError(_("Choose days of the week."), "invalid")})
    if len(hours.quiet_days) == len(_DAYS) and hours.quiet_from == hours.quiet_to:
        sentence = _("Nothing would ever leave. Leave out a day, or some time of each day.")
        raise ValidationError({"quiet_days": ValidationError(sentence, "guard_failed")})


def save_role_defaults(defaults: RoleDefaults, *, by: Actor, why: str) -> None:
    """Set which ways the members of a role start with."""
    require(by, Right.CONFIGURE)
    _refuse_unknown(defaults.choices)
    with transaction.atomic():
        save_as(defaults, by=by, why=why)


def _refuse_unknown(choices: Mapping[str, bool]) -> None:
    known = {cell(topic.slug, way) for topic in known_topics() for way in Way.values}
    for key in choices:
        if key not in known:
            unknown = _("“%(cell)s” is no event with a way.") % {"cell": key[:60]}
            raise ValidationError({"choices": ValidationError(unknown, "invalid")})
