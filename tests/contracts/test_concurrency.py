"""At the same moment: real threads with connections of their own, on whichever engine the suite runs."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from structlog.testing import capture_logs

from accounts.choices import Channel
from accounts.notices import models as notices
from incidents.catalogue.models import HoldReason
from incidents.lifecycle.operations import opening
from incidents.lifecycle.operations.details import change_details
from incidents.lifecycle.operations.merging import merge, unmerge
from incidents.lifecycle.operations.moving import resume_due
from incidents.lifecycle.operations.talking import comment
from incidents.records.choices import EntryKind, LinkKind
from incidents.records.models import Incident, Link, Watcher
from incidents.records.operations.relating import link, watch
from incidents.records.queries import goes_on_as
from tests.builders import NOON, make_incident, started
from tests.cast import Cast, make_cast
from tests.contracts.steps import HOUR, LATER, do

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def crowd(transactional_db: None) -> Cast:
    """Everybody, committed, so that other connections see them."""
    return make_cast()


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Start all calls at one moment; return what each answered or was refused with."""
    line = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            line.wait(timeout=30)
            return call()
        except ValidationError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def codes(answers: list[Any]) -> list[str]:
    """Return the code of each refusal."""
    return [str(answer.code) for answer in answers if isinstance(answer, ValidationError)]


def is_consistent(incident: Incident) -> bool:
    """Say whether version and history agree."""
    return incident.version == incident.history.count()


@pytest.mark.parametrize("action", ["start", "resolve", "cancel"])
def test_two_simultaneous_transitions(crowd, action):
    """One wins; the other, who saw the same version, gets the conflict."""
    incident = do(crowd, "triage", make_incident(crowd), crowd.actor("agnes"), now=NOON)
    seen = incident.version

    def one() -> Incident:
        return do(crowd, action, incident, crowd.actor("agnes"), version=seen)

    def other() -> Incident:
        return do(crowd, "transfer", incident, crowd.actor("aaron"), version=seen)

    answers = together(one, other)
    assert codes(answers) == ["stale"]
    incident.refresh_from_db()
    winner = next(answer for answer in answers if isinstance(answer, Incident))
    assert (incident.state, incident.version) == (winner.state, seen + 1)
    assert is_consistent(incident)


def test_resolved_twice_at_once(crowd):
    incident = started(crowd)
    names = ["agnes", "rafael"]
    answers = together(
        *(
            lambda name=name: do(crowd, "resolve", incident, crowd.actor(name), text=f"By {name}")
            for name in names
        )
    )
    assert codes(answers) == ["not_allowed_from_state"]
    incident.refresh_from_db()
    winner = next(answer for answer in answers if isinstance(answer, Incident))
    assert (incident.state, incident.resolution_text) == ("resolved", winner.resolution_text)
    assert notices.Event.objects.filter(about=incident.number, kind="incident.resolved").count() == 1
    assert is_consistent(incident)


def test_a_comment_while_an_agent_saves(crowd):
    incident = started(crowd)
    seen = incident.version
    answers = together(
        lambda: comment(incident, EntryKind.PUBLIC, "It is room 4.", by=crowd.actor("ruth"), now=LATER),
        lambda: change_details(
            incident, {"location": "Room 4"}, by=crowd.actor("agnes"), now=LATER, version=seen
        ),
    )
    assert codes(answers) == []
    incident.refresh_from_db()
    assert (incident.location, incident.version) == ("Room 4", seen + 1)
    assert incident.entries.filter(body="It is room 4.").count() == 1
    assert is_consistent(incident)


def test_two_people_edit_different_fields_of_one_version(crowd):
    incident = started(crowd)
    seen = incident.version

    def edit(name: str, **values: str) -> Incident:
        return change_details(incident, values, by=crowd.actor(name), now=LATER, version=seen, merge=True)

    assert (
        codes(together(lambda: edit("agnes", location="Room 4"), lambda: edit("aaron", contact="ext. 12")))
        == []
    )
    incident.refresh_from_db()
    assert (incident.location, incident.contact, incident.version) == ("Room 4", "ext. 12", seen + 2)


