"""Keep what is being typed, and forget it when it was sent or is too old."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.access.models import IdempotentCall
from accounts.drafts.models import Draft
from accounts.once_form import sender_of
from accounts.people.models import User

KEPT = timedelta(days=30)
# The longest text that a form takes, in every field that takes one.
LONGEST = 110_000
# Of one person at one form; the oldest make room.
MOST = 50
_AT_ONCE = 1_000

Words = Mapping[str, Sequence[str]]


def keep_draft(owner: User, place: str, token: str, words: Words, *, now: datetime) -> Draft | None:
    """Keep the words of a form; None when there is nothing to keep, or the form was sent meanwhile.

    Raises ValidationError for more than LONGEST characters; what was kept before stays.
    """
    told = {name: [value.replace("\x00", "") for value in values] for name, values in words.items()}
    if sum(len(value) for values in told.values() for value in values) > LONGEST:
        raise ValidationError(_("This is too long to be kept as a draft."), "too_long")
    mine = Draft.objects.visible_to(owner).filter(place=place, token=token)
    if not any(value.strip() for values in told.values() for value in values):
        mine.delete()
        return None
    if IdempotentCall.objects.filter(owner=sender_of(owner), key__startswith=f"{token}:").exists():
        return None
    draft, is_new = Draft.objects.get_or_create(
        owner=owner, place=place, token=token, defaults={"words": told, "saved_at": now}
    )
    if is_new:
        _make_room(owner, place)
    else:
        draft.words, draft.saved_at = told, now
        mine.update(words=told, saved_at=now)
    return draft


def _make_room(owner: User, place: str) -> None:
    oldest = Draft.objects.visible_to(owner).at(place).values_list("pk", flat=True)[MOST:]
    if keys := list(oldest):
        Draft.objects.filter(pk__in=keys).delete()


def forget_draft(owner: User, place: str, token: str) -> None:
    """Forget the words of a form that was sent, or that its owner does not want any more."""
    Draft.objects.visible_to(owner).filter(place=place, token=token).delete()


def forget_old_drafts(*, now: datetime) -> int:
    """Forget up to a thousand drafts that nobody has touched for 30 days; return how many went."""
    old = Draft.objects.filter(saved_at__lte=now - KEPT).order_by("saved_at")
    keys = list(old.values_list("pk", flat=True)[:_AT_ONCE])
    return Draft.objects.filter(pk__in=keys, saved_at__lte=now - KEPT).delete()[0]
