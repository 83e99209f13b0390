"""LOG-13 and LOG-14 by mail: what is sent to a merged number lands at the survivor, and goes home with it."""

import pytest

from incidents.lifecycle.operations.merging import merge, unmerge
from incidents.records.choices import EntryKind
from incidents.records.models import Incident
from tests.builders import MINUTE, NOON, closed, make_incident
from tests.incidents.intake.mail.conftest import incident_of

OSKAR = "Oskar Example <oskar@example.org>"


def said(incident: Incident) -> list[str]:
    return list(incident.entries.filter(kind=EntryKind.PUBLIC).values_list("body", flat=True))


@pytest.mark.parametrize("by", ["number", "message id"])
def test_LOG_13_later_mail_lands_at_the_survivor_and_goes_home(cast, post, by):
    survivor = make_incident(cast)
    duplicate = incident_of(post.write(sender=OSKAR, message_id="<first@example.org>"))
    merge(duplicate, into=survivor, by=cast.actor("agnes"), now=NOON + MINUTE)
    how = (
        {"subject": f"Re: [{duplicate.number}] Printer"}
        if by == "number"
        else {"In_Reply_To": "<first@example.org>"}
    )
    signal = post.write(
        "Any news?", sender=OSKAR, message_id="<second@example.org>", now=NOON + 2 * MINUTE, **how
    )
    assert said(survivor) == ["Any news?"] and survivor.number in signal.outcome
    unmerge(duplicate, by=cast.actor("agnes"), now=NOON + 3 * MINUTE)
    assert (said(duplicate), said(survivor)) == (["Any news?"], [])
    again = {"message_id": "<third@example.org>", "In_Reply_To": "<second@example.org>"}
    assert incident_of(post.write("Hello?", sender=OSKAR, now=NOON + 4 * MINUTE, **again)) == duplicate


def test_LOG_13_mail_to_a_merged_number_whose_survivor_is_closed_opens_a_new_one(cast, post):
    survivor, duplicate = closed(cast), make_incident(cast, requester=cast.oskar)
    Incident.objects.filter(pk=survivor.pk).update(state="resolved", closed_at=None, closure_evidence="")
    merge(duplicate, into=Incident.objects.get(pk=survivor.pk), by=cast.actor("agnes"), now=NOON + MINUTE)
    Incident.objects.filter(pk=survivor.pk).update(state="closed", closed_at=NOON, closure_evidence="silent")
    signal = post.write(sender=OSKAR, subject=f"[{duplicate.number}]", now=NOON + 2 * MINUTE)
    assert incident_of(signal) not in (survivor, duplicate)
