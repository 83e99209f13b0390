"""Questions about saved views: which ones a person finds, and with which view their queue starts."""

from datetime import datetime, timedelta

from accounts.people.models import User
from incidents.desk.choices import Audience
from incidents.desk.models import FirstView, SavedView, SavedViewQuerySet
from incidents.desk.queues import VIEW_BY_SLUG

# As long a removed view is offered to be brought back.
REMOVED_SHOWN = timedelta(days=30)
_SAVED = "saved-"


def as_word(row: SavedView) -> str:
    """Return the word by which a person's choice names a saved view."""
    return f"{_SAVED}{row.pk}"


def found_by_word(word: str, user: User) -> SavedView | None:
    """Return the saved view that the word names, if the person finds it."""
    pk = word.removeprefix(_SAVED)
    if not word.startswith(_SAVED) or not (pk.isascii() and pk.isdigit() and len(pk) < 10):
        return None
    return views_for(user).filter(pk=int(pk)).first()


def views_for(user: User) -> SavedViewQuerySet:
    """Return the saved views a person finds."""
    return SavedView.objects.kept().visible_to(user).select_related("team", "owner")


def removed_lately(user: User, now: datetime) -> SavedViewQuerySet:
    """Return views that this person may bring back."""
    since = now - REMOVED_SHOWN
    return SavedView.objects.changeable_by(user).filter(removed_at__gte=since).order_by("-removed_at", "-id")


def first_view(user: User) -> str | SavedView:
    """Return what a person's queue starts with: the own choice, else the role's, else the teams' work."""
    chosen = user.page.first_view
    if chosen in VIEW_BY_SLUG:
        return chosen
    if chosen and (saved := found_by_word(chosen, user)) is not None:
        return saved
    rows = FirstView.objects.filter(role__user=user).select_related("saved", "saved__team")
    for row in rows.order_by("role__name"):
        if row.saved is None and row.view in VIEW_BY_SLUG:
            return row.view
        if (
            row.saved is not None
            and row.saved.removed_at is None
            and row.saved.audience == Audience.EVERYBODY
        ):
            return row.saved
    return "teams" if user.team_ids else "all"