def test_two_people_edit_the_same_field_of_one_version(crowd):
    incident = started(crowd)
    seen = incident.version

    def edit(name: str) -> Incident:
        return change_details(
            incident, {"location": name}, by=crowd.actor(name), now=LATER, version=seen, merge=True
        )

    assert codes(together(lambda: edit("agnes"), lambda: edit("aaron"))) == ["stale"]
    incident.refresh_from_db()
    assert (incident.version, is_consistent(incident)) == (seen + 1, True)


def test_fifty_parallel_creates(crowd):
    calls = [
        lambda index=index: [make_incident(crowd, f"Printer {index}-{turn}", now=NOON) for turn in range(5)]
        for index in range(10)
    ]
    made = [incident for answer in together(*calls) for incident in answer]
    assert len({incident.number for incident in made}) == 50
    assert Incident.objects.count() == 50
    assert set(Incident.objects.values_list("title", flat=True)) == {incident.title for incident in made}


def test_one_reference_twice_at_once(crowd):
    def report() -> Incident:
        report = opening.Report(title="Disk full", external_reference="srv-7/disk")
        return opening.open_incident(report, by=crowd.actor("monitor", Channel.MONITORING), now=NOON)

    answers = together(*[report] * 4)
    assert len({answer.number for answer in answers}) == 1
    assert Incident.objects.count() == 1
    assert notices.Event.objects.count() == 1


def test_one_reference_with_two_contents_at_once(crowd):
    def report(title: str) -> Incident:
        report = opening.Report(title=title, external_reference="srv-7/disk")
        return opening.open_incident(report, by=crowd.actor("monitor", Channel.MONITORING), now=NOON)

    answers = together(lambda: report("Disk full"), lambda: report("Disk broken"))
    refusals = [answer for answer in answers if isinstance(answer, ValidationError)]
    assert [problem.code for problem in refusals[0].error_dict["external_reference"]] == ["conflict"]
    assert Incident.objects.count() == 1


def test_two_sweeps(crowd):
    incidents = [do(crowd, "hold", started(crowd), crowd.actor("rafael")) for _ in range(4)]
    counts = together(*[lambda: resume_due(now=LATER + HOUR)] * 2)
    assert sum(counts) == 4
    for incident in incidents:
        incident.refresh_from_db()
        assert incident.state == "in_progress"
        assert incident.entries.filter(story="resumed").count() == 1
        assert is_consistent(incident)


@pytest.mark.parametrize("spoilt", [0, 1])
def test_a_sweep_passes_by_a_row_that_cannot_be_resumed(crowd, spoilt):
    incidents = [do(crowd, "hold", started(crowd), crowd.actor("rafael")) for _ in range(4)]
    bad = incidents[spoilt]
    with connection.execute_wrapper(_Spoilt(bad.pk)), capture_logs() as logs:
        assert resume_due(now=LATER + HOUR, limit=3) == 3
    assert [(line["event"], line["incident"]) for line in logs if line["log_level"] == "error"] == [
        ("resume_failed", bad.pk)
    ]
    assert set(Incident.objects.filter(state="on_hold")) == {bad}
    bad.refresh_from_db()
    assert is_consistent(bad)
    assert resume_due(now=LATER + HOUR) == 1


class _Spoilt:
    """Lets the database refuse to change one incident, as a row that breaks a constraint would."""

    def __init__(self, pk: int) -> None:
        self.pk = pk

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith('UPDATE "incidents_incident"') and params[-1] == self.pk:
            raise IntegrityError("spoilt")
        return execute(sql, params, many, context)


def test_a_sweep_leaves_what_somebody_else_holds(crowd):
    """SQLite locks the whole file and never a row: there the sweep waits, and has both."""
    skips = connection.features.has_select_for_update_skip_locked
    held, free = (do(crowd, "hold", started(crowd), crowd.actor("rafael")) for _ in range(2))
    is_held, is_swept = Event(), Event()

    def keep() -> str:
        with transaction.atomic():
            Incident.objects.locked(held.pk)
            is_held.set()
            assert not skips or is_swept.wait(timeout=30)
        return "kept"

    def sweep() -> int:
        assert is_held.wait(timeout=30)
        try:
            return resume_due(now=LATER + HOUR)
        finally:
            is_swept.set()

    assert together(keep, sweep) == ["kept", 1 if skips else 2]
    held.refresh_from_db()
    free.refresh_from_db()
    assert (held.state, free.state) == ("on_hold" if skips else "in_progress", "in_progress")
    assert resume_due(now=LATER + HOUR) == (1 if skips else 0)


