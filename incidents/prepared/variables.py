"""What a prepared text may name: the facts of the incident as its requester reads them, and who writes."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.notices.templates import Value
from accounts.notices.wordings import Variable
from accounts.people.models import User
from incidents.lifecycle.letter_facts import EVERY, facts_for
from incidents.records.models import Incident

# Letters go to one reader; a text stands on a page that several may read.
_OF_LETTERS = "recipient"
VARIABLES = (
    *(variable for variable in EVERY if variable.name != _OF_LETTERS),
    Variable("requester_first", _("First name of the requester"), "Ruth"),
    Variable("agent", _("Name of whom it is written by"), "Agnes Example"),
)
NAMES = tuple(variable.name for variable in VARIABLES)


def values_for(incident: Incident, writer: User) -> dict[str, Value]:
    """Return the values of VARIABLES: times in the requester's zone, and the page that the requester sees."""
    facts = facts_for(incident, incident.requester)
    return {
        **{name: value for name, value in facts.items() if name != _OF_LETTERS},
        "requester_first": lambda: incident.requester.first_name or incident.requester.display_name,
        "agent": writer.display_name,
    }


def listed_variables() -> SafeString:
    """Return the variables with what each stands for, as a help text."""
    listed = format_html_join(
        ", ", "<code>{{{{ {} }}}}</code> {}", ((variable.name, variable.label) for variable in VARIABLES)
    )
    return format_html("{} {}", gettext("Variables:"), listed)
