"""The templates that administrators prepare."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.history import signed_history
from incidents.catalogue.choices import Level
from incidents.catalogue.models import Category, ReferenceEntry, Service


class ReportTemplate(ReferenceEntry):
    """What incidents of one kind have in common when they are logged; whatever is empty is left to the report."""

    title = models.CharField(_("title"), max_length=200, blank=True)
    text = models.TextField(_("description of the incident"), max_length=10_000, blank=True)
    service = models.ForeignKey(
        Service, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("service")
    )
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("category")
    )
    impact = models.CharField(_("impact"), max_length=10, choices=Level, blank=True)
    urgency = models.CharField(_("urgency"), max_length=10, choices=Level, blank=True)
    configuration_item = models.CharField(_("item"), max_length=120, blank=True)
    location = models.CharField(_("location"), max_length=120, blank=True)

    history = signed_history()

    class Meta(ReferenceEntry.Meta):
        verbose_name = _("template of new incidents")
        verbose_name_plural = _("templates of new incidents")
