"""What monitoring does when the life cycle announces something."""

from collections.abc import Collection
from typing import Any

from django.dispatch import receiver

from incidents.events import incident_merged, incident_unmerged
from incidents.intake.operations import rehousing
from incidents.records.models import Incident


@receiver(incident_merged)
def send_alerts_along(sender: Any, *, incident: Incident, survivor: Incident, **_more: Any) -> None:
    """Alerts of a merged incident are the survivor's."""
    rehousing.send_along(incident, survivor)


@receiver(incident_unmerged)
def bring_alerts_home(sender: Any, *, incident: Incident, family: Collection[int], **_more: Any) -> None:
    """They come back with it."""
    rehousing.bring_home(incident, family)
