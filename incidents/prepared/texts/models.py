"""The texts that administrators prepare."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.history import signed_history
from incidents.catalogue.models import ReferenceEntry


class TextBlock(ReferenceEntry):
    """A text with variables; whoever types `::` and its short name gets it with the values put in."""

    body = models.TextField(_("text"), max_length=10_000)

    history = signed_history()

    class Meta(ReferenceEntry.Meta):
        verbose_name = _("text block")
        verbose_name_plural = _("text blocks")
