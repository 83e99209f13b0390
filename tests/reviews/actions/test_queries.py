"""What the frame says that people owe to reviews."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.people.figures import figures_of
from tests.reviews.builders import IN_STATE, LATER, drafted, promised

UNDER_WAY = {"required", "draft", "in_review", "approved"}


def owed(person, now=LATER):
    return figures_of(person, now=now)["reviews"]


@pytest.mark.parametrize("state", list(IN_STATE))
def test_reviews_under_way_are_owed_by_who_leads_them(cast, state):
    review = IN_STATE[state](cast)
    assert owed(review.owner) == (state in UNDER_WAY)
    assert owed(cast.oskar) == 0


def test_actions_are_owed_when_they_are_overdue(cast):
    action = promised(cast)
    owner, due = action.owner, action.due_on
    before = owed(owner)
    late = LATER + (due + timedelta(days=1) - LATER.date())
    assert owed(owner, late - timedelta(days=1)) == before
    assert owed(owner, late) == before + 1


def test_the_frame_shows_it(cast):
    review = drafted(cast)
    client = Client()
    client.force_login(review.owner)
    navigation = client.get("/inbox/").content.decode().split(">Reviews</span>")[1]
    assert navigation.startswith('<span class="count">1</span>')
