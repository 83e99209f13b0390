"""Whom each event of an incident concerns (COM-01): the one place that makes lists of readers.

A reader may be in a list twice, and the person who acted may be in it: announcing tells each one once, and nobody of
their own act (COM-04). By which way and when is for accounts.notices to decide.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from accounts.access.backends import load_rights, warm_rights, with_rights
from accounts.people.models import User
from incidents.records.choices import Wanted
from incidents.records.models import Affected, Incident, Watcher
from incidents.records.queries import who_sees
from incidents.records.subscription_models import RoleSubscription, Subscription, covers_any

_ENDS = (Wanted.ALL, Wanted.OUTCOME)


def team_of(incident: Incident) -> list[User]:
    """Return the members of the incident's team."""
    if incident.team is None:
        return []
    # The type checker does not see the people's own manager behind a relation with a table of its own.
    return list(incident.team.members.active().people())  # type: ignore[attr-defined]


def at_work_on(incident: Incident) -> list[User]:
    """Return the assignee, else the members of the team."""
    return [incident.assignee] if incident.assignee else team_of(incident)


def owners_of(incident: Incident) -> list[User]:
    """Return the assignee and the major incident manager, else the members of the team."""
    return _named(incident.assignee, incident.major_manager) or team_of(incident)


def concerned_by_words(incident: Incident, *, is_public: bool) -> list[User]:
    """Return who reads a reply, or a work note, which is for staff only."""
    readers = [*_named(incident.assignee), *_followers_of(incident, (Wanted.ALL,))]
    if is_public:
        return [incident.requester, *readers]
    return [reader for reader in readers if reader.is_staff_member]


def everybody_around(incident: Incident) -> list[User]:
    """Return the requester first, then who else is affected or follows the incident; all with their rights."""
    requester = Incident.objects.filter(pk=incident.pk).order_by().values("requester")
    affected, watching = (
        model.objects.filter(incident=incident).values("user") for model in (Affected, Watcher)
    )
    people = _with_subscribers(incident, [requester, affected, watching], _ENDS)
    return sorted(people, key=lambda person: person.pk != incident.requester_id)


def concerned_by_closure(incident: Incident) -> list[User]:
    """Return all stakeholders (CLO-07)."""
    return everybody_around(incident) + _named(incident.assignee, incident.major_manager)


def concerned_by_cancellation(incident: Incident) -> list[User]:
    """Return the requester, who works on it, and who follows it."""
    return [incident.requester, *_named(incident.assignee), *_followers_of(incident, _ENDS)]


def concerned_by_major(incident: Incident) -> list[User]:
    """Return the incident manager, the assignee, the service owner, and who follows the service or the team."""
    owner = incident.service.owner if incident.service else None
    subscribers = _with_subscribers(incident, [], (Wanted.ALL, Wanted.MAJOR))
    return _named(incident.major_manager, incident.assignee, owner) + subscribers


def desk_followers_of(incidents: Collection[Incident]) -> dict[int, list[User]]:
    """Return who works at the desk and follows each of these incidents, its service or its team."""
    watching = Watcher.objects.filter(incident__in=incidents).select_related("user")
    pairs = [(row.incident_id, row.user) for row in watching]
    subscribed = [
        (one.pk, user)
        for user in _subscribers_of_all(incidents)
        for one in incidents
        if user.of_service in (one.service_id, None) and user.of_team in (one.team_id, None)
    ]
    warm_rights(user for _pk, user in [*pairs, *subscribed])
    if subscribed:
        seen = who_sees((one.pk for one in incidents), (user for _pk, user in subscribed))
        pairs += [(pk, user) for pk, user in subscribed if (pk, user.pk) in seen]
    found: dict[int, list[User]] = {}
    for pk, user in pairs:
        if user.is_staff_member:
            found.setdefault(pk, []).append(user)
    return found


def _subscribers_of_all(incidents: Collection[Incident]) -> Any:
    """Return who follows a service or a team of incidents, once for each, with the id of what is followed."""
    covering = covers_any(incidents)
    own = Subscription.objects.filter(covering, wanted=Wanted.ALL).order_by()
    people = User.objects.order_by().filter(subscriptions__in=own)
    people = people.annotate(of_service=F("subscriptions__service"), of_team=F("subscriptions__team"))
    by_role = RoleSubscription.objects.filter(covering, wanted=Wanted.ALL).members()
    return people.union(by_role, all=True)


def _named(*people: User | None) -> list[User]:
    return [person for person in people if person]


def _followers_of(incident: Incident, wanted: Iterable[Wanted]) -> list[User]:
    return _with_subscribers(incident, [Watcher.objects.filter(incident=incident).values("user")], wanted)


def _with_subscribers(
    incident: Incident, part: Sequence[QuerySet[Any, Any]], wanted: Iterable[Wanted]
) -> list[User]:
    """Return people who have a part in the incident, and those who follow its service or team and may see it."""
    words = {*wanted, Wanted.MAJOR} if incident.is_major else set(wanted)
    covering = covers_any([incident])
    subscribed = Subscription.objects.filter(covering, wanted__in=words).order_by()
    by_role = RoleSubscription.objects.filter(covering, wanted__in=words).members()
    ids = subscribed.values("user").union(by_role.values("pk"), *part)
    rows: Any = with_rights().filter(pk__in=ids)
    own, of_role = subscribed.filter(user=OuterRef("pk")), by_role.filter(pk=OuterRef("pk"))
    marked = list(rows.annotate(subscribes=Exists(own) | Exists(of_role)))
    people: list[User] = [load_rights(person) for person in marked]
    doubtful = {person.pk: person for person in marked if person.subscribes}
    if not doubtful:
        return people
    seen = who_sees([incident.pk], doubtful.values())
    return [person for person in people if person.pk not in doubtful or (incident.pk, person.pk) in seen]
