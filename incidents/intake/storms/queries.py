"""Questions about storms: how many reports each service has, what is on now, which parent there is already."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Min, Q

from accounts.choices import Right
from accounts.people.models import Team, User
from incidents.catalogue.models import Service
from incidents.intake.storms.models import Storm
from incidents.intake.storms.rules import Limit, limit_of
from incidents.records.choices import MajorState
from incidents.records.models import Incident


@dataclass(frozen=True, slots=True)
class Load:
    """The open reports on a service within its window."""

    count: int
    began_at: datetime


def limits() -> dict[int, Limit]:
    """Return the limit of each service."""
    default = Limit(settings.STORM_REPORTS, settings.STORM_MINUTES)
    rows = Service.objects.order_by().values_list("pk", "storm_reports", "storm_minutes")
    return {pk: limit_of(reports, minutes, default) for pk, reports, minutes in rows}


def loads(known: Mapping[int, Limit], now: datetime) -> dict[int, Load]:
    """Count the open reports of each service within its own window, in one query."""
    by_minutes: dict[int, list[int]] = {}
    for service, limit in known.items():
        by_minutes.setdefault(limit.minutes, []).append(service)
    if not by_minutes:
        return {}
    windows = {minutes: known[services[0]].window for minutes, services in by_minutes.items()}
    recent = Q()
    for minutes, services in by_minutes.items():
        recent |= Q(service__in=services, reported_at__gt=now - windows[minutes])
    rows = (
        Incident.objects.open()
        .filter(recent, reported_at__gt=now - max(windows.values()))
        .order_by()
        .values("service")
        .annotate(number=Count("pk"), first=Min("reported_at"))
    )
    return {row["service"]: Load(row["number"], row["first"]) for row in rows}


def storms_now() -> list[Storm]:
    """Return the storms of which something is left to gather."""
    return list(Storm.objects.to_gather().with_left().filter(left__gt=0).select_related("service", "parent"))


def parent_at_hand(storm: Storm, user: User) -> Incident | None:
    """Return the open incident that gathers reports on this service already, if the person may see it."""
    rows = Incident.objects.visible_to(user).open()
    if storm.parent_id is not None:
        return rows.filter(pk=storm.parent_id).first()
    parents = Incident.objects.open().filter(parent__isnull=False).order_by().values("parent")
    is_parent = Q(major_state=MajorState.DECLARED) | Q(pk__in=parents)
    return rows.filter(is_parent, service=storm.service_id, parent=None).order_by("-id").first()


def responsible_for(service: Service) -> list[User]:
    """Return who is told of a storm: the leads of the service's team, else its members, its owner, or the managers."""
    for team in (service.support_team, service.owner_team):
        if team is not None and (found := _leads_or_members(team)):
            return found
    if service.owner is not None:
        return [service.owner]
    return list(User.objects.people().active().with_right(Right.INCIDENT_MANAGER))


def _leads_or_members(team: Team) -> list[User]:
    rows = team.memberships.filter(user__is_active=True).select_related("user").order_by("user__username")
    leads = [row.user for row in rows if row.is_lead]
    return leads or [row.user for row in rows]
