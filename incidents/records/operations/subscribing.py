"""Follow a service or a team, and stop following it."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.choices import Right
from accounts.people.models import Team
from incidents.catalogue.models import Service
from incidents.records.choices import Wanted
from incidents.records.subscription_models import Subscription

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
    same = {column: target}
    if not mine.filter(**same).exists() and mine.count() >= MOST_FOLLOWED:
        many = _("You follow %(count)d already. Stop following one first.") % {"count": MOST_FOLLOWED}
        raise ValidationError({column: ValidationError(many, "guard_failed")})
    # The library itself tries again when somebody was faster.
    row, _is_new = Subscription.objects.update_or_create(
        user=by.user,
        **same,
        defaults={"wanted": wanted},
        create_defaults={"wanted": wanted, "created_at": now},
    )
    return row


def unsubscribe(row: Subscription, *, by: Actor) -> None:
    """Stop following."""
    if row.user_id != by.user.pk:
        raise PermissionDenied(_("This is somebody else's."))
    row.delete()
