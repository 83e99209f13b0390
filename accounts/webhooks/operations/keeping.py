"""Keep web-hooks: make, change, give a new secret, switch off; the secret leaves the house once."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import text
from accounts.actor import Actor, require
from accounts.choices import PersonKind, Right
from accounts.history import save_as
from accounts.outgoing.addresses import AddressRefusedError, place_of
from accounts.outgoing.calling import allowance
from accounts.people.queries import the_product
from accounts.webhooks.models import Webhook
from accounts.webhooks.notices import switched_off
from accounts.webhooks.operations.owing import KEEPERS
from accounts.webhooks.rules import LONGEST_ROTATION, MOST_KINDS, ROTATION
from accounts.webhooks.signing import digest_for, new_salt, secret_of, text_of
from accounts.webhooks.subjects import known_kinds

# What people may set; everything else follows.
FIELDS = ("slug", "name", "url", "kinds", "owner", "is_active")


def make_webhook(
    values: Mapping[str, Any], *, by: Actor, now: datetime, why: str = ""
) -> tuple[Webhook, str]:
    """Make a web-hook from its `FIELDS`; the second value is its secret, which is shown once and not stored."""
    require(by, *KEEPERS)
    webhook = Webhook(owner=by.user, created_at=now, rotated_at=now, salt=new_salt())
    webhook.digest = digest_for(webhook.salt)
    _set(webhook, values, by)
    try:
        with transaction.atomic():
            save_as(webhook, by=by, why=why, at=now)
    except IntegrityError:
        raise _refused("slug", _("There is a web-hook with this short name already."), "unique") from None
    return webhook, _shown(webhook)


def change_webhook(
    webhook: Webhook, values: Mapping[str, Any], *, by: Actor, now: datetime, why: str = ""
) -> Webhook:
    """Change some of the `FIELDS`; the short name stays. Switching on again forgets why it was switched off."""
    require(by, *KEEPERS)
    with transaction.atomic():
        row = Webhook.objects.select_for_update(no_key=True).get(pk=webhook.pk)
        was_active = row.is_active
        _set(row, values, by)
        fields = [name for name in values if name != "slug"]
        if row.is_active and not was_active:
            row.stopped_why, row.failures, row.failing_since = "", 0, None
            fields += ["stopped_why", "failures", "failing_since"]
        if fields:
            save_as(row, by=by, why=why, fields=fields, at=now)
    return row


def rotate_secret(
    webhook: Webhook, *, by: Actor, now: datetime, why: str = "", keep: timedelta = ROTATION
) -> str:
    """Give a new secret and return it; the one before signs beside it for a while, an older one no more."""
    require(by, *KEEPERS)
    if not timedelta() <= keep <= LONGEST_ROTATION:
        raise _refused("keep_seconds", _("Keep the earlier secret for at most seven days."), "invalid")
    with transaction.atomic():
        row = Webhook.objects.select_for_update(no_key=True).get(pk=webhook.pk)
        row.old_salt, row.old_digest, row.old_until = row.salt, row.digest, now + keep
        row.salt, row.rotated_at = new_salt(), now
        row.digest = digest_for(row.salt)
        fields = ["salt", "digest", "rotated_at", "old_salt", "old_digest", "old_until"]
        save_as(row, by=by, why=why or "secret changed", fields=fields, at=now)
    return _shown(row)


def switch_off(webhook: Webhook, why: str, *, now: datetime) -> None:
    """Switch a web-hook off because calls are in vain, and tell who may mend it; what is owed stays owed."""
    product = the_product("calls of a web-hook are in vain")
    with transaction.atomic():
        row = Webhook.objects.select_for_update(no_key=True, of=("self",)).select_related("owner")
        current = row.get(pk=webhook.pk)
        if not current.is_active:
            return
        current.is_active, current.stopped_why = False, why[:250]
        save_as(current, by=product, why=why, fields=["is_active", "stopped_why"], at=now)
        switched_off(current, by=product, now=now)


def _shown(webhook: Webhook) -> str:
    return text_of(secret_of(webhook.salt, webhook.digest) or b"")


def _set(webhook: Webhook, values: Mapping[str, Any], by: Actor) -> None:
    """Set what was sent and refuse what is wrong, all of it at once."""
    problems: dict[str, Any] = {}
    for name, check in _CHECKS.items():
        try:
            setattr(webhook, name, check(values.get(name, getattr(webhook, name))))
        except ValidationError as refusal:
            problems |= refusal.error_dict
    webhook.is_active = bool(values.get("is_active", webhook.is_active))
    owner = values.get("owner") or webhook.owner
    # Calls tell what the owner may read: nobody lends himself the eyes of another person.
    is_own = by.is_system or owner.pk in (by.user.pk, webhook.owner_id)
    if not is_own and not (owner.kind == PersonKind.SERVICE and by.may(Right.CONFIGURE)):
        problems["owner"] = ValidationError(_("Choose yourself or a service account."), "invalid")
    webhook.owner = owner
    if problems:
        raise ValidationError(problems)


def _name(value: str) -> str:
    return text.line("name", value, limit=80, required=True)


def _slug(value: str) -> str:
    try:
        validate_slug(value)
    except ValidationError:
        raise _refused("slug", _("Use letters, digits, hyphens and underscores."), "invalid") from None
    return text.line("slug", value, limit=60, required=True)


def _url(value: str) -> str:
    try:
        place_of(value, allowance())
    except AddressRefusedError as refusal:
        raise _refused("url", str(refusal), "invalid") from None
    return value


def _kinds(value: list[str]) -> list[str]:
    known = known_kinds()
    unknown = [kind for kind in value[:MOST_KINDS] if kind not in known]
    if unknown:
        sentence = _("There is no event “%(kind)s”. Choose from: %(known)s.")
        told = {"kind": str(unknown[0])[:60], "known": ", ".join(known)}
        raise _refused("kinds", sentence % told, "invalid")
    if len(value) > MOST_KINDS:
        raise _refused("kinds", _("Name at most %d events.") % MOST_KINDS, "invalid")
    return sorted(set(value))


def _refused(field: str, sentence: str, code: str) -> ValidationError:
    return ValidationError({field: ValidationError(sentence, code)})


_CHECKS: Mapping[str, Callable[[Any], Any]] = {"name": _name, "slug": _slug, "url": _url, "kinds": _kinds}
