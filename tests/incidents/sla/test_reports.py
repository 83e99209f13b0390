"""Whether pauses were honest: how much waited, for what and by whom; late ones and silent ones (SLA-29)."""

from datetime import UTC, datetime, timedelta

import pytest

from incidents.catalogue.models import HoldReason
from incidents.lifecycle.operations import moving
from incidents.records.models import Incident
from incidents.sla.reports import pause_integrity
from tests.builders import held, started

# A Monday in office hours.
NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


# Four hours, around the clock.
URGENT = {"impact": "high", "urgency": "high"}


def wait(cast, incident, slug, now, **details):
    reason = HoldReason.objects.get(slug=slug)
    return moving.hold(incident, reason=reason, by=cast.actor("rafael"), now=now, **details)


def test_shares_by_reason_and_person(cast):
    held(cast, **URGENT, now=NINE)
    other = started(cast, **URGENT, now=NINE)
    wait(cast, other, "agreed_date", NINE + HOUR, until=NINE + 9 * HOUR)
    report = pause_integrity(Incident.objects.all(), NINE, NINE + 2 * HOUR)

    assert (report.running_seconds, report.paused_seconds) == (180 + 3600, 117 * 60 + 3600)
    assert [(row.reason, row.person.username, row.pauses) for row in report.shares] == [
        ("awaiting_requester", "rafael", 1),
        ("agreed_date", "rafael", 1),
    ]
    assert [row.paused_seconds for row in report.shares] == [117 * 60, 3600]
    assert sum(row.permille for row in report.shares) in range(735, 740)
    assert pause_integrity(Incident.objects.none(), NINE, NINE + HOUR).paused_seconds == 0
    assert pause_integrity(Incident.objects.all(), NINE - 9 * HOUR, NINE).shares == []


@pytest.mark.parametrize(("minutes", "percents"), [(215, []), (216, [90]), (239, [99]), (241, [])])
def test_pauses_that_begin_close_to_the_deadline(cast, minutes, percents):
    incident = started(cast, **URGENT, now=NINE)
    at = NINE + timedelta(minutes=minutes)
    wait(cast, incident, "awaiting_requester", at, question="Where?")
    report = pause_integrity(Incident.objects.all(), NINE, NINE + 24 * HOUR)

    assert [late.percent for late in report.late] == percents


def test_holds_that_asked_nobody_anything(cast):
    asked, silent = started(cast, now=NINE), started(cast, now=NINE)
    inside = started(cast, now=NINE)
    wait(cast, asked, "agreed_date", NINE + HOUR, until=NINE + 50 * HOUR, question="Is Wednesday right?")
    wait(cast, silent, "agreed_date", NINE + HOUR, until=NINE + 50 * HOUR)
    wait(cast, inside, "awaiting_supplier", NINE + HOUR, until=NINE + 50 * HOUR)
    report = pause_integrity(Incident.objects.all(), NINE, NINE + 24 * HOUR)

    assert [entry.incident.number for entry in report.silent] == [silent.number]


def test_the_number_of_queries_is_constant(cast, django_assert_max_num_queries):
    for number in range(6):
        held(cast, **URGENT, now=NINE + number * HOUR)
    with django_assert_max_num_queries(7):
        report = pause_integrity(Incident.objects.all(), NINE, NINE + 24 * HOUR)
    assert report.shares[0].pauses == 6
