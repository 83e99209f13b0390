"""Whom a monitor's signal concerns beyond the steps of the life cycle, and in which words they are told."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.notices.operations import Letter, announce
from accounts.people.models import Team, User
from incidents.intake.models import Alert
from incidents.lifecycle.audiences import owners_of
from incidents.lifecycle.notices import about, each, letter
from incidents.records.models import Incident


def fired(incident: Incident, alert: Alert, team: Team | None, *, by: Actor, now: datetime) -> None:
    """Tell the integration's team that an alert opened an incident."""

    def tell(reader: User) -> Letter:
        return letter(
            incident, reader, _("You are in the team of the monitor"), "alert_fired", _said_by(alert)
        )

    readers = User.objects.active().people().filter(teams=team) if team else []
    _announce("alert_fired", incident, alert, readers, tell, by=by, now=now)


def joined(incident: Incident, alert: Alert, *, is_worse: bool, by: Actor, now: datetime) -> None:
    """Record that an alert joined a group; only one that is worse than its incident is worth a letter (CH-12)."""

    def tell(reader: User) -> Letter:
        return letter(incident, reader, _("It is yours"), "alert_joined", _said_by(alert))

    readers = owners_of(incident) if is_worse else []
    _announce("alert_joined", incident, alert, readers, tell, by=by, now=now)


def cleared(incident: Incident, alert: Alert, *, by: Actor, now: datetime) -> None:
    """Tell whoever owns the incident that the monitor is clear: the decision to resolve is theirs (CH-10)."""

    def tell(reader: User) -> Letter:
        return letter(incident, reader, _("It is yours"), "alert_cleared", _said_by(alert))

    _announce("alert_cleared", incident, alert, owners_of(incident), tell, by=by, now=now)


def _said_by(alert: Alert) -> dict[str, str]:
    return {"monitor": alert.integration.name, "summary": alert.headline}


def _announce(
    kind: str,
    incident: Incident,
    alert: Alert,
    readers: Iterable[User],
    tell: Callable[[User], Letter],
    *,
    by: Actor,
    now: datetime,
) -> None:
    announce(about(incident, kind, alert=alert.pk), each(readers, tell), by=by, now=now)
