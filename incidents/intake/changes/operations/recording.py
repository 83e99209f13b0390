"""Record a change that a signal tells of; told again, or replayed, it is the same one (INV-07, CH-18)."""

from typing import Any

from django.utils.translation import gettext as _

from incidents.intake.adapters.changes import ChangeReport, report_of
from incidents.intake.changes.models import Change
from incidents.intake.choices import Mark
from incidents.intake.models import Signal
from incidents.intake.operations.origin import Outcome, integration_of
from incidents.intake.queries import service_for
from incidents.intake.reading import Document


def record_change(signal: Signal, document: Document) -> Outcome:
    """Record the change; known already, it takes over its service, as a setting may have been put right meanwhile."""
    report, integration = report_of(document.value, received_at=signal.received_at), integration_of(signal)
    service, marks = service_for(report, integration)
    marks += document.marks
    if report.is_time_unusable:
        marks.append(Mark.START_UNUSABLE)
    change, is_new = Change.objects.get_or_create(
        integration=integration,
        identity=report.content or f"signal-{signal.pk}",
        defaults={**_told(report, signal), "service": service},
    )
    if change.service != service:
        change.service = service
        change.save(update_fields=["service"])
    did = _("recorded: %(title)s") if is_new else _("known already: %(title)s")
    sentences = [did % {"title": change.title}, *(str(mark.label) for mark in marks)]
    return Outcome("\n".join(sentences), f"change → {service or '–'}")


def _told(report: ChangeReport, signal: Signal) -> dict[str, Any]:
    return {
        "item": report.item,
        "source": report.source,
        "title": report.title,
        "summary": report.summary,
        "happened_at": report.happened_at or signal.received_at,
        "received_at": signal.received_at,
        "details": report.details,
        "links": list(report.links),
    }
