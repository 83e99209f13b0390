"""Follow a service or a team, and stop following it."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor, require
from accounts.choices import Right
from accounts.history import save_as
from accounts.people.models import Team
from incidents.catalogue.models import Service
from incidents.records.choices import Wanted
from incidents.records.subscription_models import RoleSubscription, Subscription

MOST_FOLLOWED = 50


def subscribe(target: Service | Team, wanted: str, *, by: Actor, now: datetime) -> Subscription:
    """Let the actor follow a service or a team; following it again changes what is wanted.

    Teams are for those who see all incidents. Refuses what is retired, and more than fifty.
    """
    column = "service" if isinstance(target, Service) else "team"
    if column == "team" and not by.may(Right.SEE_ALL):
        raise PermissionDenied(_("You may follow services only."))
    if wanted not in Wanted.values:
        raise ValidationError({"wanted": ValidationError(_("Choose one of the kinds offered."), "invalid")})
    if target.retired_at is not None:
        gone = _("This is not offered any more. Choose another one.")
        raise ValidationError({column: ValidationError(gone, "guard_failed")})
    mine = Subscription.objects.visible_to(by.user)
    if not mine.filter(**{column: target}).exists() and mine.count() >= MOST_FOLLOWED:
        many = _("You follow %(count)d already. Stop following one first.") % {"count": MOST_FOLLOWED}
        raise ValidationError({column: ValidationError(many, "guard_failed")})
    return _keep(column, target, wanted, by=by, now=now)


def _keep(column: str, target: Service | Team, wanted: str, *, by: Actor, now: datetime) -> Subscription:
    # The library itself tries again when somebody was faster.
    row, _is_new = Subscription.objects.update_or_create(
        user=by.user,
        **{column: target},
        defaults={"wanted": wanted},
        create_defaults={"wanted": wanted, "created_at": now},
    )
    return row


def stop_following(target: Service | Team, *, by: Actor, now: datetime) -> None:
    """Stop following a service or a team; where a role of the actor's follows it, for the actor alone."""
    column = "service" if isinstance(target, Service) else "team"
    if RoleSubscription.objects.filter(role__user=by.user, **{column: target}).exists():
        _keep(column, target, Wanted.NONE, by=by, now=now)
    else:
        Subscription.objects.visible_to(by.user).filter(**{column: target}).delete()


def save_role_subscription(row: RoleSubscription, *, by: Actor, why: str) -> None:
    """Let the members of a role follow a service or a team, as far as they have not chosen for themselves."""
    require(by, Right.CONFIGURE)
    if (row.service is None) == (row.team is None):
        sentence = _("Name one service or one team.")
        raise ValidationError({"service": ValidationError(sentence, "invalid")})
    try:
        with transaction.atomic():
            save_as(row, by=by, why=why)
    except IntegrityError:
        row.validate_constraints()
        raise


def unsubscribe(row: Subscription, *, by: Actor) -> None:
    """Forget an own choice; where a role follows the same, that holds again."""
    if row.user_id != by.user.pk:
        raise PermissionDenied(_("This is somebody else's."))
    row.delete()
