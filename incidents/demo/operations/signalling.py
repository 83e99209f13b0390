"""Let Northmoor's monitoring speak: its signals come in as any Alertmanager's do."""

import json
from datetime import datetime

from accounts.actor import Actor
from accounts.people.models import User
from incidents.catalogue.models import Service
from incidents.demo.scenes import Plot
from incidents.intake.choices import IntegrationKind
from incidents.intake.models import Alert, Integration
from incidents.intake.operations.keys import create_integration
from incidents.intake.operations.receiving import store
from incidents.intake.operations.sweeping import sweep_signals
from incidents.records.models import Incident

_NAME = "Prometheus of Northmoor"


def connect_monitoring(*, by: Actor, now: datetime) -> None:
    """Make the integration; its key is shown to nobody, a real sender gets one of its own."""
    create_integration(
        IntegrationKind.ALERTMANAGER,
        _NAME,
        account=User.objects.get(username="monitor"),
        service=Service.objects.get(slug="network"),
        by=by,
        now=now,
    )


def signal(plot: Plot, *, now: datetime, fired_at: datetime, is_over: bool = False) -> Incident:
    """Send what the monitor says of the plot, and return the incident that it became."""
    status = "resolved" if is_over else "firing"
    fingerprint = f"{plot.service}-{plot.age:g}".replace(".", "-")
    alert = {
        "status": status,
        "labels": {"alertname": plot.title, "severity": "warning", "service": plot.service},
        "annotations": {"summary": plot.title, "description": plot.words},
        "startsAt": fired_at.isoformat(),
        "endsAt": now.isoformat() if is_over else "0001-01-01T00:00:00Z",
        "generatorURL": "https://prometheus.northmoor.example/graph",
        "fingerprint": fingerprint,
    }
    body = {
        "version": "4",
        "groupKey": fingerprint,
        "status": status,
        "receiver": "evenkeel",
        "groupLabels": {},
        "commonLabels": alert["labels"],
        "commonAnnotations": alert["annotations"],
        "externalURL": "https://alertmanager.northmoor.example",
        "alerts": [alert],
    }
    integration = Integration.objects.get(name=_NAME)
    store(integration, json.dumps(body).encode(), {"content-type": "application/json"}, now=now)
    sweep_signals(now)
    incident = Alert.objects.get(integration=integration, dedup_key__contains=fingerprint).incident
    if incident is None:
        raise LookupError(f"no incident came of “{plot.title}”")
    return Incident.objects.with_people().get(pk=incident.pk)