def test_answer_and_sweep_resume_once(crowd):
    reason = HoldReason.objects.get(slug="awaiting_requester")
    incident = do(crowd, "hold", started(crowd), crowd.actor("rafael"), reason=reason, question="Which room?")
    answers = together(
        lambda: comment(incident, EntryKind.PUBLIC, "Four.", by=crowd.actor("ruth"), now=LATER + HOUR),
        lambda: resume_due(now=LATER + HOUR),
    )
    assert codes(answers) == []
    assert incident.entries.filter(story="resumed").count() == 1
    assert incident.entries.filter(body="Four.").count() == 1


def test_linking_and_following_twice_at_once(crowd):
    one, other = make_incident(crowd), make_incident(crowd)
    answers = together(
        *[lambda: link(one, other, LinkKind.RELATED, by=crowd.actor("agnes"), now=NOON)] * 2,
        *[lambda: watch(one, crowd.oskar, by=crowd.actor("agnes"), now=NOON)] * 2,
    )
    assert codes(answers) == []
    assert (Link.objects.count(), Watcher.objects.count()) == (1, 1)
    assert one.entries.filter(story="linked").count() == 1


def test_resolving_a_parent_while_its_child_is_resolved(crowd):
    parent, child = started(crowd), started(crowd, title="The same")
    change_details(child, {"parent": parent}, by=crowd.actor("agnes"), now=NOON)
    answers = together(
        lambda: do(crowd, "resolve", parent, crowd.actor("agnes"), children="resolve"),
        lambda: do(crowd, "resolve", child, crowd.actor("rafael")),
    )
    assert set(codes(answers)) <= {"not_allowed_from_state"}
    child.refresh_from_db()
    assert child.state == "resolved"
    assert is_consistent(child)


def _free_of_circles() -> bool:
    return not any(row.pk in goes_on_as(row.pk) for row in Incident.objects.all())


@pytest.mark.parametrize("case", ["each into the other", "the same into two", "onward at once", "taken back"])
def test_LOG_13_merged_at_once(crowd, case):
    """One wins; the other is refused or comes after; never a circle, never a deadlock."""
    one, other, third = (make_incident(crowd, f"No mail {number}") for number in range(3))
    by = crowd.actor("agnes")
    pairs = {
        "each into the other": ((one, other), (other, one)),
        "the same into two": ((one, other), (one, third)),
        "onward at once": ((third, other), (other, one)),
        "taken back": ((third, other), (other, one)),
    }[case]
    calls: list[Callable[[], Any]] = [
        lambda source=source, target=target: merge(source, into=target, by=by, now=LATER)
        for source, target in pairs
    ]
    if case == "taken back":
        calls[0]()
        calls[0] = lambda: unmerge(third, by=by, now=LATER)
        calls.append(lambda: comment(third, EntryKind.PUBLIC, "Hm", by=crowd.actor("ruth"), now=LATER))
    answers = together(*calls)
    refused = [answer for answer in answers if isinstance(answer, ValidationError)]
    assert len(refused) <= 1 and _free_of_circles()
    if case in ("each into the other", "the same into two"):
        assert len(refused) == 1
    assert all(is_consistent(row) for row in Incident.objects.all())


def test_LOG_11_each_below_the_other_at_once(crowd):
    """The second one sees the first one's parent and is refused."""
    one, other = make_incident(crowd), make_incident(crowd)
    by = crowd.actor("agnes")
    answers = together(
        *(
            lambda child=child, parent=parent: change_details(child, {"parent": parent}, by=by, now=LATER)
            for child, parent in ((one, other), (other, one))
        )
    )
    assert sum(isinstance(answer, ValidationError) for answer in answers) == 1
    assert Incident.objects.exclude(parent=None).count() == 1
