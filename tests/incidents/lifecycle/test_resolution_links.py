"""The links in the message about a resolution: each works once, for a while, while there is something to answer."""

import pytest
from django.urls import resolve, reverse

from accounts.access.choices import LinkPurpose
from accounts.access.links import link_of, token_of
from accounts.access.models import ActionLink
from accounts.access.operations import use_link
from accounts.notices.models import Notice
from incidents.lifecycle.guards import REOPEN_WINDOW
from incidents.lifecycle.operations import resolving
from incidents.records.choices import Evidence
from incidents.records.models import Incident
from tests.builders import MINUTE, NOON, resolution, resolved
from tests.cast import Cast

RESOLVED_AT = NOON + 5 * MINUTE
LATER = NOON + 30 * MINUTE


@pytest.fixture
def incident(cast: Cast) -> Incident:
    return resolved(cast)


def tokens_of(cast: Cast) -> dict[str, str]:
    """Return the tokens from the latest message to the requester, by purpose."""
    notice = Notice.objects.filter(recipient=cast.ruth, event__kind="incident.resolved").latest("id")
    tokens = [resolve(path).kwargs["token"] for _label, path in notice.links]
    found = [link_of(token, now=LATER) for token in tokens]
    return {link.purpose if link else "dead": token for link, token in zip(found, tokens, strict=True)}


def test_the_message_has_one_link_for_each_answer(cast: Cast, incident: Incident) -> None:
    tokens = tokens_of(cast)
    assert set(tokens) == {LinkPurpose.CONFIRM, LinkPurpose.REOPEN}
    for token in tokens.values():
        link = link_of(token, now=LATER)
        assert link is not None
        assert (link.user, link.target) == (cast.ruth, incident.number)
    others = Notice.objects.filter(event__kind="incident.resolved").exclude(recipient=cast.ruth)
    assert not any(notice.links for notice in others)


def test_a_link_works_once(cast: Cast, incident: Incident) -> None:
    token = tokens_of(cast)[LinkPurpose.CONFIRM]
    link = link_of(token, now=LATER)
    assert link is not None
    assert use_link(link, now=LATER) is True
    assert use_link(link, now=LATER) is False
    assert link_of(token, now=LATER) is None


def test_a_link_expires_with_the_window_for_reopening(cast: Cast, incident: Incident) -> None:
    token = tokens_of(cast)[LinkPurpose.REOPEN]
    link = link_of(token, now=RESOLVED_AT + REOPEN_WINDOW - MINUTE)
    assert link is not None
    assert link_of(token, now=RESOLVED_AT + REOPEN_WINDOW) is None
    assert use_link(link, now=RESOLVED_AT + REOPEN_WINDOW) is False


def test_reopening_ends_both_links_and_the_next_resolution_brings_new_ones(
    cast: Cast, incident: Incident
) -> None:
    old = tokens_of(cast)
    incident = resolving.reopen(incident, reason="No", by=cast.actor("agnes"), now=LATER)
    assert [link_of(token, now=LATER) for token in old.values()] == [None, None]
    resolving.resolve(incident, resolution(), by=cast.actor("rafael"), now=LATER)
    new = tokens_of(cast)
    assert set(new) == {LinkPurpose.CONFIRM, LinkPurpose.REOPEN}
    assert not set(new.values()) & set(old.values())


def test_closing_ends_both_links(cast: Cast, incident: Incident) -> None:
    old = tokens_of(cast)
    resolving.close(incident, evidence=Evidence.AGENT_TEST, by=cast.actor("agnes"), now=LATER)
    assert [link_of(token, now=LATER) for token in old.values()] == [None, None]


@pytest.mark.parametrize("change", [lambda text: text[:-1], lambda text: "x" + text, lambda text: text + "x"])
def test_a_changed_token_opens_nothing(cast: Cast, incident: Incident, change) -> None:
    assert link_of(change(tokens_of(cast)[LinkPurpose.CONFIRM]), now=LATER) is None


def test_a_copy_of_the_database_holds_no_token(cast: Cast, incident: Incident) -> None:
    link = ActionLink.objects.filter(purpose=LinkPurpose.CONFIRM).get()
    assert link.pk.hex not in reverse("action_link", args=[token_of(link)]).split(":")[-1]
    assert link_of(link.pk.hex, now=LATER) is None
