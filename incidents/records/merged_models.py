"""What rows carry that came with an incident which was merged into another one (LOG-13, LOG-14)."""

from django.db import models


class Moving(models.Model):
    """A row that hangs on an incident; `came_from` is the merged incident that it goes back to."""

    came_from = models.ForeignKey(
        "incidents.Incident", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        abstract = True
