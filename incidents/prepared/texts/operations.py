"""Keep prepared texts: a variable that nobody knows is refused."""

from django.db import transaction

from accounts.actor import Actor, require
from accounts.choices import Right
from accounts.history import save_as
from accounts.notices.operations.templating import checked_text
from incidents.prepared.texts.models import TextBlock
from incidents.prepared.variables import NAMES

_LONGEST = 10_000


def save_text(row: TextBlock, *, by: Actor, why: str) -> TextBlock:
    """Keep a text block, new or changed."""
    require(by, Right.CONFIGURE)
    row.body = checked_text("body", row.body, NAMES, limit=_LONGEST, required=True)
    with transaction.atomic():
        save_as(row, by=by, why=why)
    return row
