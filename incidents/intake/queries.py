"""Questions about monitoring."""

from collections.abc import Mapping
from typing import Protocol

from accounts.access.models import digest_of
from incidents.catalogue.models import Service
from incidents.intake.choices import Mark
from incidents.intake.models import Alert, AlertQuerySet, Integration
from incidents.records.models import Incident


def integration_by_key(key: str, kind: str) -> Integration | None:
    """Return whose key this is, if it may send in this shape; only the digest is compared."""
    return Integration.objects.in_use().filter(digest=digest_of(key), kind=kind).first()


def alerts_of(incident: Incident) -> AlertQuerySet:
    """Return the alerts of an incident that the caller may see, oldest first."""
    return Alert.objects.filter(incident=incident).select_related("integration").order_by("id")


class NamesService(Protocol):
    """An alert or a change, with the names that may be those of a service."""

    @property
    def service(self) -> str: ...

    @property
    def component(self) -> str: ...


def service_for(seen: NamesService, integration: Integration) -> tuple[Service | None, list[Mark]]:
    """Return whose an alert or a change is: the service it names, else the integration's; marks say what failed."""
    wanted = [name.lower() for name in (seen.service, seen.component) if name]
    known = {service.slug: service for service in Service.objects.filter(slug__in=wanted)} if wanted else {}
    return service_among(known, seen, integration)


def service_among(
    known: Mapping[str, Service], seen: NamesService, integration: Integration
) -> tuple[Service | None, list[Mark]]:
    """Return the same from services that were read before."""
    marks = []
    wanted = [name.lower() for name in (seen.service, seen.component) if name]
    named = next((known[name] for name in wanted if name in known), None)
    if named is None and seen.service:
        marks.append(Mark.SERVICE_UNKNOWN)
    for service in (named, integration.service):
        if service is None:
            continue
        if service.retired_at is None:
            return service, marks
        if Mark.SERVICE_RETIRED not in marks:
            marks.append(Mark.SERVICE_RETIRED)
    return None, marks
