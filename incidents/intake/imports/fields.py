"""What can be imported: the fields of each subject, of which kind they are, and by which headers they are known."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from incidents.intake.imports.choices import Subject


class Kind(StrEnum):
    """How the text of a cell is read."""

    LINE = "line"
    WORDS = "words"
    MOMENT = "moment"
    CHOICE = "choice"
    PRIORITY = "priority"
    NUMBER = "number"
    FLAG = "flag"
    PAUSES = "pauses"
    PERSON = "person"
    ENTRY = "entry"
    SLUG = "slug"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its name, label and kind; `of` names the choices or the kind of row that it points to."""

    name: str
    label: str | Promise
    kind: Kind = Kind.LINE
    limit: int = 120
    is_required: bool = False
    of: str = ""
    known_as: tuple[str, ...] = ()


_INCIDENT = (
    Field(
        "key",
        _("Number there"),
        limit=80,
        is_required=True,
        known_as=("id", "number", "ticket", "ticket id", "ticket number", "incident", "reference"),
    ),
    Field(
        "title", _("Title"), limit=200, is_required=True, known_as=("subject", "summary", "short description")
    ),
    Field("description", _("Description"), Kind.WORDS, 50_000, known_as=("details", "body", "text")),
    Field(
        "state", _("State"), Kind.CHOICE, is_required=True, of="state", known_as=("status", "ticket state")
    ),
    Field("priority", _("Priority"), Kind.PRIORITY, known_as=("prio",)),
    Field("impact", _("Impact"), Kind.CHOICE, of="level"),
    Field("urgency", _("Urgency"), Kind.CHOICE, of="level"),
    Field("service", _("Service"), Kind.ENTRY, of="service", known_as=("business service",)),
    Field("category", _("Category"), Kind.ENTRY, of="category", known_as=("type", "topic")),
    Field("configuration_item", _("Item"), known_as=("ci", "configuration item", "asset", "device")),
    Field("location", _("Location"), known_as=("site", "building", "room")),
    Field("contact", _("Contact"), known_as=("phone", "call back")),
    Field(
        "requester",
        _("Requester"),
        Kind.PERSON,
        is_required=True,
        known_as=("customer", "caller", "user", "requested by", "requested for", "customer email"),
    ),
    Field("reporter", _("Reported by"), Kind.PERSON, known_as=("opened by", "created by", "author")),
    Field(
        "team",
        _("Team"),
        Kind.ENTRY,
        of="team",
        known_as=("group", "queue", "assignment group", "assigned group", "department"),
    ),
    Field("assignee", _("Assignee"), Kind.PERSON, known_as=("owner", "agent", "assigned to", "technician")),
    Field("resolved_by", _("Resolved by"), Kind.PERSON),
    Field("channel", _("Channel"), Kind.CHOICE, of="channel", known_as=("source", "contact type")),
    Field("occurred_at", _("Occurred"), Kind.MOMENT, known_as=("started", "outage start")),
    Field("detected_at", _("Detected"), Kind.MOMENT),
    Field(
        "reported_at",
        _("Reported"),
        Kind.MOMENT,
        is_required=True,
        known_as=("created", "created at", "opened", "opened at", "date", "created on", "open date"),
    ),
    Field("recorded_at", _("Recorded there"), Kind.MOMENT, known_as=("logged", "logged at")),
    Field("assigned_at", _("Given to the team"), Kind.MOMENT, known_as=("assigned", "assigned on")),
    Field(
        "acknowledged_at",
        _("Acknowledged"),
        Kind.MOMENT,
        known_as=("first response", "responded", "work started", "first response at"),
    ),
    Field("pauses", _("Pauses"), Kind.PAUSES, known_as=("on hold periods",)),
    Field("held_at", _("On hold since"), Kind.MOMENT, known_as=("pending since",)),
    Field("hold_reason", _("Hold reason"), Kind.ENTRY, of="hold_reason", known_as=("pending reason",)),
    Field("hold_until", _("On hold until"), Kind.MOMENT, known_as=("pending until", "pending till")),
    Field("restored_at", _("Restored"), Kind.MOMENT, known_as=("outage end", "fixed")),
    Field("resolved_at", _("Resolved"), Kind.MOMENT, known_as=("solved", "solved at", "resolved on")),
    Field(
        "resolution_code",
        _("Resolution code"),
        Kind.ENTRY,
        of="resolution_code",
        known_as=("close code", "solution type"),
    ),
    Field(
        "resolution_text",
        _("Resolution"),
        Kind.WORDS,
        50_000,
        known_as=("solution", "close notes", "resolution notes"),
    ),
    Field("cause_category", _("Cause"), Kind.ENTRY, of="cause_category", known_as=("root cause",)),
    Field("closed_at", _("Closed"), Kind.MOMENT, known_as=("closed on", "close date")),
    Field("cancelled_at", _("Cancelled"), Kind.MOMENT),
    Field("cancel_reason", _("Cancel reason"), Kind.ENTRY, of="cancel_reason"),
    Field("affected_count", _("Number affected"), Kind.NUMBER, known_as=("affected users",)),
)

