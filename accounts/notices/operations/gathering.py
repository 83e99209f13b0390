"""Put together what goes in one message: bursts about one record, and summaries of what was deferred (COM-05).

Which messages go together is decided at the first try and kept in the rows, so that a worker that takes over from one
that died sends the same message under the same id.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from accounts.notices.models import Delivery
from accounts.notices.reach.queries import reach_of
from accounts.notices.reach.times import postponed

# One message holds so many messages; the others wait for the next.
MOST_TOGETHER = 50
_HOUR = timedelta(hours=1)


def gather(delivery: Delivery, claim: UUID, *, now: datetime) -> bool:
    """Take what is due beside a claimed message into its e-mail; False if all of it has to wait.

    What was tried before goes out again as it was.
    """
    if delivery.bundled_for_id is None or delivery.attempts > 1:
        return True
    wait = postponed(
        now,
        reach_of([delivery.bundled_for_id])[delivery.bundled_for_id].times,
        about=delivery.bundled_about,
        sent=_sent_lately(delivery, now),
    )
    with transaction.atomic():
        beside = Delivery.objects.beside(delivery, now).select_for_update(
            skip_locked=True, no_key=True, of=("self",)
        )
        others = list(beside.values_list("pk", flat=True)[: None if wait else MOST_TOGETHER])
        theirs = Delivery.objects.waiting().filter(pk__in=others)
        if wait is None:
            theirs.update(carrier=delivery, claim=None, claimed_until=None)
            return True
        values = {"due_at": wait.until, "bundled_about": "" if wait.is_deferred else delivery.bundled_about}
        theirs.update(**values)
        mine = Delivery.objects.waiting().filter(pk=delivery.pk, claim=claim)
        mine.update(claim=None, claimed_until=None, attempts=F("attempts") - 1, **values)
    return False


def _sent_lately(delivery: Delivery, now: datetime) -> list[tuple[datetime, str]]:
    """Return when messages that could be put together left for the address within an hour, and about which record."""
    sent = Delivery.objects.filter(
        way=delivery.way,
        address=delivery.address,
        bundled_for=delivery.bundled_for_id,
        carrier=None,
        sent_at__gt=now - _HOUR,
    )
    return [(moment, about) for moment, about in sent.values_list("sent_at", "bundled_about") if moment]
