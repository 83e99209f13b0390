"""Tokens, links that act for somebody, and calls that must not run twice."""

import hashlib
import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.access.choices import LinkPurpose, Scope
from accounts.choices import Right
from accounts.history import signed_history


class RightSet(models.Model):  # noqa: DJ008 - it never has a row to name
    """Carries the product's rights as Django permissions; it has no table."""

    class Meta:
        managed = False
        default_permissions = ()
        permissions = tuple((right.value, right.label) for right in Right)


def digest_of(secret: str) -> str:
    """Return what is stored of a secret: random 256 bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """Phrases about tokens."""

    def usable(self, now: datetime) -> "ApiTokenQuerySet":
        """Leave out expired and revoked tokens and those of deactivated owners."""
        unexpired = models.Q(expires_at=None) | models.Q(expires_at__gt=now)
        return self.filter(unexpired, revoked_at=None, user__is_active=True)


class ApiToken(models.Model):
    """A key to the API: `<key>.<secret>`, of which only the key and a digest are kept (API-02)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=80)
    key = models.CharField(max_length=12, unique=True, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    scopes = models.JSONField(_("scopes"), default=list)
    created_at = models.DateTimeField(_("created"))
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)

    history = signed_history(excluded_fields=["digest", "last_used_at"])
    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self) -> str:
        return f"{self.name} ({self.key}…)"

    def allows(self, scope: Scope) -> bool:
        """Say whether the token may be used for this."""
        return scope in self.scopes or Scope.ADMIN in self.scopes


class ActionLink(models.Model):
    """A link in a message that does one thing, once, without signing in (RES-06).

    The address carries the id and a keyed signature of it, so that a copy of the database opens nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=12, choices=LinkPurpose)
    target = models.CharField(max_length=40)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["target"], name="accounts_link_target")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.target}"


class IdempotentCall(models.Model):
    """A creating call with an Idempotency-Key and its first answer, kept for a day (API-06)."""

    owner = models.CharField(max_length=40)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    started_at = models.DateTimeField(db_index=True)
    status = models.PositiveSmallIntegerField(null=True)
    location = models.CharField(max_length=500, blank=True)
    answer = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="accounts_idempotent_call_once")]

    def __str__(self) -> str:
        return self.key
