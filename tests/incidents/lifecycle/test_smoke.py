"""The whole way of an incident through the operations."""

import pytest

from accounts.notices.models import Delivery, Event, Notice
from incidents.lifecycle.operations.talking import comment
from incidents.records.choices import EntryKind, State
from tests.builders import IN_STATE, NOON, closed, held


@pytest.mark.parametrize("state", list(IN_STATE))
def test_every_state_is_reached(cast, state):
    assert IN_STATE[state](cast).state == state


def test_closing_informs_the_requester(cast):
    incident = closed(cast)
    assert Event.objects.filter(about=incident.number, kind="incident.closed").exists()
    assert Notice.objects.filter(recipient=cast.ruth, event__kind="incident.closed").exists()
    assert Delivery.objects.filter(address="ruth@example.org").exists()
    assert incident.history.count() == incident.version


def test_the_requesters_answer_resumes(cast):
    incident = held(cast)
    comment(incident, EntryKind.PUBLIC, "Building two.", by=cast.actor("ruth"), now=NOON)
    incident.refresh_from_db()
    assert incident.state == State.IN_PROGRESS
