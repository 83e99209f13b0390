"""The steps of the life cycle that a macro may take."""

from django.db.models import TextChoices

from incidents.lifecycle.choices import Action


class MacroStep(TextChoices):
    """One step; its details are the macro's own."""

    TRIAGE = Action.TRIAGE.value, Action.TRIAGE.label
    START = Action.START.value, Action.START.label
    HOLD = Action.HOLD.value, Action.HOLD.label
    RESUME = Action.RESUME.value, Action.RESUME.label
    TRANSFER = Action.TRANSFER.value, Action.TRANSFER.label
    RESOLVE = Action.RESOLVE.value, Action.RESOLVE.label
    CANCEL = Action.CANCEL.value, Action.CANCEL.label