_SLUG = Field(
    "slug", _("Short name"), Kind.SLUG, 60, known_as=("id", "key", "code", "identifier"), is_required=True
)
_NAME = Field("name", _("Name"), limit=120, is_required=True, known_as=("title", "label"))

_BY_SUBJECT: Mapping[Subject, tuple[Field, ...]] = {
    Subject.INCIDENTS: _INCIDENT,
    Subject.ORGANISATIONS: (_SLUG, _NAME),
    Subject.TEAMS: (
        _SLUG,
        _NAME,
        Field("description", _("Description"), limit=250),
        Field("email", _("E-mail address"), Kind.EMAIL, 254, known_as=("mail",)),
    ),
    Subject.SERVICES: (
        _SLUG,
        _NAME,
        Field("description", _("Description"), limit=500),
        Field("owner", _("Owner"), Kind.PERSON),
        Field("owner_team", _("Owner team"), Kind.ENTRY, of="team"),
        Field("support_team", _("Support team"), Kind.ENTRY, of="team", known_as=("team", "group")),
        Field("criticality", _("Criticality"), Kind.CHOICE, of="criticality"),
    ),
    Subject.CATEGORIES: (
        Field("path", _("Path"), limit=250, is_required=True, known_as=("category", "id", "key")),
        _NAME,
        Field("default_team", _("Default team"), Kind.ENTRY, of="team", known_as=("team",)),
        Field("default_service", _("Default service"), Kind.ENTRY, of="service", known_as=("service",)),
    ),
    Subject.PEOPLE: (
        Field(
            "username",
            _("User name"),
            limit=150,
            is_required=True,
            known_as=("login", "user", "account", "samaccountname", "uid"),
        ),
        Field("email", _("E-mail address"), Kind.EMAIL, 254, known_as=("mail", "e-mail", "email address")),
        Field("first_name", _("First name"), limit=150, known_as=("given name", "forename", "givenname")),
        Field("last_name", _("Last name"), limit=150, known_as=("surname", "family name", "sn")),
        Field("organisation", _("Organisation"), Kind.ENTRY, of="organisation", known_as=("company",)),
        Field("phone", _("Phone"), limit=40, known_as=("telephone", "telephonenumber", "mobile")),
        Field("location", _("Location"), known_as=("office", "site", "building")),
        Field("time_zone", _("Time zone"), limit=60, known_as=("timezone",)),
        Field("language", _("Language"), limit=10, known_as=("locale",)),
        Field("is_vip", _("VIP"), Kind.FLAG),
    ),
}
# What tells one row of a subject from another.
KEY_OF: Mapping[Subject, str] = {
    Subject.INCIDENTS: "key",
    Subject.ORGANISATIONS: "slug",
    Subject.TEAMS: "slug",
    Subject.SERVICES: "slug",
    Subject.CATEGORIES: "path",
    Subject.PEOPLE: "username",
}


def fields_of(subject: str) -> dict[str, Field]:
    """Return the fields of a subject by name, in the order of the page."""
    return {field.name: field for field in _BY_SUBJECT[Subject(subject)]}


def plain(word: str) -> str:
    """Return a header, or a word of a cell, without what people write in different ways."""
    return " ".join(word.casefold().replace("_", " ").replace("-", " ").replace(".", " ").split())


def proposed(subject: str, headers: list[str]) -> dict[str, str]:
    """Return field to header for those headers that name a field, each header once."""
    free = {plain(header): header for header in headers}
    fields = fields_of(subject).values()
    found: dict[str, str] = {}
    for names in (lambda field: (field.name, str(field.label)), lambda field: field.known_as):
        for field in fields:
            if field.name in found:
                continue
            word = next((plain(name) for name in names(field) if plain(name) in free), None)
            if word is not None:
                found[field.name] = free.pop(word)
    return found
