"""Watch the services: raise one suggestion where reports pile up, end it when it is calm again (CH-23)."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.actor import Actor
from accounts.people.queries import the_product
from incidents.catalogue.models import Service
from incidents.intake.correlation.choices import Decision
from incidents.intake.storms import notices
from incidents.intake.storms.models import Storm
from incidents.intake.storms.queries import Load, limits, loads
from incidents.intake.storms.rules import Limit, is_over


def sweep_storms(now: datetime) -> int:
    """Raise and end what is due; return how many were raised. Any number of sweeps may run."""
    known = limits()
    counted = loads(known, now)
    current = {storm.service_id: storm for storm in Storm.objects.current().with_left()}
    for service, storm in current.items():
        count = counted[service].count if service in counted else 0
        if is_over(known[service], count, is_decided=storm.decision != Decision.OPEN, left=storm.left):
            _end(storm, now=now)
    product = the_product("many reports on one service")
    return sum(
        _raise(service, load, known[service], by=product, now=now)
        for service, load in counted.items()
        if service not in current and known[service].is_broken_by(load.count)
    )


def _raise(service: int, load: Load, limit: Limit, *, by: Actor, now: datetime) -> bool:
    """Suggest to gather; of two sweeps that see the same storm, the constraint lets one tell of it."""
    storm = Storm(
        service=Service.objects.select_related("support_team", "owner_team", "owner").get(pk=service),
        began_at=load.began_at,
        raised_at=now,
        reports=load.count,
        minutes=limit.minutes,
    )
    try:
        with transaction.atomic():
            storm.save()
            notices.raised(storm, by=by, now=now)
    except IntegrityError:
        if Storm.objects.current().filter(service=service).exists():
            return False
        raise
    return True


def _end(storm: Storm, *, now: datetime) -> None:
    """End it, unless somebody decided in the meantime: then the next sweep looks at it anew."""
    rows = Storm.objects.current().filter(pk=storm.pk, decision=storm.decision)
    rows.update(ended_at=now)
