"""Which templates of new incidents are offered."""

from django.db.models import QuerySet

from incidents.prepared.reports.models import ReportTemplate


def offered_templates() -> "QuerySet[ReportTemplate]":
    """Return the templates in their order, with what they name."""
    return ReportTemplate.objects.offered().select_related("service", "category")


def template_named(slug: str) -> ReportTemplate | None:
    """Return a template that is offered by its short name; None if there is none."""
    if not slug or "\x00" in slug:
        return None
    return offered_templates().filter(slug=slug).first()
