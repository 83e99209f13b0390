"""Let alerts go with an incident that is merged into another one, and come back with it (LOG-13, LOG-14)."""

from collections.abc import Collection

from django.db.models import F, Value
from django.db.models.functions import Coalesce

from incidents.intake.models import Alert
from incidents.records.models import Incident


def send_along(incident: Incident, survivor: Incident) -> None:
    """Let what the monitors say of an incident be said of the survivor from now on."""
    Alert.objects.filter(incident=incident).update(
        incident=survivor, came_from=Coalesce(F("came_from"), Value(incident.pk))
    )


def bring_home(incident: Incident, family: Collection[int]) -> None:
    """Give an incident back its own alerts, and those of what had been merged into it."""
    away = Alert.objects.filter(came_from__in=family).exclude(incident__in=family)
    away.exclude(came_from=incident).update(incident=incident)
    Alert.objects.filter(came_from=incident).update(incident=incident, came_from=None)
