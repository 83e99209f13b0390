"""What a file may hold, for whoever is to make one: its columns in words, and a sample that comes in as it is."""

import csv
import io
from collections.abc import Mapping

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from incidents.intake.imports.cells import CHOICES
from incidents.intake.imports.choices import Subject
from incidents.intake.imports.fields import Field, Kind, fields_of

_HOLDS = {
    Kind.LINE: gettext_lazy("one line of at most %(limit)d characters"),
    Kind.WORDS: gettext_lazy("text of at most %(limit)d characters"),
    Kind.MOMENT: gettext_lazy("a moment, such as 2025-03-02T09:30"),
    Kind.CHOICE: gettext_lazy("%(known)s"),
    Kind.PRIORITY: gettext_lazy("P1 to P5"),
    Kind.NUMBER: gettext_lazy("a whole number"),
    Kind.FLAG: gettext_lazy("yes or no"),
    Kind.PAUSES: gettext_lazy("from/to=reason; …"),
    Kind.PERSON: gettext_lazy("a user name or an e-mail address"),
    Kind.ENTRY: gettext_lazy("the short name, path or name of an entry"),
    Kind.SLUG: gettext_lazy("letters, digits, hyphens and underscores"),
    Kind.EMAIL: gettext_lazy("an e-mail address"),
}
_EXAMPLES: Mapping[Subject, Mapping[str, str]] = {
    Subject.INCIDENTS: {
        "key": "4711",
        "title": "Printer on floor 2 prints nothing",
        "description": "It worked yesterday.",
        "state": "closed",
        "priority": "P3",
        "service": "printing",
        "category": "hardware/printer",
        "requester": "sam@example.org",
        "team": "service-desk",
        "assignee": "alex@example.org",
        "reported_at": "2025-03-03T09:30+01:00",
        "acknowledged_at": "2025-03-03T09:45+01:00",
        "resolved_at": "2025-03-03T11:10+01:00",
        "resolution_code": "fixed_permanently",
        "resolution_text": "The toner was replaced.",
        "closed_at": "2025-03-05T08:00+01:00",
    },
    Subject.ORGANISATIONS: {"slug": "north", "name": "North Office"},
    Subject.PEOPLE: {
        "username": "sam",
        "email": "sam@example.org",
        "first_name": "Sam",
        "last_name": "Sample",
        "organisation": "north",
        "time_zone": "Europe/Berlin",
        "is_vip": "no",
    },
    Subject.TEAMS: {"slug": "service-desk", "name": "Service Desk", "email": "desk@example.org"},
    Subject.SERVICES: {
        "slug": "printing",
        "name": "Printing",
        "support_team": "service-desk",
        "criticality": "medium",
    },
    Subject.CATEGORIES: {"path": "hardware", "name": "Hardware", "default_team": "service-desk"},
}


def holds(field: Field) -> str:
    """Say in a few words what a column may hold."""
    known = get_text_list(list(CHOICES[field.of].values), _("or")) if field.kind == Kind.CHOICE else ""
    return str(_HOLDS[field.kind]) % {"limit": field.limit, "known": known}


def sample_of(subject: str) -> str:
    """Return a CSV file with every column there is and a row that shows how they are filled."""
    example = _EXAMPLES[Subject(subject)]
    names = list(fields_of(subject))
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(names)
    writer.writerow([example.get(name, "") for name in names])
    return "\ufeff" + out.getvalue()
