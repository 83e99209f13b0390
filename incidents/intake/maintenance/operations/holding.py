"""Hold back what fires in a maintenance window, and take back what is over before the window is (CH-13)."""

from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext as _

from incidents.intake.adapters.observation import Observation
from incidents.intake.maintenance.models import HeldAlert, MaintenanceWindow
from incidents.intake.maintenance.queries import Running, window_over
from incidents.intake.maintenance.wording import in_words
from incidents.intake.models import Alert
from incidents.intake.operations.origin import Origin, Outcome
from incidents.intake.rules import Effect, Place

# What would open something and page somebody; a repeat of what is open does neither.
_HELD_BACK = frozenset({Effect.OPEN, Effect.REOPEN, Effect.RECUR})


def hold_back(
    effect: Effect, alert: Alert, seen: Observation, place: Place, origin: Origin, *, now: datetime
) -> Outcome | None:
    """Hold what a locked alert would do while a window covers it; None if it may do it.

    What may act now supersedes whatever was held of the same key.
    """
    if effect not in _HELD_BACK:
        return None
    running = window_over(seen, origin.integration, at=origin.received_at, now=now)
    if running is None:
        HeldAlert.objects.filter(alert=alert).delete()
        return None
    _hold(alert, seen, place, origin, running)
    window = running.window
    told = {"window": window.name, "until": in_words(window, running.span.ends_at)}
    text = _("held by the maintenance window “%(window)s” until %(until)s") % told
    return Outcome(text, _held_by(window))


def _hold(alert: Alert, seen: Observation, place: Place, origin: Origin, running: Running) -> None:
    """Keep what the monitor said last; a signal that is replayed is counted no second time."""
    place_and_words = {"place_start": place.start, "place_end": place.end, "seen": seen.as_json()}
    values = {
        "window": running.window,
        "window_version": running.window.version,
        "held_until": running.span.ends_at,
    }
    held = HeldAlert.objects.filter(alert=alert)
    newest = held.filter(place_start__lte=place.start)
    counted = {"count": F("count") + 1} if origin.counts else {}
    if held.update(**values, **counted):
        newest.update(**place_and_words, signal_id=origin.receipt.number or None)
        return
    HeldAlert.objects.create(
        alert=alert,
        signal_id=origin.receipt.number or None,
        held_at=origin.received_at,
        **values,
        **place_and_words,
    )


def take_back(alert: Alert) -> Outcome | None:
    """Forget what is held of a locked alert if the monitor has said by now that it is over."""
    held = HeldAlert.objects.filter(alert=alert).select_related("window").first()
    if held is None or not alert.course.is_over_at(held.place_start):
        return None
    held.delete()
    text = _("over before the maintenance window “%(window)s” was: opens nothing")
    return Outcome(text % {"window": held.window.name}, f"resolve → {_held_by(held.window)} → taken back")


def _held_by(window: MaintenanceWindow) -> str:
    return f"held by window {window.pk}"
