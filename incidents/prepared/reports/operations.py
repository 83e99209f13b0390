"""Keep templates of new incidents."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import text
from accounts.actor import Actor, require
from accounts.choices import Right
from accounts.history import save_as
from incidents.prepared.reports.filling import given_by
from incidents.prepared.reports.models import ReportTemplate

_LINES = {"title": 200, "configuration_item": 120, "location": 120}


def save_template(row: ReportTemplate, *, by: Actor, why: str) -> ReportTemplate:
    """Keep a template, new or changed; one that says nothing is refused."""
    require(by, Right.CONFIGURE)
    for name, limit in _LINES.items():
        setattr(row, name, text.line(name, getattr(row, name), limit=limit))
    row.text = text.words("text", row.text.replace("\r\n", "\n").strip(), limit=10_000)
    if not given_by(row):
        sentence = _("Fill in at least one field of the incident.")
        raise ValidationError({"title": ValidationError(sentence, "guard_failed")})
    with transaction.atomic():
        save_as(row, by=by, why=why)
    return row
