"""Change configuration: save, delete what nothing refers to, retire and bring back; signed, with a reason."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor, require
from accounts.choices import Right
from accounts.history import delete_as, save_as
from accounts.queries import is_referred_to


def save_configuration(row: models.Model, *, by: Actor, why: str) -> None:
    """Save a configuration row that its form has checked."""
    require(by, Right.CONFIGURE)
    with transaction.atomic():
        save_as(row, by=by, why=why)


def delete_configuration(row: models.Model, *, by: Actor, why: str) -> None:
    """Delete a row that nothing refers to; what is in use can only be retired (ADM-13)."""
    require(by, Right.CONFIGURE)
    in_use = ValidationError(
        _("“%(row)s” is in use and cannot be deleted. Retire it instead."), "guard_failed", {"row": row}
    )
    if is_referred_to(row):
        raise in_use
    try:
        with transaction.atomic():
            delete_as(row, by=by, why=why)
    except models.ProtectedError:
        raise in_use from None


def remove_part(row: models.Model, *, by: Actor, why: str) -> None:
    """Take a part out of a configuration row, such as a person out of a team; the part is nobody's target."""
    require(by, Right.CONFIGURE)
    with transaction.atomic():
        delete_as(row, by=by, why=why)


def retire(row: models.Model, *, by: Actor, now: datetime, why: str) -> None:
    """Offer a row no more; old incidents keep it. Retiring twice changes nothing."""
    _set_retired(row, now, by=by, why=why)


def unretire(row: models.Model, *, by: Actor, now: datetime, why: str) -> None:
    """Offer a retired row again."""
    _set_retired(row, None, by=by, why=why)


def _set_retired(row: models.Model, moment: datetime | None, *, by: Actor, why: str) -> None:
    require(by, Right.CONFIGURE)
    with transaction.atomic():
        fresh = type(row)._base_manager.select_for_update(no_key=True).get(pk=row.pk)
        if (fresh.retired_at is None) == (moment is None):  # type: ignore[attr-defined]
            return
        fresh.retired_at = moment  # type: ignore[attr-defined]
        save_as(fresh, by=by, why=why, fields=["retired_at"])
