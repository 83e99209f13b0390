"""What every step of the life cycle begins with: lock, read again, compare the version, ask the table."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.choices import Channel
from incidents.lifecycle import guards
from incidents.lifecycle.choices import Action
from incidents.lifecycle.refusals import SENTENCES, not_allowed, refuse, stale
from incidents.lifecycle.roles import roles_on, steps_for
from incidents.lifecycle.transitions import Transition, leads_on, permitted_row
from incidents.records.choices import MajorState, State
from incidents.records.models import Incident
from incidents.records.queries import goes_on_as


def lock(incident: Incident, *, version: int | None = None) -> Incident:
    """Return the incident locked and read again; refuse if it is not the version that was seen."""
    current = Incident.objects.locked(incident.pk)
    if version is not None and current.version != version:
        raise stale(current)
    return current


def lock_all(keys: Iterable[int]) -> None:
    """Lock several incidents in the one order that all follow: parents first, then the smallest id."""
    rows = Incident.objects.filter(pk__in=list(keys)).order_by(F("parent_id").asc(nulls_first=True), "pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))


class MovedOnError(RuntimeError):
    """Somebody merged it onward, or took the merge back, while we waited for the lock."""


def lock_survivor(incident: Incident) -> Incident:
    """Lock what a merged incident goes on as, without a lock on the merged one: merging takes them the other way."""
    while True:
        with suppress(MovedOnError), transaction.atomic():
            survivor = Incident.objects.locked((goes_on_as(incident.pk) or [incident.pk])[-1])
            if (goes_on_as(incident.pk) or [incident.pk])[-1] != survivor.pk:
                # Rolling back to the savepoint gives the lock back.
                raise MovedOnError
            return survivor


def step(
    incident: Incident, action: Action, *, by: Actor, version: int | None = None
) -> tuple[Incident, Transition]:
    """Lock the incident and find the row of the table; refuse what is outside it or not the actor's to do."""
    current = lock(incident, version=version)
    return current, permitted(current, action, by=by)


def permitted(current: Incident, action: Action, *, by: Actor) -> Transition:
    """Return the row of the table that lets the actor do this; refuse what is outside it or not the actor's to do."""
    state, major = State(current.state), MajorState(current.major_state)
    row = permitted_row(action, state, roles_on(current, by), major)
    if row is not None:
        return row
    if not leads_on(action, state, major):
        raise not_allowed(current, action, steps_for(current, by))
    raise PermissionDenied(
        _("You may not do this: %(action)s is for other roles on %(number)s.")
        % {"action": action.label, "number": current.number}
    )


def check_offered(incident: Incident, **entries: Any) -> None:
    """Refuse reference data that is retired, unless the incident has it already (ADM-13)."""
    refuse(
        {
            name: "retired"
            for name, entry in entries.items()
            if entry is not None and entry.retired_at is not None and entry != getattr(incident, name, None)
        }
    )


_SPOKEN = (Channel.PHONE, Channel.WALK_UP)


def check_set_back(channel: str, reported_at: datetime, *, recorded_at: datetime) -> None:
    """Refuse a phone call or a visit that is set back further than this installation allows (CH-06).

    Only these two are logged while somebody remembers when they were; other reports may be recorded after the fact
    however late (LOG-23) and are marked so.
    """
    limit = settings.BACKDATING_MINUTES
    if channel not in _SPOKEN or reported_at.tzinfo is None:
        return
    if guards.minutes_before(reported_at, recorded_at) > limit:
        sentence = _(
            "A call or a visit may be set back by at most %(limit)d minutes; this lies %(minutes)d minutes back."
        ) % {"limit": limit, "minutes": guards.minutes_before(reported_at, recorded_at)}
        raise ValidationError({"reported_at": ValidationError(sentence, "guard_failed")})


def check_times(incident: Incident, values: Mapping[str, Any], *, now: datetime, confirmed: str = "") -> None:
    """Refuse moments in the future, and moments before their predecessor unless a reason is given (LOG-02)."""
    times = {name: values.get(name, getattr(incident, name)) for name in guards.TIME_ORDER}
    given = {name: values[name] for name in guards.TIME_ORDER if name in values}
    refuse(dict.fromkeys(guards.naive_moments(given), "naive"))
    problems = dict.fromkeys(guards.future_moments(given, now), "future")
    late = guards.out_of_order(times)
    if late and not problems and not confirmed.strip():
        problems[late if late in given or not given else next(iter(given))] = "order"
    if problems:
        raise ValidationError(
            {name: ValidationError(SENTENCES[code], "guard_failed") for name, code in problems.items()}
        )
