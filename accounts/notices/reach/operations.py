"""Choose how one is told; set what a role starts with."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor, require
from accounts.choices import Right
from accounts.history import save_as
from accounts.notices.choices import Way
from accounts.notices.reach.models import Preferences, RoleDefaults
from accounts.notices.reach.queries import reach_of
from accounts.notices.reach.rules import cell, deviations
from accounts.notices.reach.topics import known_topics
from accounts.people.models import User


def choose_ways(user: User, wanted: Mapping[str, bool], *, by: Actor) -> Preferences:
    """Keep a person's own choices; those on the floor stay on whatever is asked (COM-07)."""
    if by.user.pk != user.pk:
        raise PermissionDenied(_("You may change your own notices only."))
    _refuse_unknown(wanted)
    by_role = reach_of([user.pk])[user.pk].by_role
    rows = [topic.row for topic in known_topics()]
    with transaction.atomic():
        row, _is_new = Preferences.objects.select_for_update(no_key=True).get_or_create(user=user)
        row.choices = deviations(wanted, rows, by_role)
        row.save(update_fields=["choices"])
    return row


def reset_ways(user: User, *, by: Actor) -> None:
    """Forget a person's own choices, so that the defaults of the roles hold again."""
    choose_ways(user, {}, by=by)


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
