"""The words of the desk's own records."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Audience(TextChoices):
    """Who finds a saved view in the side bar; it gives nobody a right to an incident."""

    OWNER = "owner", _("Only me")
    TEAM = "team", _("A team")
    EVERYBODY = "everybody", _("Everybody at the desk")
