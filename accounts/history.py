"""Signed history: every audited row is saved with who changed it, through which door and why (AUD-01)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import structlog
from django.conf import settings
from django.db import models
from django.dispatch import receiver
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords
from simple_history.signals import pre_create_historical_record

from accounts.actor import Actor
from accounts.choices import Channel

log = structlog.get_logger(__name__)

# How much of a name is kept where it must outlive the person; two names together may be longer.
NAME_SHOWN = 160


class UnsignedChangeError(RuntimeError):
    """An audited row was saved without saying who did it."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who changes a row, and why."""

    by: Actor
    why: str


class SignedVersion(models.Model):
    """What each history row says beyond the library: the door, the request and the actor's name as text.

    The name stands as text because the link to a person becomes empty when the person is erased.
    """

    channel = models.CharField(max_length=12, choices=Channel)
    actor_name = models.CharField(max_length=NAME_SHOWN)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        abstract = True


class KeptHistoryManager(HistoryManager):
    """The library asks for a class of managers at each look at a history, and for each row saved; one will do."""

    @classmethod
    @cache
    def from_queryset(cls, queryset_class: type[models.QuerySet[Any]], class_name: str | None = None) -> Any:
        return super().from_queryset(queryset_class, class_name)


class LeanRecords(HistoricalRecords):
    """Indexes a version by its row, its moment and who signed it; no question goes by what else it points to."""

    def copy_fields(self, model: Any) -> dict[str, Any]:
        fields: dict[str, Any] = super().copy_fields(model)
        for name, field in fields.items():
            if field.is_relation and name != model._meta.pk.name:
                field.db_index = False
        return fields


def signed_history(**options: Any) -> HistoricalRecords:
    """Return the history of a model, with our columns."""
    return LeanRecords(
        bases=[SignedVersion],
        history_manager=KeptHistoryManager,
        history_change_reason_field=models.CharField(max_length=500, blank=True, default=""),
        **options,
    )


def save_as(
    obj: models.Model,
    *,
    by: Actor,
    why: str = "",
    fields: Iterable[str] | None = None,
    at: datetime | None = None,
) -> None:
    """Save a row and sign its history entry; with `fields`, write only those columns.

    `at` is the operation's moment; without it the entry bears the time of writing.
    """
    obj._signature = Signature(by, why)  # type: ignore[attr-defined]
    vars(obj).pop("_history_date", None)
    if at is not None:
        obj._history_date = at  # type: ignore[attr-defined]
    obj.save(update_fields=None if fields is None else list(fields))


def columns_of(obj: models.Model) -> dict[str, Any]:
    """Return what the history keeps of a row, by column."""
    history: Any = type(obj).history.model  # type: ignore[attr-defined]
    return {field.attname: getattr(obj, field.attname) for field in history.tracked_fields}


def version_of(
    told: Mapping[str, Any], *, by: Actor, why: str, at: datetime, is_first: bool
) -> dict[str, Any]:
    """Return a signed version of a row by its columns, so that many can be written at once.

    `told` is what the row was then, by column; the signature is the same that `save_as` writes.
    """
    return {
        **told,
        "history_date": at,
        "history_type": "+" if is_first else "~",
        "history_change_reason": why[:500],
        "history_user_id": by.user.pk,
        **_name_of(by),
    }


def delete_as(obj: models.Model, *, by: Actor, why: str = "") -> None:
    """Delete a row and sign its history entry."""
    obj._signature = Signature(by, why)  # type: ignore[attr-defined]
    obj.delete()


def _take_the_blame(instance: models.Model, history_instance: Any) -> None:
    """Fail loudly in tests; in production a change by a tool of Django's own is the product's, and is logged."""
    if settings.TESTING:
        raise UnsignedChangeError(f"{instance._meta.label} was saved without save_as")
    log.warning("unsigned_change", model=instance._meta.label, pk=instance.pk)
    history_instance.history_user = None
    history_instance.channel = Channel.SYSTEM
    history_instance.history_change_reason = "saved without a signature"
    history_instance.actor_name = settings.PRODUCT_NAME


@receiver(pre_create_historical_record)
def sign(sender: Any, instance: models.Model, history_instance: Any, **_kwargs: Any) -> None:
    """Copy the signature of the change onto its history row."""
    signature: Signature | None = getattr(instance, "_signature", None)
    if signature is None:
        _take_the_blame(instance, history_instance)
        return
    _write_name(history_instance, signature.by)
    history_instance.history_change_reason = (signature.why or signature.by.cause)[:500]


def _write_name(version: Any, by: Actor) -> None:
    version.history_user = by.user
    for name, value in _name_of(by).items():
        setattr(version, name, value)


def _name_of(by: Actor) -> dict[str, Any]:
    return {
        "channel": by.channel,
        "actor_name": by.user.display_name,
        "request_id": by.request_id,
    }
