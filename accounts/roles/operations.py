"""Change people and who holds which rights; each change of rights is an event with before, after, why."""

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts import text
from accounts.actor import Actor, require
from accounts.choices import PersonKind, Right
from accounts.history import save_as
from accounts.notices.operations import Happening, announce
from accounts.people.models import User
from accounts.roles.queries import may_edit, may_set_access

# Who may make a record for somebody who reports: whoever may report for others (T1), and administrators.
MAY_INTRODUCE = (Right.AGENT, Right.INTEGRATE, Right.CONFIGURE)
REQUESTER = "Requester"
# An address that can be a user name too.
_SIGNS_IN = re.compile(r"[\w.@+-]{1,150}")


@dataclass(frozen=True, slots=True)
class Access:
    """What lets a person in: the roles, and a new password if there is one."""

    roles: tuple[Group, ...]
    password: str = ""


def save_person(person: User, access: Access | None, *, by: Actor, now: datetime, why: str) -> None:
    """Save a person; `access` is None when roles and password stay as they are."""
    require(by, Right.CONFIGURE)
    _refuse_rank(person, access, by)
    if not person.is_active and person.pk == by.user.pk:
        sentence = _("You cannot deactivate your own account.")
        raise ValidationError({"is_active": ValidationError(sentence, "guard_failed")})
    with transaction.atomic():
        if person._state.adding:
            person.set_unusable_password()
        if access and access.password:
            person.set_password(access.password)
        save_as(person, by=by, why=why)
        if access and access.password:
            announce(Happening("person.password_set", person.username[:40], {"why": why}), [], by=by, now=now)
        if access:
            _set_roles(person, access.roles, by=by, now=now, why=why)


def introduce(name: str, *, email: str = "", phone: str = "", by: Actor, now: datetime, why: str) -> User:
    """Make the least of a record for somebody who reports: a requester who cannot sign in until asking for a password.

    For the desk and for integrations; an address that somebody has is refused with the code "conflict" and the
    `username` in its params (CH-06).
    """
    require(by, *MAY_INTRODUCE)
    first, _space, last = text.line("name", name, limit=150, required=True).partition(" ")
    email = text.line("email", email, limit=254)
    phone = text.line("phone", phone, limit=40)
    _refuse_known(email)
    username = email if _SIGNS_IN.fullmatch(email) else _free_username(name)
    person = User(username=username, first_name=first, last_name=last, email=email, phone=phone)
    person.full_clean(exclude=["password"], validate_unique=False, validate_constraints=False)
    person.set_unusable_password()
    try:
        with transaction.atomic():
            save_as(person, by=by, why=why)
            _set_roles(person, Group.objects.filter(name=REQUESTER), by=by, now=now, why=why)
    except IntegrityError:
        # Somebody introduced the same person at this moment, or has the address as a user name.
        _refuse_known(email)
        raise
    return person


def _refuse_known(email: str) -> None:
    known = User.objects.filter(Q(email__iexact=email) | Q(username__iexact=email)).first() if email else None
    if known is None:
        return
    told = _("%(name)s has this address: choose “%(username)s”.")
    if not known.is_active:
        told = _("%(name)s (%(username)s) has this address, and the account is not active.")
    params = {"name": known.display_name, "username": known.username}
    raise ValidationError({"email": ValidationError(told, "conflict", params)})


def _free_username(name: str) -> str:
    """Return a user name made of the name that nobody has, such as jane.doe or jane.doe-2."""
    plain = slugify(name).replace("-", ".")[:100] or "person"
    taken = {
        one.lower()
        for one in User.objects.filter(username__istartswith=plain).values_list("username", flat=True)
    }
    return next(one for one in _numbered(plain) if one not in taken)


def _numbered(plain: str) -> Iterator[str]:
    yield plain
    yield from (f"{plain}-{count}" for count in itertools.count(2))


def _refuse_rank(person: User, access: Access | None, by: Actor) -> None:
    if person._state.adding:
        return
    present = User.objects.get(pk=person.pk)
    if not may_edit(by.user, present):
        raise PermissionDenied(_("Only a superuser may change this account."))
    signs_in_by = ("username", "email", "kind", "is_staff", "is_superuser", "is_active")
    touched = access is not None or any(
        getattr(person, name) != getattr(present, name) for name in signs_in_by
    )
    if touched and not may_set_access(by.user, present):
        raise PermissionDenied(_("Only a superuser may change how an administrator signs in, or the roles."))


def _set_roles(person: User, roles: Iterable[Group], *, by: Actor, now: datetime, why: str) -> None:
    before = sorted(person.groups.values_list("name", flat=True))
    wanted = list(roles)
    after = sorted(role.name for role in wanted)
    if before != after:
        person.groups.set(wanted)
        facts = {"old": before, "new": after, "why": why}
        announce(Happening("person.roles_changed", person.username[:40], facts), [], by=by, now=now)


def deactivate(person: User, *, by: Actor, now: datetime, why: str) -> None:
    """End somebody's access at once: sessions and tokens of inactive people are refused."""
    _set_active(person, False, by=by, now=now, why=why)


def reactivate(person: User, *, by: Actor, now: datetime, why: str) -> None:
    """Let somebody in again."""
    _set_active(person, True, by=by, now=now, why=why)


def _set_active(person: User, is_active: bool, *, by: Actor, now: datetime, why: str) -> None:
    with transaction.atomic():
        fresh = User.objects.select_for_update(no_key=True).get(pk=person.pk)
        if fresh.is_active != is_active:
            if fresh.kind == PersonKind.SYSTEM:
                raise ValidationError(_("The product’s own account stays as it is."), "guard_failed")
            fresh.is_active = is_active
            save_person(fresh, None, by=by, now=now, why=why)


def save_role(role: Group, rights: Iterable[Right], *, by: Actor, now: datetime, why: str) -> None:
    """Save a role with the rights it gives; only the product's own rights can be given."""
    require(by, Right.CONFIGURE)
    after = sorted(right.value for right in rights)
    with transaction.atomic():
        present = Group.objects.filter(pk=role.pk).first() if role.pk else None
        old_name = present.name if present else ""
        before = sorted(present.permissions.values_list("codename", flat=True)) if present else []
        role.save()
        role.permissions.set(Permission.objects.filter(content_type__model="rightset", codename__in=after))
        if (old_name, before) != (role.name, after):
            facts = {"old": before, "new": after, "old_name": old_name, "new_name": role.name, "why": why}
            announce(Happening("role.changed", role.name[:40], facts), [], by=by, now=now)


def delete_role(role: Group, *, by: Actor, now: datetime, why: str) -> None:
    """Delete a role that nobody holds."""
    require(by, Right.CONFIGURE)
    if User.objects.filter(groups=role).exists():
        sentence = _("“%(role)s” is held by people. Give them another role first.")
        raise ValidationError(sentence, "guard_failed", {"role": role})
    with transaction.atomic():
        before = sorted(role.permissions.values_list("codename", flat=True))
        announce(
            Happening("role.deleted", role.name[:40], {"old": before, "new": [], "why": why}),
            [],
            by=by,
            now=now,
        )
        role.delete()
