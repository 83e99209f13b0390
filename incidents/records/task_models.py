"""The pieces of work on an incident."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.history import signed_history
from incidents.records.models import Incident


class Task(models.Model):
    """A piece of work on an incident; an open mandatory one blocks resolving (LOG-17)."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="tasks")
    title = models.CharField(_("title"), max_length=200)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("assignee"),
        null=True,
        blank=True,
    )
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    is_mandatory = models.BooleanField(_("must be done before resolving"), default=False)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    created_at = models.DateTimeField()

    history = signed_history()

    class Meta:
        ordering = ("id",)
        verbose_name = _("task")
        verbose_name_plural = _("tasks")

    def __str__(self) -> str:
        return self.title
