"""Save, change, remove and bring back views of the queue; say with which one a person or a role starts."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import text
from accounts.actor import Actor, require
from accounts.choices import Right
from accounts.history import save_as
from accounts.people.models import PageChoices, Team
from accounts.people.operations import choose_page
from incidents.desk.choices import Audience
from incidents.desk.columns import COLUMNS, known
from incidents.desk.models import FirstView, SavedView
from incidents.desk.queues import VIEW_BY_SLUG
from incidents.desk.saved import found_by_word

MOST_SAVED = 50
_NAME = 60
# Everybody's side bar is everybody's: who answers for others fills it.
SHARES_WITH_EVERYBODY = (
    Right.LEAD,
    Right.INCIDENT_MANAGER,
    Right.MAJOR_INCIDENT_MANAGER,
    Right.CONFIGURE,
)


@dataclass(frozen=True, slots=True)
class Look:
    """What a view shows: where it looks, the filters by name, and the columns; none means the reader's own."""

    view: str
    query: dict[str, list[str]] = field(default_factory=dict)
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sharing:
    """Who finds a view beside its owner."""

    audience: str = Audience.OWNER
    team: Team | None = None


def save_view(
    look: Look,
    name: str,
    sharing: Sharing,
    *,
    replaces: SavedView | None = None,
    by: Actor,
    now: datetime,
) -> SavedView:
    """Keep a look at the queue under a name, or in the place of an own one."""
    require(by, Right.SEE_ALL)
    if look.view not in VIEW_BY_SLUG:
        raise ValidationError(_("There is no such view of the queue."), "invalid")
    name = text.line("name", name, limit=_NAME, required=True)
    mine = SavedView.objects.kept().filter(owner=by.user)
    if replaces is None and mine.count() >= MOST_SAVED:
        many = _("You have %(count)d views already. Remove one first.") % {"count": MOST_SAVED}
        raise ValidationError(many, "guard_failed")
    with transaction.atomic():
        row = SavedView(owner=by.user, created_at=now) if replaces is None else _locked(replaces, by)
        row.view, row.query, row.columns = look.view, look.query, list(look.columns)
        _write(row, name, sharing, by=by, why="view saved")
    return row


def change_view(
    row: SavedView, name: str, sharing: Sharing, *, by: Actor, why: str = "view changed"
) -> SavedView:
    """Rename a view, or share it with others."""
    name = text.line("name", name, limit=_NAME, required=True)
    with transaction.atomic():
        row = _locked(row, by)
        _write(row, name, sharing, by=by, why=why)
    return row


def remove_view(row: SavedView, *, by: Actor, now: datetime) -> SavedView:
    """Take a view away; it can be brought back. Whoever started with it starts as the role does."""
    return _set_removed(row, now, by=by, why="view removed")


def bring_back_view(row: SavedView, *, by: Actor) -> SavedView:
    """Undo a removal."""
    return _set_removed(row, None, by=by, why="view brought back")


def start_with(word: str, *, by: Actor) -> PageChoices:
    """Let the actor's queue start with a view of the product or with a saved one; empty lets the role decide."""
    require(by, Right.SEE_ALL)
    if word and word not in VIEW_BY_SLUG and found_by_word(word, by.user) is None:
        raise ValidationError(
            {"first_view": ValidationError(_("Choose one of the views offered."), "invalid")}
        )
    return choose_page(by.user, first_view=word, by=by)


def choose_columns(names: Iterable[str], density: str, *, by: Actor) -> PageChoices:
    """Keep which columns the actor's lists show, and how dense; no column at all means the usual ones."""
    names = list(names)
    if set(names) - set(COLUMNS):
        raise ValidationError({"columns": ValidationError(_("Choose among the columns offered."), "invalid")})
    return choose_page(by.user, columns=known(names), density=density, by=by)


def save_first_view(row: FirstView, *, by: Actor, why: str) -> None:
    """Set the view that members of a role start with: one of the product, or one that everybody finds."""
    require(by, Right.CONFIGURE)
    if row.view and row.view not in VIEW_BY_SLUG:
        raise ValidationError({"view": ValidationError(_("Choose one of the views offered."), "invalid")})
    if bool(row.view) == (row.saved is not None):
        raise ValidationError({"view": ValidationError(_("Choose a view or a saved view."), "required")})
    if row.saved is not None and (
        row.saved.audience != Audience.EVERYBODY or row.saved.removed_at is not None
    ):
        hidden = _("“%(view)s” is not shared with everybody.") % {"view": row.saved}
        raise ValidationError({"saved": ValidationError(hidden, "guard_failed")})
    with transaction.atomic():
        save_as(row, by=by, why=why)


def _locked(row: SavedView, by: Actor) -> SavedView:
    """Read the row again behind a lock, if the actor may change it."""
    changeable = SavedView.objects.changeable_by(by.user)
    found = changeable.select_for_update(no_key=True, of=("self",)).filter(pk=row.pk).first()
    if found is None:
        raise PermissionDenied(_("This view is somebody else’s."))
    return found


def _write(row: SavedView, name: str, sharing: Sharing, *, by: Actor, why: str) -> None:
    _check_sharing(row, sharing, by)
    row.name, row.audience, row.team = name, sharing.audience, sharing.team
    _save(row, by=by, why=why)


def _save(row: SavedView, *, by: Actor, why: str) -> None:
    taken = _("There is a view with this name already.")
    try:
        with transaction.atomic():
            save_as(row, by=by, why=why)
    except IntegrityError:
        raise ValidationError({"name": ValidationError(taken, "conflict")}) from None


def _check_sharing(row: SavedView, sharing: Sharing, by: Actor) -> None:
    same = (row.audience, row.team_id) == (sharing.audience, sharing.team.pk if sharing.team else None)
    if same and row.pk is not None:
        return
    if sharing.audience == Audience.EVERYBODY and not any(by.may(right) for right in SHARES_WITH_EVERYBODY):
        raise ValidationError(
            {
                "audience": ValidationError(
                    _("Only leads and managers share with everybody."), "permission_denied"
                )
            }
        )
    if sharing.audience == Audience.TEAM:
        if sharing.team is None or sharing.team.retired_at is not None:
            raise ValidationError({"audience": ValidationError(_("Choose a team."), "required")})
        if sharing.team.pk not in by.user.team_ids and not by.may(Right.CONFIGURE):
            raise ValidationError(
                {"audience": ValidationError(_("You are no member of this team."), "permission_denied")}
            )


def _set_removed(row: SavedView, moment: datetime | None, *, by: Actor, why: str) -> SavedView:
    with transaction.atomic():
        row = _locked(row, by)
        if (row.removed_at is None) != (moment is None):
            row.removed_at = moment
            _save(row, by=by, why=why)
    return row
