"""Searching finds words, beginnings and numbers, the same on both engines, and nothing typed breaks it."""

import pytest

from incidents.lifecycle.operations.details import change_details
from incidents.records.models import Incident
from incidents.records.search import matching
from tests.builders import NOON, make_incident


def found(text):
    return list(matching(Incident.objects.all(), text))


@pytest.fixture
def printer(cast):
    make_incident(cast, "Mail is slow")
    return make_incident(cast, "Printer jams in the library", description="Error E-42 on Tüte and größe")


@pytest.mark.parametrize(
    "text", ["printer", "PRINTER jams", "libr", "E-42", "größe", "jams printer", "42 print"]
)
def test_it_finds(printer, text):
    assert found(text) == [printer]


def test_it_finds_the_number(printer):
    assert found(printer.number) == [printer]
    assert found(printer.number.lower()) == [printer]


@pytest.mark.parametrize(
    "text",
    ["'", '"', "\\", "%", "_", "' OR 1=1--", 'foo "bar', "&", "|", "!", "<->", ":*", "((", "", " ", "*"],
)
def test_signs_are_only_separators(printer, text):
    assert printer not in found(text)


def test_the_index_follows_changes(cast, printer):
    change_details(printer, {"title": "Scanner jams"}, by=cast.actor("agnes"), now=NOON)
    assert found("printer") == []
    assert found("scanner") == [printer]


def test_any_word_is_enough_for_a_hint(printer):
    assert list(matching(Incident.objects.all(), "toner printer", any_word=True)) == [printer]
    assert found("toner printer") == []
