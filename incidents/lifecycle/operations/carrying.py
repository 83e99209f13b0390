"""Let child incidents follow their parent (LOG-11)."""

from collections.abc import Callable
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.actor import Actor
from incidents.records.choices import Story
from incidents.records.models import Incident, IncidentQuerySet
from incidents.records.operations.saving import tell


def carry(
    parent: Incident, step: Callable[[Incident], object], which: IncidentQuerySet, *, by: Actor, now: datetime
) -> None:
    """Do a step on children of a locked parent, too, in the actor's own right.

    One that the table, a guard or a right keeps from it stays as it is; the parent's timeline says which.
    """
    left = []
    for child in which.filter(parent=parent).order_by("pk"):
        try:
            with transaction.atomic():
                step(child)
        except (ValidationError, PermissionDenied):
            left.append(child.number)
    if left:
        tell(parent, Story.CHILDREN_LEFT, by=by, now=now, facts={"numbers": ", ".join(left)})
