"""Random walks through the operations by random actors: whatever is tried, the promises of the life cycle hold."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.history import delete_as, save_as
from accounts.notices.models import Event
from accounts.people.models import Membership
from incidents.catalogue.models import CancelReason, HoldReason
from incidents.lifecycle.operations import opening
from incidents.lifecycle.operations.details import change_details
from incidents.lifecycle.operations.moving import assign, resume_due
from incidents.lifecycle.operations.talking import comment
from incidents.records.choices import EntryKind
from incidents.records.models import Incident
from incidents.records.operations.relating import add_task, mark_task
from tests.builders import NOON
from tests.cast import Cast
from tests.contracts.steps import do, player, trace

STATES = {"new", "assigned", "in_progress", "on_hold", "resolved", "closed", "cancelled"}
# Written out here on purpose: the walk must not ask the table whether the table is kept.
WAYS = {
    "triage": {("new", "assigned")},
    "start": {("new", "in_progress"), ("assigned", "in_progress")},
    "hold": {("in_progress", "on_hold")},
    "resume": {("on_hold", "in_progress")},
    "transfer": {(state, "assigned") for state in ("assigned", "in_progress", "on_hold")},
    "resolve": {(state, "resolved") for state in ("new", "assigned", "in_progress", "on_hold")},
    "reopen": {("resolved", "in_progress"), ("closed", "in_progress")},
    "close": {("resolved", "closed")},
    "cancel": {(state, "cancelled") for state in ("new", "assigned", "in_progress", "on_hold")},
    "restore": {("cancelled", "new")},
}
MAJOR_WAYS = {
    "propose-major": {("none", "candidate")},
    "declare-major": {("candidate", "declared"), ("none", "declared")},
    "reject-major": {("candidate", "rejected")},
    "stand-down": {("declared", "stood_down")},
    "demote": {("declared", "rejected")},
}
# Agents, resolvers and managers come often, so that walks get far; the others come to be refused.
PEOPLE = st.sampled_from(
    ["agnes"] * 4 + ["rafael"] * 3 + ["ines", "mia"] * 2 + ["nadia", "paul", "lena", "leo", "ruth", "oskar", "system"]
    + ["monitor", "audra"]
)  # fmt: skip
NUMBERS = st.integers(0, 3)


class Walk(RuleBasedStateMachine):
    """A small installation in which everybody tries everything."""

    cast: Cast
    seen: Counter[str]

    @initialize()
    def begin(self) -> None:
        """Start from the same people each time."""
        self.savepoint = transaction.savepoint()
        self.now: datetime = NOON
        self.incidents: list[int] = []
        self.reference = 0
        self.open("agnes", "No sound", "ruth")

    def teardown(self) -> None:
        """Forget the walk."""
        transaction.savepoint_rollback(self.savepoint)

    def incident(self, number: int) -> Incident:
        """Return one of the incidents, read freshly."""
        return Incident.objects.get(pk=self.incidents[number % len(self.incidents)])

    @rule(minutes=st.sampled_from([1, 30, 600, 3_000, 12_000, 30_000]))
    def time_passes(self, minutes: int) -> None:
        """Move the clock, at times past every window."""
        self.now += timedelta(minutes=minutes)

    @precondition(lambda self: len(self.incidents) < 4)
    @rule(
        who=PEOPLE,
        title=st.sampled_from(["No sound", " "]),
        requester=st.sampled_from(["ruth", "oskar", None]),
    )
    def open(self, who: str, title: str, requester: str | None) -> None:
        """Log an incident; refused ones leave none behind."""
        before = Incident.objects.count()
        report = opening.Report(title=title, requester=requester and getattr(self.cast, requester))
        try:
            incident = opening.open_incident(report, by=self.cast.actor(who), now=self.now)
        except (ValidationError, PermissionDenied):
            assert Incident.objects.count() == before
            return
        self.incidents.append(incident.pk)

    @rule(
        number=NUMBERS,
        other=NUMBERS,
        who=PEOPLE,
        action=st.sampled_from(list(WAYS) * 3 + list(MAJOR_WAYS)),
        flaw=st.sampled_from([None, None, None, "empty", "stale", "stranger", "relation"]),
    )
    def act(self, number: int, other: int, who: str, action: str, flaw: str | None) -> None:
        """Try a step, now and then with something missing, somebody who does not belong, or an old version."""
        incident = self.incident(number)
        details = self.details(action, flaw, incident, self.incident(other))
        if action in ("hold", "transfer", "start", "triage") and flaw is None:
            details |= {"version": incident.version}
        before = trace(incident)
        try:
            do(self.cast, action, incident, self.cast.actor(who), now=self.now, **details)
        except (ValidationError, PermissionDenied):
            assert trace(incident) == before
            return
        self.check_step(action, before, incident)

    @rule(number=NUMBERS, choice=st.integers(0, 7))
    def proceed(self, number: int, choice: int) -> None:
        """Do one of the steps that lead on, completely and by somebody who may: so walks get far."""
        incident = self.incident(number)
        steps = [
            action for action, ways in WAYS.items() if incident.state in {source for source, _target in ways}
        ]
        action = steps[choice % len(steps)]
        who = "ines" if incident.state in ("closed", "cancelled") else "agnes"
        details = self.details(action, None, incident, incident)
        if action == "transfer":
            at_home = incident.team == self.cast.teams["network"]
            details = {"team": self.cast.teams["applications" if at_home else "network"]}
        if action == "start":
            details = {
                "assignee": self.cast.paul
                if incident.team == self.cast.teams["applications"]
                else self.cast.rafael
            }
        before = trace(incident)
        try:
            do(self.cast, action, incident, self.cast.actor(who), now=self.now, **details)
        except (ValidationError, PermissionDenied):
            assert trace(incident) == before
            return
        self.check_step(action, before, incident)

    def details(self, action: str, flaw: str | None, incident: Incident, other: Incident) -> dict[str, Any]:
        """Return changes to an otherwise complete set of details."""
        if flaw == "stale":
            return {"version": incident.version - 1}
        until = {"until": self.now + timedelta(hours=5)} if action == "hold" else {}
        if flaw == "empty":
            missing = {
                "triage": "team",
                "hold": "reason",
                "transfer": "team",
                "cancel": "reason",
                "close": "evidence",
            }
            return (
                {missing[action]: ""}
                if action == "close"
                else {missing[action]: None}
                if action in missing
                else {}
            )
        if flaw == "stranger" and action in ("triage", "start", "transfer"):
            return {"assignee": self.cast.oskar}
        if flaw == "relation" and action == "hold":
            return {"until": None, "blocked_by": other}
        if flaw == "relation" and action == "cancel":
            return {"reason": CancelReason.objects.get(slug="duplicate"), "target": other}
        if flaw == "relation" and action == "resolve":
            return {"children": "resolve"}
        if flaw == "stranger" and action == "hold":
            return {
                "reason": HoldReason.objects.get(slug="awaiting_requester"),
                "question": "Where?",
                "until": None,
            }
        return until

    def check_step(self, action: str, before: tuple[Any, ...], incident: Incident) -> None:
        """A step went along the table and left history, timeline and event behind."""
        row, versions, entries, events = before
        after = self.incident(self.incidents.index(incident.pk))
        if action in WAYS:
            assert (row["state"], after.state) in WAYS[action]
            assert row["major_state"] == after.major_state
        else:
            assert (row["major_state"], after.major_state) in MAJOR_WAYS[action]
            assert row["state"] == after.state
        assert after.version == row["version"] + 1
        assert after.history.count() == versions + 1
        assert after.entries.count() > len(entries)
        assert Event.objects.filter(about=after.number).count() > len(events)
        if after.assignee_id and after.assignee_id != row["assignee_id"]:
            assert Membership.objects.filter(team=after.team_id, user=after.assignee_id).exists()
        self.seen[action] += 1

    @rule(
        number=NUMBERS,
        who=PEOPLE,
        kind=st.sampled_from(list(EntryKind)[:2]),
        body=st.sampled_from(["Two.", " "]),
    )
    def write(self, number: int, who: str, kind: EntryKind, body: str) -> None:
        """Say something; on a closed record it opens another one or is refused."""
        incident = self.incident(number)
        before = trace(incident)
        try:
            entry = comment(incident, kind, body, by=self.cast.actor(who), now=self.now)
        except (ValidationError, PermissionDenied):
            assert trace(incident) == before
            return
        if entry.incident_id != incident.pk:
            assert before[0] == trace(incident)[0]
            self.incidents.append(entry.incident_id)

    @rule(
        number=NUMBERS,
        who=PEOPLE,
        values=st.fixed_dictionaries(
            {},
            optional={
                "impact": st.sampled_from(["high", "medium", "low"]),
                "title": st.sampled_from(["No sound", "No sound at all", ""]),
                "assignee": st.sampled_from(["rafael", "paul", None]),
                "restored_at": st.sampled_from([None, -30, 60]),
                "parent": NUMBERS,
            },
        ),
    )
    def correct(self, number: int, who: str, values: dict[str, Any]) -> None:
        """Change details, also to what they are and to what they may not be."""
        incident = self.incident(number)
        wanted = dict(values)
        if wanted.get("assignee"):
            wanted["assignee"] = getattr(self.cast, wanted["assignee"])
        if wanted.get("restored_at") is not None:
            wanted["restored_at"] = self.now + timedelta(minutes=wanted["restored_at"])
        if "parent" in wanted:
            wanted["parent"] = self.incident(wanted["parent"])
        before = trace(incident)
        try:
            change_details(incident, wanted, by=self.cast.actor(who), now=self.now)
        except (ValidationError, PermissionDenied):
            assert trace(incident) == before

    @rule(number=NUMBERS, who=PEOPLE, assignee=st.sampled_from(["rafael", "nadia", "paul", None]))
    def give(self, number: int, who: str, assignee: str | None) -> None:
        """Assign inside or outside the team."""
        incident = self.incident(number)
        before = trace(incident)
        person = assignee and getattr(self.cast, assignee)
        try:
            after = assign(incident, assignee=person or None, by=self.cast.actor(who), now=self.now)
        except (ValidationError, PermissionDenied):
            assert trace(incident) == before
            return
        if person:
            assert Membership.objects.filter(team=after.team_id, user=person).exists()

    @rule(number=NUMBERS, done=st.booleans())
    def work(self, number: int, done: bool) -> None:
        """Add a mandatory task or finish the first one."""
        incident, by = self.incident(number), player(self.cast, "Agt")
        task = incident.tasks.first()
        try:
            if done and task is not None:
                mark_task(task, done=True, by=by, now=self.now)
            else:
                add_task(incident, "Call them", by=by, now=self.now, is_mandatory=True)
        except ValidationError:
            assert incident.is_locked

    @rule()
    def nadia_comes_and_goes(self) -> None:
        """Change who belongs to the team."""
        row = Membership.objects.filter(user=self.cast.nadia).first()
        if row is not None:
            delete_as(row, by=self.cast.system)
        else:
            save_as(Membership(team=self.cast.teams["network"], user=self.cast.nadia), by=self.cast.system)

    @rule()
    def sweep(self) -> None:
        """Resume what is due; a second sweep finds nothing."""
        resume_due(now=self.now)
        assert resume_due(now=self.now) == 0

    @invariant()
    def promises_hold(self) -> None:
        """Look at every incident."""
        for incident in Incident.objects.all():
            state = incident.state
            assert state in STATES
            assert (state == "on_hold") == (incident.hold_reason_id is not None)
            if state in ("resolved", "closed"):
                assert incident.resolution_code_id and incident.resolution_text.strip()
                assert incident.restored_at and incident.resolved_at and incident.acknowledged_at
            assert (state == "closed") == (incident.closed_at is not None)
            assert (state == "cancelled") == (incident.cancel_reason_id is not None)
            assert incident.major_state != "declared" or incident.major_manager_id is not None
            assert not (incident.major_state == "declared" and state in ("closed", "cancelled"))
            assert incident.version == incident.history.count()
            assert incident.history.latest().state == state


def test_random_walks(troupe):
    walked: Counter[str] = Counter()
    walk = type("WalkOfThisCast", (Walk,), {"cast": troupe, "seen": walked})
    run_state_machine_as_test(
        walk,
        settings=settings(
            max_examples=60,
            # The same walks in every run: a failure can be walked again, on either engine.
            derandomize=True,
            stateful_step_count=40,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    # A walk that is refused everywhere proves nothing.
    assert len(set(walked) & set(WAYS)) >= 8
