"""Make and revoke tokens, note their use, make and use links that act for somebody, remember calls."""

import secrets
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import text
from accounts.access import first_run
from accounts.access.choices import LinkPurpose, Scope
from accounts.access.models import ActionLink, ApiToken, IdempotentCall, digest_of
from accounts.actor import Actor
from accounts.history import save_as
from accounts.people.models import User

_TOUCH_EVERY = timedelta(minutes=1)
# How long a repeated call gets the first answer again (API-06).
CALLS_KEPT = timedelta(hours=24)


def create_token(
    user: User,
    *,
    scopes: Iterable[str],
    name: str,
    by: Actor,
    now: datetime,
    expires_at: datetime | None = None,
) -> tuple[ApiToken, str]:
    """Make a token; the second value is its text, which is shown once and stored nowhere."""
    name = text.line("name", name, limit=80, required=True)
    wanted = sorted(set(scopes))
    if not wanted or not set(wanted) <= set(Scope.values):
        known = ", ".join(Scope.values)
        raise ValidationError({"scopes": ValidationError(_("Choose from: %s.") % known, "invalid")})
    if expires_at is not None and expires_at <= now:
        raise ValidationError({"expires_at": ValidationError(_("Choose a moment in the future."), "invalid")})
    key, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    token = ApiToken(
        user=user,
        name=name,
        key=key,
        digest=digest_of(secret),
        scopes=wanted,
        created_at=now,
        expires_at=expires_at,
    )
    with transaction.atomic():
        save_as(token, by=by, why="token created")
    return token, f"{key}.{secret}"


def revoke_token(token: ApiToken, *, by: Actor, now: datetime, why: str = "token revoked") -> None:
    """End a token at once; revoking twice changes nothing."""
    with transaction.atomic():
        token = ApiToken.objects.select_for_update().get(pk=token.pk)
        if token.revoked_at is None:
            token.revoked_at = now
            save_as(token, by=by, why=why, fields=["revoked_at"])


def note_use(token: ApiToken, *, now: datetime) -> None:
    """Remember when a token was last used, at most once a minute so that reads do not write."""
    # A clock that was ahead for a while may have left a moment that has not come yet.
    if token.last_used_at is None or abs(now - token.last_used_at) >= _TOUCH_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


def make_links(user: User, target: str, *purposes: LinkPurpose, expires_at: datetime) -> list[ActionLink]:
    """Make links that each let `user` do one thing to `target` once."""
    return ActionLink.objects.bulk_create(
        ActionLink(user=user, purpose=purpose, target=target, expires_at=expires_at) for purpose in purposes
    )


def withdraw_links(target: str, *, now: datetime) -> None:
    """End all unused links to a target."""
    ActionLink.objects.filter(target=target, used_at=None).update(used_at=now)


def use_link(link: ActionLink, *, now: datetime) -> bool:
    """Claim a link; False if it was used, withdrawn or has expired."""
    return bool(ActionLink.objects.filter(pk=link.pk, used_at=None, expires_at__gt=now).update(used_at=now))


def make_first_administrator(
    *, code: str, username: str, email: str, password: str, time_zone: str, by: Actor
) -> User:
    """Make the first person, who may configure everything and work at the desk; refused once anybody can sign in."""
    if not first_run.is_right(code):
        raise ValidationError(
            {"code": ValidationError(_("Type the code that the start has printed."), "invalid")}
        )
    person = User(username=username, email=email, time_zone=time_zone, is_staff=True)
    try:
        validate_password(password, person)
    except ValidationError as refusal:
        raise ValidationError({"password": refusal.error_list}) from refusal
    person.set_password(password)
    person.full_clean(exclude=["password"])
    with transaction.atomic():
        # The product's own account is the lock: of two simultaneous first runs one waits and then is refused.
        User.objects.select_for_update().get(pk=by.user.pk)
        if not first_run.is_needed():
            raise ValidationError(_("There is an administrator already. Sign in."), "not_allowed_from_state")
        save_as(person, by=by, why="first run")
        person.groups.set(Group.objects.filter(name__in=_FIRST_ROLES))
    return person


_FIRST_ROLES = ("Administrator", "Agent", "Incident manager")


def claim_call(owner: str, key: str, fingerprint: str, *, now: datetime) -> tuple[IdempotentCall, bool]:
    """Return the memory of a call, and whether it stems from an earlier one of the last day."""
    call = IdempotentCall.objects.filter(owner=owner, key=key).first()
    if call is not None and call.started_at > now - CALLS_KEPT:
        return call, True
    call = call or IdempotentCall(owner=owner, key=key)
    call.fingerprint, call.started_at = fingerprint, now
    call.status, call.answer, call.location = None, None, ""
    call.save()
    return call, False


def remember_answer(call: IdempotentCall, *, status: int, answer: Any, location: str) -> None:
    """Keep the answer of a call for whoever repeats it."""
    call.status, call.answer, call.location = status, answer, location
    call.save(update_fields=["status", "answer", "location"])


def purge_idempotent_calls(now: datetime) -> int:
    """Forget answers older than a day; returns how many."""
    return IdempotentCall.objects.filter(started_at__lte=now - CALLS_KEPT).delete()[0]


def run_once(owner: str, key: str, act: Callable[[], str], *, now: datetime) -> str:
    """Run `act` for a key that was not seen before; either way return what it returned the first time.

    A refusal leaves no memory, so that the corrected form may be sent again. Of two calls at the same moment the
    constraint lets one run; the other waits for it at the insert.
    """
    try:
        with transaction.atomic():
            call = IdempotentCall.objects.create(owner=owner, key=key, fingerprint="", started_at=now)
            call.location = act()
            call.save(update_fields=["location"])
            return call.location
    except IntegrityError:
        earlier = IdempotentCall.objects.filter(owner=owner, key=key).first()
        if earlier is None:
            raise
        return earlier.location
