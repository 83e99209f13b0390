"""Change what people say about themselves, and their password."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import text
from accounts.actor import Actor
from accounts.history import save_as
from accounts.people.models import PageChoices, User, validate_zone

OWN_DETAILS = frozenset({"time_zone", "language", "phone", "location"})
_LINES = {"phone": 40, "location": 120}


def change_profile(user: User, values: Mapping[str, Any], *, by: Actor) -> User:
    """Change one's own details; everything else about a person is the administrators' to change."""
    unknown = set(values) - OWN_DETAILS
    if unknown or by.user.pk != user.pk:
        raise PermissionDenied(_("You may change your own details only."))
    values = {**values, **_cleaned(values)}
    with transaction.atomic():
        current: User = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        changed = [name for name, value in values.items() if getattr(current, name) != value]
        for name in changed:
            setattr(current, name, values[name])
        if changed:
            save_as(current, by=by, why="own details changed", fields=changed)
    return current


def choose_page(user: User, *, by: Actor, **values: Any) -> PageChoices:
    """Keep how a person likes their pages; the pages check what only they know, such as names of columns."""
    if by.user.pk != user.pk:
        raise PermissionDenied(_("You may change your own pages only."))
    with transaction.atomic():
        row, _is_new = PageChoices.objects.select_for_update(no_key=True).get_or_create(user=user)
        for name, value in values.items():
            setattr(row, name, value)
        row.clean_fields(exclude={"user", "columns"})
        row.save(update_fields=list(values))
    return row


def _cleaned(values: Mapping[str, Any]) -> dict[str, str]:
    cleaned = {
        name: text.line(name, values[name], limit=limit) for name, limit in _LINES.items() if name in values
    }
    if "time_zone" in values:
        try:
            validate_zone(values["time_zone"])
        except ValidationError as refusal:
            raise ValidationError({"time_zone": refusal}) from refusal
    if "language" in values and values["language"] not in dict(settings.LANGUAGES):
        unknown = ValidationError(_("Choose one of the languages offered."), "invalid")
        raise ValidationError({"language": unknown})
    return cleaned


def set_password(user: User, password: str, *, by: Actor) -> None:
    """Set a password that was checked before; the history notes that it changed, never what it is."""
    user.set_password(password)
    with transaction.atomic():
        save_as(user, by=by, why="password changed", fields=["password"])
