"""Keep own addresses at chat and SMS services, and try them."""

from datetime import datetime, timedelta

import structlog
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import text
from accounts.actor import Actor
from accounts.notices.chat.models import LONGEST_NAME, ChatAddress
from accounts.notices.chat.opening import opened
from accounts.notices.chat.sealing import seal
from accounts.notices.chat.sending import send_text
from accounts.notices.chat.writing import trial_text
from accounts.notices.choices import DeliveryState
from accounts.notices.models import Delivery
from accounts.notices.rules import NotTakenError
from accounts.outgoing.addresses import AddressRefusedError
from accounts.outgoing.calling import allowance
from accounts.people.models import User

log = structlog.get_logger(__name__)

MOST_ADDRESSES = 5
# A test is a message that somebody may pay for.
PAUSE_OF_TESTS = timedelta(seconds=30)


def add_chat_address(user: User, *, name: str, address: str, by: Actor, now: datetime) -> ChatAddress:
    """Keep an address sealed; whatever could lead inside, read a file or run something is refused."""
    _require_own(user, by)
    name = text.line("name", name, limit=LONGEST_NAME, required=True)
    try:
        service, _plugin = opened(address.strip(), allowance())
    except AddressRefusedError as refusal:
        raise _refused("address", str(refusal), "invalid") from None
    place = ChatAddress(
        user=user, name=name, service=service.key, sealed=seal(address.strip()), created_at=now
    )
    try:
        with transaction.atomic():
            # One after the other, so that nobody has more by asking twice at once.
            User.objects.select_for_update(no_key=True).only("pk").get(pk=user.pk)
            if ChatAddress.objects.visible_to(user).count() >= MOST_ADDRESSES:
                sentence = _("You have %(most)d addresses already. Remove one first.")
                raise ValidationError(sentence % {"most": MOST_ADDRESSES}, "guard_failed")
            place.save(force_insert=True)
    except IntegrityError:
        raise _refused("name", _("You have an address with this name already."), "unique") from None
    log.info("chat_address_added", address=place.pk, service=place.service, by=by.user.username)
    return place


def remove_chat_address(place: ChatAddress, *, by: Actor, now: datetime) -> None:
    """Forget an address; what waits for it is not sent any more."""
    _require_own(place.user, by)
    with transaction.atomic():
        row = ChatAddress.objects.select_for_update(no_key=True).get(pk=place.pk)
        if row.removed_at is not None:
            return
        row.removed_at, row.sealed, row.problem = now, "", ""
        row.save(update_fields=["removed_at", "sealed", "problem"])
        Delivery.objects.waiting().filter(place=row).update(
            state=DeliveryState.DROPPED, problem="The address was removed."
        )
    log.info("chat_address_removed", address=row.pk, by=by.user.username)


def try_chat_address(place: ChatAddress, *, by: Actor, now: datetime) -> ChatAddress:
    """Send a test at once and keep how it went; refused with the reason if the service did not take it."""
    _require_own(place.user, by)
    with transaction.atomic():
        row = ChatAddress.objects.select_for_update(no_key=True, of=("self",)).select_related("user")
        current = row.get(pk=place.pk, removed_at=None)
        if current.tested_at is not None and now - current.tested_at < PAUSE_OF_TESTS:
            raise ValidationError(_("Wait half a minute before the next test."), "guard_failed")
        current.tested_at = now
        current.save(update_fields=["tested_at"])
    current.problem = ""
    try:
        send_text(current, trial_text(current.user))
    except NotTakenError as refusal:
        current.problem = str(refusal)
    note_outcome(current.pk, current.problem)
    if current.problem:
        sentence = _("The test did not arrive: %(problem)s")
        raise ValidationError(sentence % {"problem": current.problem}, "guard_failed")
    return current


def note_outcome(place: int, problem: str) -> None:
    """Keep why an address took nothing, for its owner's eyes; empty if it did."""
    ChatAddress.objects.filter(pk=place).exclude(problem=problem[:500]).update(problem=problem[:500])


def _require_own(user: User, by: Actor) -> None:
    if by.user.pk != user.pk:
        raise PermissionDenied(_("You may change your own notices only."))


def _refused(field: str, sentence: str, code: str) -> ValidationError:
    return ValidationError({field: ValidationError(sentence, code)})
