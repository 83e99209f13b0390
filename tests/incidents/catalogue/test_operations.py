"""The matrix refuses what no form could send: pairs that are doubled, unknown or missing."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from incidents.catalogue.operations import save_category, set_matrix
from incidents.catalogue.queries import priority_matrix
from incidents.catalogue.rules import DEFAULT_MATRIX

WHOLE = [(impact, urgency, int(priority)) for (impact, urgency), priority in DEFAULT_MATRIX.items()]


@pytest.mark.parametrize(
    "cells",
    [
        [],
        WHOLE[:-1],
        [*WHOLE, WHOLE[0]],
        [*WHOLE[:-1], ("low", "low", 0)],
        [*WHOLE[:-1], ("low", "low", 6)],
        [*WHOLE, ("huge", "low", 1)],
    ],
)
def test_no_matrix_is_saved_in_part(cast, cells):
    before = priority_matrix()
    with pytest.raises(ValidationError) as refusal:
        set_matrix(cells, by=cast.actor("adam"), why="x")
    assert refusal.value.code == "guard_failed"
    assert priority_matrix() == before


@pytest.mark.parametrize("name", ["ruth", "agnes", "ines", "audra"])
def test_only_those_who_configure_may(cast, name):
    with pytest.raises(PermissionDenied):
        set_matrix(WHOLE, by=cast.actor(name), why="x")
    with pytest.raises(PermissionDenied):
        save_category(cast.categories["email"], by=cast.actor(name), why="x")


def test_a_new_short_name_moves_all_below(cast):
    email = cast.categories["email"]
    email.slug = "mail"
    save_category(email, by=cast.actor("adam"), why="Shorter")
    delivery = cast.categories["email/delivery"]
    delivery.refresh_from_db()
    assert delivery.path == "mail/delivery"
