"""Play a plot: every step through its operation, by somebody who may, at its own moment in the past."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cached_property
from random import Random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from accounts.actor import Actor
from accounts.choices import Channel
from accounts.people.models import Organisation, Team, User
from accounts.people.queries import the_product
from incidents.catalogue.choices import Level
from incidents.catalogue.models import (
    CancelReason,
    Category,
    CauseCategory,
    HoldReason,
    ResolutionCode,
    Service,
    Supplier,
)
from incidents.demo.operations.signalling import signal
from incidents.demo.scenes import Plot
from incidents.lifecycle.operations.cancelling import cancel
from incidents.lifecycle.operations.details import change_details
from incidents.lifecycle.operations.moving import hold, start, transfer, triage
from incidents.lifecycle.operations.opening import Report, open_incident
from incidents.lifecycle.operations.resolving import Resolution, close, reopen, resolve
from incidents.lifecycle.operations.talking import comment
from incidents.majors import operations as majors
from incidents.records.choices import EntryKind, Evidence, LinkKind
from incidents.records.models import Incident
from incidents.records.operations.attaching import attach
from incidents.records.operations.relating import add_task, link, mark_task, watch

_LEVELS = {level.value[0]: level for level in Level}
_AT_THE_DESK = ("agent", "bruno", "chloe")
_IN_TEAM = {
    "service-desk": ("agent", "bruno", "chloe"),
    "network": ("dev", "elif"),
    "applications": ("femi", "greta"),
    "workplace": ("hugo", "irene"),
}
_MARGIN = timedelta(minutes=3)


class Stage:
    """Holds what the plots share: who exists, what was played already, and the dice."""

    def __init__(self, *, now: datetime, seed: int) -> None:
        self.now = now
        self.dice = Random(seed)  # noqa: S311 - the same story every time is the point
        self.played: dict[str, Incident] = {}

    @cached_property
    def people(self) -> dict[str, User]:
        """Return everybody by username."""
        return {user.username: user for user in User.objects.all()}

    @cached_property
    def words(self) -> dict[tuple[type, str], Any]:
        """Return the reference data by kind and short name."""
        kinds = (
            Service,
            Team,
            Organisation,
            HoldReason,
            ResolutionCode,
            CauseCategory,
            CancelReason,
            Supplier,
        )
        found: dict[tuple[type, str], Any] = {
            (kind, row.slug): row for kind in kinds for row in kind.objects.all()
        }
        return found | {(Category, row.path): row for row in Category.objects.all()}

    def actor(self, name: str, channel: Channel = Channel.WEB) -> Actor:
        """Return somebody as an actor."""
        return Actor(self.people[name], channel)

    def play(self, plot: Plot) -> Incident:
        """Play one plot to its end, in one transaction."""
        with transaction.atomic():
            incident = _Performance(self, plot).run()
        if plot.key:
            self.played[plot.key] = incident
        return incident


class _Performance:
    """One plot on the stage, with its own clock and cast."""

    def __init__(self, stage: Stage, plot: Plot) -> None:
        self.stage, self.plot = stage, plot
        self.begin = stage.now - timedelta(hours=plot.age)
        self.span = timedelta(hours=min(plot.work, plot.age)) - _MARGIN
        self.moments = self._moments()
        self.desk = stage.dice.choice(_AT_THE_DESK)
        team = plot.moved_to or plot.team or stage.words[Service, plot.service].support_team.slug
        self.owner = plot.owner or stage.dice.choice(_IN_TEAM[team])

    def _moments(self) -> Iterator[datetime]:
        """Yield rising moments between the report and the end of the work, never later than now."""
        begin, span = self.begin, self.span
        steps = (
            8
            + len(self.plot.talk)
            + 2 * len(self.plot.tasks)
            + len(self.plot.files)
            + len(self.plot.watchers)
        )
        shares = [self.stage.dice.uniform(0.4, 1.6) for _ in range(steps)]
        yield begin
        passed = 0.0
        for share in shares:
            passed += share
            yield begin + timedelta(seconds=int(span.total_seconds() * passed / sum(shares)))
        while True:
            yield begin + span

    def moment(self) -> datetime:
        """Return when the next step happens."""
        return next(self.moments)

    def run(self) -> Incident:
        """Report, triage, work, talk, and end."""
        incident = self._report()
        if self.plot.parent:
            values = {"parent": self.stage.played[self.plot.parent]}
            change_details(incident, values, by=self.stage.actor(self.desk), now=self.moment())
        if self.plot.supplier[0]:
            slug, reference = self.plot.supplier
            told = {"supplier": self.stage.words[Supplier, slug], "supplier_reference": reference}
            change_details(incident, told, by=self.stage.actor(self.desk), now=self.moment())
        for key in self.plot.related:
            other = self.stage.played[key]
            link(incident, other, LinkKind.RELATED, by=self.stage.actor(self.desk), now=self.moment())
        for name in self.plot.watchers:
            watch(incident, self.stage.people[name], by=self.stage.actor(self.desk), now=self.moment())
        if self.plot.end not in ("new", "withdrawn", "false_alarm", "duplicate"):
            incident = self._triage(incident)
        if self.plot.end not in ("new", "assigned", "withdrawn", "false_alarm", "duplicate"):
            incident = start(incident, by=self.stage.actor(self.owner), now=self.moment())
        self._go_major(incident)
        self._talk(incident)
        incident.refresh_from_db()
        return self._end(incident)

    def _report(self) -> Incident:
        plot, channel = self.plot, Channel(self.plot.channel)
        by_desk = channel in (Channel.PHONE, Channel.WALK_UP)
        begin = self.moment()
        if channel == Channel.MONITORING:
            return signal(plot, now=begin, fired_at=begin)
        report = Report(
            title=plot.title,
            description=plot.words,
            requester=self.stage.people[plot.who],
            service=self.stage.words[Service, plot.service] if by_desk else None,
            impact=_LEVELS[plot.levels[0]],
            urgency=_LEVELS[plot.levels[1]],
            channel=channel,
            occurred_at=begin - timedelta(minutes=25) if plot.affected else None,
            affected_count=plot.affected,
            affected_users=tuple(self.stage.people[name] for name in plot.affected_people),
            affected_teams=tuple(self.stage.words[Team, name] for name in plot.affected_teams),
            affected_organisations=tuple(
                self.stage.words[Organisation, name] for name in plot.affected_organisations
            ),
            location=plot.location or self.stage.people[plot.who].location,
        )
        sender = self.desk if by_desk else plot.who
        incident = open_incident(report, by=self.stage.actor(sender, channel), now=begin)
        for name, content in plot.files:
            file = SimpleUploadedFile(name, content.encode())
            attach(incident, file, by=self.stage.actor(sender, channel), now=self.moment())
        return incident

    def _triage(self, incident: Incident) -> Incident:
        service = self.stage.words[Service, self.plot.service]
        incident = triage(
            incident,
            category=self.stage.words[Category, self.plot.category],
            service=service,
            impact=incident.impact,
            urgency=incident.urgency,
            team=self.stage.words[Team, self.plot.team] if self.plot.team else service.support_team,
            by=self.stage.actor(self.desk),
            now=self.moment(),
        )
        if not self.plot.moved_to:
            return incident
        team = self.stage.words[Team, self.plot.moved_to]
        reason = "It turned out to belong to them."
        return transfer(incident, team=team, reason=reason, by=self.stage.actor(self.desk), now=self.moment())

    def _talk(self, incident: Incident) -> None:
        for title, _done in self.plot.tasks:
            add_task(incident, title, by=self.stage.actor(self.owner), now=self.moment())
        worker = self.owner if incident.acknowledged_at else self.desk
        for line in self.plot.talk:
            mark, body = line[0], line[1:].strip()
            kind = EntryKind.WORK_NOTE if mark == "#" else EntryKind.PUBLIC
            by = self.stage.actor(self.plot.who, Channel.PORTAL) if mark == ">" else self.stage.actor(worker)
            comment(incident, kind, body, by=by, now=self.moment())
        done = {title for title, is_done in self.plot.tasks if is_done}
        for task in incident.tasks.filter(title__in=done):
            mark_task(task, done=True, by=self.stage.actor(self.owner), now=self.moment())

    def _go_major(self, incident: Incident) -> None:
        plot = self.plot
        if not plot.major:
            return
        manager = self.stage.actor("manager")
        reason = "Many people, and no way round it."
        majors.propose_major(incident, reason=reason, by=self.stage.actor(self.desk), now=self.moment())
        if plot.major == "rejected":
            majors.reject_major(incident, reason="There is a way round it.", by=manager, now=self.moment())
        if plot.major in ("declared", "stood_down"):
            majors.declare_major(
                incident,
                manager=manager.user,
                impact_statement=plot.statement,
                communication_plan="An update on the status page and by e-mail every 30 minutes.",
                by=manager,
                now=self.moment(),
            )

    def _end(self, incident: Incident) -> Incident:
        plot, end = self.plot, self.plot.end
        if end in ("new", "assigned", "working"):
            return incident
        if end in ("asked", "waiting", "blocked"):
            return self._hold(incident)
        if end in ("withdrawn", "false_alarm", "duplicate"):
            by = (
                self.stage.actor(plot.who, Channel.PORTAL)
                if end == "withdrawn"
                else self.stage.actor(self.desk)
            )
            reason, target = self.stage.words[CancelReason, end], self.stage.played.get(plot.other)
            # A duplicate is told on its target too, so it ends after what has happened there.
            return cancel(incident, reason=reason, target=target, by=by, now=self.begin + self.span)
        incident = self._resolve(incident)
        requester = self.stage.actor(plot.who, Channel.PORTAL)
        if end == "reopened":
            return reopen(incident, reason=plot.other, by=requester, now=self.moment())
        if end == "silent":
            product = the_product("nobody objected in time")
            a_week_later = self.begin + self.span + timedelta(days=7)
            later = min(a_week_later, self.stage.now - _MARGIN)
            return close(incident, evidence=Evidence.SILENT, by=product, now=later)
        if end == "closed":
            by = self.stage.actor("manager") if plot.major == "stood_down" else requester
            return close(incident, evidence=Evidence.REQUESTER_WORD, by=by, now=self.moment())
        return incident

    def _resolve(self, incident: Incident) -> Incident:
        plot = self.plot
        resolution = Resolution(
            code=self.stage.words[ResolutionCode, plot.code],
            text=plot.outcome,
            evidence=Evidence.REQUESTER_WORD if plot.end == "closed" else Evidence.AGENT_TEST,
            cause_category=self.stage.words[CauseCategory, plot.cause],
            children="resolve",
        )
        if plot.channel == Channel.MONITORING:
            signal(plot, now=self.moment(), fired_at=self.begin, is_over=True)
        incident = resolve(incident, resolution, by=self.stage.actor(self.owner), now=self.moment())
        if plot.major == "stood_down":
            words = f"Everything works again. {plot.outcome}"
            return majors.stand_down(
                incident, final_update=words, by=self.stage.actor("manager"), now=self.moment()
            )
        return incident

    def _hold(self, incident: Incident) -> Incident:
        plot, by, when = self.plot, self.stage.actor(self.owner), self.moment()
        if plot.end == "asked":
            reason = self.stage.words[HoldReason, "awaiting_requester"]
            return hold(incident, reason=reason, question=plot.outcome, by=by, now=when)
        if plot.end == "blocked":
            reason, blocker = self.stage.words[HoldReason, "awaiting_problem"], self.stage.played[plot.other]
            return hold(incident, reason=reason, blocked_by=blocker, by=by, now=when)
        reason = self.stage.words[HoldReason, plot.other or "awaiting_supplier"]
        until = self.stage.now.replace(minute=0) + timedelta(hours=self.stage.dice.randint(20, 90))
        return hold(incident, reason=reason, until=until, by=by, now=when)
