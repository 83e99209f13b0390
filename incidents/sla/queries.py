"""Questions about service levels: the book of what is agreed, and the facts of an incident."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import QuerySet

from accounts.people.models import User
from incidents.records.choices import State
from incidents.records.models import Incident
from incidents.sla.calendar_plan import Plan
from incidents.sla.calendars import WorkingCalendar
from incidents.sla.choices import ClockKind, Covers, Majors, StopsOn, Tell, UpdateMode
from incidents.sla.defaults import STAMP
from incidents.sla.models import CalendarVersion, ConfigurationStamp, EscalationStep, Policy, PolicyVersion
from incidents.sla.terms import Book, Facts, Step, Terms


@dataclass(slots=True)
class _Shelf:
    """What this process has read of one state of the configuration; versions never change, so they are kept."""

    token: str
    book: Book | None = None
    terms: dict[int, Terms] = field(default_factory=dict)
    calendars: dict[int, WorkingCalendar] = field(default_factory=dict)

    def terms_of(self, version: int) -> Terms:
        if version not in self.terms:
            self.terms[version] = as_terms(read_versions().get(pk=version))
        return self.terms[version]

    def calendar_of(self, version: int) -> WorkingCalendar:
        if version not in self.calendars:
            told = CalendarVersion.objects.values_list("definition", flat=True).get(pk=version)
            self.calendars[version] = WorkingCalendar(Plan.from_dict(told))
        return self.calendars[version]


_shelf = _Shelf("")


def current_book() -> Book:
    """Return what is agreed now; one cheap question as long as nobody has edited it."""
    global _shelf
    token = ConfigurationStamp.objects.filter(name=STAMP).values_list("token", flat=True).first() or ""
    shelf = _shelf
    if shelf.token != token or shelf.book is None:
        shelf = _Shelf(token)
        shelf.book = _read(shelf)
        _shelf = shelf
    return shelf.book


def calendar_of(version: int) -> WorkingCalendar:
    """Return a calendar version, read once in a process: versions never change."""
    return _shelf.calendar_of(version)


def terms_in_use(version: int) -> Terms:
    """Return a policy version, read once in a process: versions never change."""
    return _shelf.terms_of(version)


def working_time_ahead(now: datetime, seconds: int) -> datetime:
    """Return when so much working time will have passed by the calendar of the policy that is tried last.

    What this process read last will do: nobody is promised anything by it, and it costs no question.
    """
    book = _shelf.book or current_book()
    last = next((terms for terms in reversed(book.policies) if terms.covers == Covers.REQUESTER), None)
    plain = now + timedelta(seconds=seconds)
    if last is None or last.calendar not in book.calendar_versions:
        return plain
    try:
        return book.calendar(book.calendar_versions[last.calendar]).due_at(now, seconds)
    except ValueError:
        # A calendar with next to no working hours.
        return plain


def read_versions() -> "QuerySet[PolicyVersion]":
    """Return versions of policies with all that belongs to them."""
    return PolicyVersion.objects.select_related("policy").prefetch_related(
        "targets", "steps", "services", "organisations", "teams"
    )


def _read(shelf: _Shelf) -> Book:
    policies = [terms for _policy, terms in current_terms()]
    shelf.terms = {terms.version: terms for terms in policies}
    versions = CalendarVersion.objects.filter(is_current=True).values_list("calendar_id", "pk")
    return Book(policies, dict(versions), shelf.calendar_of, shelf.terms_of)


def current_terms() -> list[tuple[Policy, Terms]]:
    """Return the policies that apply now, in the order in which they are tried, read anew."""
    current = read_versions().filter(is_current=True, policy__retired_at=None)
    return [
        (version.policy, as_terms(version)) for version in current.order_by("policy__position", "policy_id")
    ]


def terms_of(version: int) -> Terms:
    """Return one version of a policy."""
    return as_terms(read_versions().get(pk=version))


def as_terms(version: PolicyVersion) -> Terms:
    """Return a version of a policy as plain values."""
    targets: dict[ClockKind, dict[int, int]] = {}
    for target in version.targets.all():
        targets.setdefault(ClockKind(target.kind), {})[target.priority] = target.minutes
    return Terms(
        version=version.pk,
        slug=version.policy.slug,
        name=version.policy.name,
        number=version.number,
        covers=Covers(version.policy.covers),
        calendar=version.calendar_id,
        follows_service=version.follows_service,
        priorities=frozenset(version.priorities),
        services=frozenset(service.pk for service in version.services.all()),
        organisations=frozenset(organisation.pk for organisation in version.organisations.all()),
        teams=frozenset(team.pk for team in version.teams.all()),
        majors=Majors(version.majors),
        targets=targets,
        stops_on=StopsOn(version.stops_on),
        update_mode=UpdateMode(version.update_mode),
        steps=tuple(_step(step) for step in version.steps.all()),
        close_after_days=version.close_after_days,
    )


def _step(step: EscalationStep) -> Step:
    return Step(
        percent=step.percent,
        minutes_after=step.minutes_after,
        tell=tuple(Tell(word) for word in step.tell),
        raises_urgency=step.raises_urgency,
        reassign_to=step.reassign_to_id,
        webhook=step.webhook_id,
    )


def facts_of(incident: Incident) -> Facts:
    """Return what the clocks need to know of an incident."""
    service, reason = incident.service, incident.hold_reason
    return Facts(
        state=State(incident.state),
        priority=incident.priority,
        reported_at=incident.reported_at,
        recorded_at=incident.created_at,
        service=incident.service_id,
        service_calendar=service.calendar_id if service is not None else None,
        organisation=incident.requester.organisation_id,
        team=incident.team_id,
        is_major=incident.is_major,
        pauses=reason is not None and reason.pauses,
        pauses_team=reason is not None and reason.pauses_team,
        is_at_supplier=reason is not None and reason.is_supplier,
        acknowledged_at=incident.acknowledged_at,
        answered_at=incident.answered_at,
        unanswered_since=incident.unanswered_since,
        informed_at=incident.informed_at,
    )


def taken_up_by(incident: Incident) -> User | None:
    """Return who took the incident up first, by its history; None if that person was erased."""
    taken_up = incident.history.filter(acknowledged_at__isnull=False).select_related("history_user")
    first = taken_up.order_by("history_id").first()
    return first.history_user if first is not None else None


# Where no policy says otherwise.
_CLOSE_AFTER_DAYS = 5


def closes_at(facts: Facts, resolved_at: datetime, book: Book) -> datetime:
    """Return when a resolved incident closes by itself: some working days later, at the same local time (T12)."""
    terms = book.choose(Covers.REQUESTER, facts)
    if terms is None:
        return resolved_at + timedelta(days=_CLOSE_AFTER_DAYS)
    calendar = book.calendar(book.calendar_for(terms, facts))
    return calendar.working_days_after(resolved_at, terms.close_after_days)
