"""Two texts shown as one: nothing is lost, and a long text is not compared word by word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.differences import MOST_WORDS, Piece, differences


@given(st.text(alphabet="ab \n"), st.text(alphabet="ab \n"))
def test_both_texts_can_be_read_from_the_pieces(old, new):
    pieces = differences(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "old") == new


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", []),
        ("", "new", [Piece("new", "new")]),
        ("old", "", [Piece("old", "old")]),
        (
            "an old way",
            "an new way",
            [
                Piece("same", "an "),
                Piece("old", "old"),
                Piece("new", "new"),
                Piece("same", " way"),
            ],
        ),
    ],
)
def test_pieces_stand_in_reading_order(old, new, expected):
    assert differences(old, new) == expected


def test_long_texts_stand_whole():
    old, new = "a " * MOST_WORDS, "b " * MOST_WORDS
    assert differences(old, new) == [Piece("old", old), Piece("new", new)]
