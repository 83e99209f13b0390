"""The words of importing."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Subject(TextChoices):
    """What a file holds."""

    INCIDENTS = "incidents", _("Incidents")
    ORGANISATIONS = "organisations", _("Organisations")
    PEOPLE = "people", _("People")
    TEAMS = "teams", _("Teams")
    SERVICES = "services", _("Services")
    CATEGORIES = "categories", _("Categories")


class RunState(TextChoices):
    """How far an import has come; a dry run goes the same way as the real one."""

    DRAFT = "draft", _("To be mapped")
    CHECKING = "checking", _("Dry run")
    CHECKED = "checked", _("Dry run done")
    IMPORTING = "importing", _("Importing")
    STOPPED = "stopped", _("Stopped")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


UNFINISHED = (RunState.CHECKING, RunState.IMPORTING)
# From these a mapping may be changed, and a dry run or the import itself begun.
WAITING = (RunState.DRAFT, RunState.CHECKED)
# An import that goes on from the row where it stands.
HALTED = (RunState.STOPPED, RunState.FAILED)
# Their rows are not needed any more.
ENDED = (RunState.DONE, RunState.CANCELLED)


class Outcome(TextChoices):
    """What became of a row."""

    MADE = "made", _("New")
    CHANGED = "changed", _("Changed")
    SAME = "same", _("Already here")
