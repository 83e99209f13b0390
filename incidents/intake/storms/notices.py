"""Whom a storm is announced to, and in which words."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts import text
from accounts.actor import Actor
from accounts.notices.operations import Happening, Letter, announce
from accounts.notices.wordings import wording_of
from accounts.people.models import User
from incidents.intake.storms.models import Storm
from incidents.intake.storms.queries import responsible_for
from incidents.lifecycle.notices import each

RAISED = "storm.raised"


def raised(storm: Storm, *, by: Actor, now: datetime) -> None:
    """Tell the service's team that its reports may be one incident."""
    service = text.unturned(storm.service.name)

    def tell(reader: User) -> Letter:
        values = {"count": str(storm.reports), "service": service, "minutes": str(storm.minutes)}
        said = wording_of(RAISED).say(values)
        return Letter.of(said, reader, _("You answer for the service"), storm.get_absolute_url())

    happening = Happening(
        RAISED,
        f"STORM-{storm.pk}",
        {"title": service, "reports": storm.reports, "service": storm.service.slug},
    )
    announce(happening, each(responsible_for(storm.service), tell), by=by, now=now)
