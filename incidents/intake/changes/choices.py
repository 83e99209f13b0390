"""What an agent thinks of a change."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verdict(TextChoices):
    """How a change stands to an incident."""

    SUSPECT = "suspect", _("Suspect")
    CAUSE = "cause", _("Cause")
