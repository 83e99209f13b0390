"""Lock a review or a part of it, change named fields, sign the version: what every operation shares."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import models

from accounts.actor import Actor, require
from accounts.choices import Right
from accounts.history import save_as
from accounts.text import line, words
from reviews.records.models import Review
from reviews.records.refusals import finished, stale

Row = TypeVar("Row", bound=models.Model)


def lock(review: Review, *, version: int | None = None) -> Review:
    """Return the review locked and read again; refuse if it is not the version that was seen."""
    current = Review.objects.locked(review.pk)
    if version is not None and current.version != version:
        raise stale(current)
    return current


def lock_to_write(review: Review, *, by: Actor) -> Review:
    """Return the review locked for writing; refuse who may not write, and texts that are settled."""
    require(by, Right.REVIEW, Right.APPROVE_REVIEWS)
    current = lock(review)
    if not current.is_editable:
        raise finished(current)
    return current


def lock_part(part: Row, *, by: Actor, version: int | None) -> Row:
    """Lock a factor or a timeline entry below its review; one that is gone counts as changed."""
    lock_to_write(part.review, by=by)  # type: ignore[attr-defined]
    rows = type(part)._default_manager.select_for_update(no_key=True, of=("self",))
    current = rows.select_related("review").filter(pk=part.pk).first()
    if current is None or (version is not None and current.version != version):  # type: ignore[attr-defined]
        raise stale(current or part)
    return current


def change(row: models.Model, values: Mapping[str, Any], *, by: Actor, why: str, now: datetime) -> list[str]:
    """Set the fields of a locked row, raise its version and sign it; without a difference nothing is written."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if not changed:
        return []
    for name in changed:
        setattr(row, name, values[name])
    row.version += 1  # type: ignore[attr-defined]
    written = [*changed, "version"]
    if hasattr(row, "updated_at"):
        row.updated_at = now
        written.append("updated_at")
    save_as(row, by=by, why=why, fields=written)
    return changed


def told(model: type[models.Model], texts: Mapping[str, str], *, required: str = "") -> dict[str, str]:
    """Return texts as they are stored; refuse, naming the field, what is empty, too long or cannot be stored."""
    cleaned = {}
    for name, text in texts.items():
        field = model._meta.get_field(name)
        check = words if isinstance(field, models.TextField) else line
        limit: int = field.max_length  # type: ignore[union-attr, assignment]
        cleaned[name] = check(name, text.strip(), limit=limit, required=name == required)
    return cleaned
