"""Make integrations and change their keys."""

import secrets
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.models import digest_of
from accounts.actor import Actor, require
from accounts.choices import PersonKind, Right
from accounts.history import save_as
from accounts.people.models import User
from incidents.intake.choices import IntegrationKind
from incidents.intake.models import Integration

# 128 random bits in the 32 characters that senders of the Events API expect of a routing key.
_KEY_BYTES = 16
_PREFIX = 6
MONITOR = "monitor"


def create_integration(
    kind: str, name: str, *, account: User, by: Actor, now: datetime, why: str = "", **settings: Any
) -> tuple[Integration, str]:
    """Make an integration; the second value is its key, which is shown once and stored nowhere."""
    require(by, Right.CONFIGURE)
    if kind not in IntegrationKind.values:
        known = ", ".join(IntegrationKind.values)
        raise ValidationError({"kind": ValidationError(_("Choose from: %s.") % known, "invalid")})
    key = secrets.token_hex(_KEY_BYTES)
    integration = Integration(
        kind=kind, name=name.strip(), account=account, created_at=now, **_traces(key), **settings
    )
    integration.full_clean()
    with transaction.atomic():
        save_as(integration, by=by, why=why or "integration created")
    return integration, key


def rotate_key(integration: Integration, *, by: Actor, why: str = "") -> str:
    """Give an integration a new key, shown once; the old one opens nothing from now on."""
    require(by, Right.CONFIGURE)
    key = secrets.token_hex(_KEY_BYTES)
    with transaction.atomic():
        integration = Integration.objects.select_for_update(no_key=True, of=("self",)).get(pk=integration.pk)
        for name, value in _traces(key).items():
            setattr(integration, name, value)
        save_as(integration, by=by, why=why or "key changed", fields=["digest", "prefix"])
    return key


def _traces(key: str) -> dict[str, str]:
    return {"digest": digest_of(key), "prefix": key[:_PREFIX]}


def monitor_account(*, by: Actor) -> User:
    """Return the service account in whose name monitors log incidents; make it if it is not there yet."""
    account: User | None = User.objects.filter(username__iexact=MONITOR).first()
    if account is not None:
        return account
    account = User(username=MONITOR, first_name=_("Monitoring"), kind=PersonKind.SERVICE)
    account.set_unusable_password()
    with transaction.atomic():
        save_as(account, by=by, why="account for monitors")
        account.groups.add(Group.objects.get(name="Integration"))
    return account
