"""The words of the rules: why a review is due."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Rule(TextChoices):
    """The rules that ask for a review, by their names in the practice (R1 to R9)."""

    MAJOR = "R1", _("Declared a major incident")
    PRIORITY_1 = "R2", _("Priority 1")
    LASTING_EFFECT = "R3", _("Data, safety or security affected")
    ASKED_FOR = "R9", _("Somebody asked for it")


# What a person may ask for on the incident's page; the other rules look at the incident themselves.
REQUESTABLE = (Rule.LASTING_EFFECT, Rule.ASKED_FOR)
