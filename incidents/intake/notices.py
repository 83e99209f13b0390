"""Whom a monitor's signal concerns beyond the steps of the life cycle, and in which words they are told."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.notices.operations import Happening, Letter, announce
from accounts.people.models import Team, User
from incidents.intake.models import Alert
from incidents.lifecycle.notices import each, letter, team_of
from incidents.records.models import Incident


def fired(incident: Incident, alert: Alert, team: Team | None, *, by: Actor, now: datetime) -> None:
    """Tell the integration's team that an alert opened an incident."""

    def tell(reader: User) -> Letter:
        body = _("%(name)s reports: %(summary)s") % {
            "name": alert.integration.name,
            "summary": alert.headline,
        }
        return letter(incident, reader, _("You are in the team of the monitor"), _("Alert"), body)

    readers = User.objects.active().people().filter(teams=team) if team else []
    _announce("incident.alert_fired", incident, alert, readers, tell, by=by, now=now)


def joined(incident: Incident, alert: Alert, *, is_worse: bool, by: Actor, now: datetime) -> None:
    """Record that an alert joined a group; only one that is worse than its incident is worth a letter (CH-12)."""

    def tell(reader: User) -> Letter:
        body = _(
            "%(name)s reports, as a part of this incident: %(summary)s\n\nAlone it would have a higher priority."
        ) % {"name": alert.integration.name, "summary": alert.headline}
        return letter(incident, reader, _("It is yours"), _("A worse alert joined"), body)

    owners = [person for person in (incident.assignee, incident.major_manager) if person]
    readers = (owners or team_of(incident)) if is_worse else []
    _announce("incident.alert_joined", incident, alert, readers, tell, by=by, now=now)


def cleared(incident: Incident, alert: Alert, *, by: Actor, now: datetime) -> None:
    """Tell whoever owns the incident that the monitor is clear: the decision to resolve is theirs (CH-10)."""

    def tell(reader: User) -> Letter:
        body = _(
            "%(name)s reports that it is over: %(summary)s\n\nThe incident stays open until you resolve it."
        ) % {
            "name": alert.integration.name,
            "summary": alert.headline,
        }
        return letter(incident, reader, _("It is yours"), _("The monitor is clear"), body)

    owners = [person for person in (incident.assignee, incident.major_manager) if person]
    _announce("incident.alert_cleared", incident, alert, owners or team_of(incident), tell, by=by, now=now)


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
    facts = {"version": incident.version, "title": incident.title, "alert": alert.pk}
    announce(Happening(kind, incident.number, facts), each(readers, tell), by=by, now=now)
