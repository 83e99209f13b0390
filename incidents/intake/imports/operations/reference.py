"""Write reference data and people row by row, each through the operation that its page uses."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.choices import PersonKind
from accounts.operations import save_configuration
from accounts.people.models import Organisation, Team, User, validate_zone
from incidents.catalogue.models import Category, Service
from incidents.catalogue.operations import save_category, save_service
from incidents.intake.imports.choices import Outcome, Subject
from incidents.intake.imports.fields import KEY_OF
from incidents.intake.imports.queries import Directory, folded
from incidents.intake.imports.rows import Read
from incidents.lifecycle.refusals import SENTENCES

_SLUG = re.compile(r"[A-Za-z0-9_-]{1,60}")
_MODELS: Mapping[str, Any] = {
    Subject.ORGANISATIONS: Organisation,
    Subject.TEAMS: Team,
    Subject.SERVICES: Service,
    Subject.CATEGORIES: Category,
    Subject.PEOPLE: User,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A row that is as it should be: what is there, if anything, and the columns to set."""

    present: Any
    sets: Mapping[str, Any]

    @property
    def changed(self) -> list[str]:
        """Name the columns that differ."""
        if self.present is None:
            return list(self.sets)
        return [name for name, value in self.sets.items() if getattr(self.present, name) != value]

    @property
    def outcome(self) -> Outcome:
        """Say what will have become of the row."""
        if self.present is None:
            return Outcome.MADE
        return Outcome.CHANGED if self.changed else Outcome.SAME


class Shelf:
    """What is there of a subject, by its key; of people only those that the rows name.

    `upcoming` are keys of earlier rows, which in a dry run are not there yet.
    """

    def __init__(self, subject: str, named: frozenset[str], upcoming: set[str]) -> None:
        self.subject, self.upcoming = subject, upcoming
        name, model = KEY_OF[Subject(subject)], _MODELS[subject]
        rows = model._base_manager.all()
        if subject == Subject.PEOPLE:
            rows = rows.alias(login=Lower("username")).filter(login__in=named)
        self.rows = {folded(getattr(row, name)): row for row in rows.order_by()}

    def wanted(self, read: Read, directory: Directory) -> Wanted | None:
        """Return what a row asks for; None if it cannot be done, and then the row says why."""
        check = _CHECKS.get(self.subject)
        if check is not None and not read.problems:
            check(read, self, directory)
        if read.problems:
            return None
        values = dict(read.values)
        present = self.rows.get(folded(values[KEY_OF[Subject(self.subject)]]))
        values.pop("path", None)
        return Wanted(present, values)

    def learn(self, row: Any) -> None:
        """Let later rows find what an earlier one has made."""
        self.rows[folded(getattr(row, KEY_OF[Subject(self.subject)]))] = row


def write_reference(subject: str, wanted: Wanted, *, by: Actor, why: str) -> Any:
    """Make or change one row and return it; nothing is written where nothing differs."""
    model: type[Any] = _MODELS[subject]
    row: Any = model() if wanted.present is None else wanted.present
    changed = wanted.changed
    for name in changed:
        setattr(row, name, wanted.sets[name])
    if changed:
        save: Callable[..., None] = _SAVES.get(subject, _save)
        save(row, by=by, why=why)
    return row


def _save(row: Any, *, by: Actor, why: str) -> None:
    row.clean_fields()
    save_configuration(row, by=by, why=why)


def _save_person(person: User, *, by: Actor, why: str) -> None:
    """People come without a password: they sign in once they have asked for a link to set one."""
    if person._state.adding:
        person.set_unusable_password()
    _save(person, by=by, why=why)


def _save_category(category: Category, *, by: Actor, why: str) -> None:
    category.clean_fields(exclude=["path"])
    save_category(category, by=by, why=why)


def _save_service(service: Service, *, by: Actor, why: str) -> None:
    service.clean_fields()
    upstream = list(service.upstream.all()) if service.pk else []
    save_service(service, upstream=upstream, by=by, why=why)


_SAVES: Mapping[str, Callable[..., None]] = {
    Subject.PEOPLE: _save_person,
    Subject.CATEGORIES: _save_category,
    Subject.SERVICES: _save_service,
}


def _check_category(read: Read, shelf: Shelf, directory: Directory) -> None:
    """Find the parent by the path, which may stand in an earlier row of the same file."""
    path = "/".join(part.strip() for part in read.values["path"].split("/"))
    above, _slash, slug = path.rpartition("/")
    read.values["slug"] = slug.casefold()
    if not slug or any(not _SLUG.fullmatch(part) for part in path.split("/")):
        read.refuse("path", _("Write short names with slashes between them, such as email/delivery."))
        return
    read.values["path"] = path.casefold()
    parent = shelf.rows.get(folded(above)) if above else None
    if above and parent is None and folded(above) not in shelf.upcoming:
        sentence = _("There is no category “%(path)s”. Put it into an earlier row.")
        read.refuse("path", sentence % {"path": above})
    elif parent is not None and parent.retired_at is not None and folded(path) not in shelf.rows:
        read.refuse("path", str(SENTENCES["retired"]))
    read.values["parent"] = parent


def _check_person(read: Read, shelf: Shelf, directory: Directory) -> None:
    name, address = read.values["username"], read.values.get("email")
    present = shelf.rows.get(folded(name))
    if present is not None:
        read.values["username"] = present.username
        if present.kind != PersonKind.PERSON:
            read.refuse("username", _("This account is no person’s. Choose another user name."))
    holder = directory.people.get(folded(address)) if address else None
    is_its_own = holder is None or folded(holder.username) == folded(name)
    if not is_its_own and holder is not None and folded(holder.email) == folded(str(address)):
        read.refuse("email", _("Somebody else has this e-mail address."))
    for field, check in (("username", User.username_validator), ("time_zone", validate_zone)):
        if field in read.values:
            try:
                check(read.values[field])
            except ValidationError as refusal:
                read.refuse(field, refusal.messages[0])
    if read.values.get("language", settings.LANGUAGE_CODE) not in dict(settings.LANGUAGES):
        read.refuse("language", _("Choose one of the languages offered."))


def _check_team(read: Read, shelf: Shelf, directory: Directory) -> None:
    if len(read.values["name"]) < 2:
        read.refuse("name", _("A name has two letters at least."))


_CHECKS: Mapping[str, Callable[[Read, Shelf, Directory], None]] = {
    Subject.CATEGORIES: _check_category,
    Subject.PEOPLE: _check_person,
    Subject.TEAMS: _check_team,
}
