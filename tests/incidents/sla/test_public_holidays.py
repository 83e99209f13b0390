"""Holidays by country and region: seen first, and only what is ticked counts (ADM-02)."""

from datetime import date

import pytest

from incidents.sla.models import Calendar
from incidents.sla.public_holidays import (
    PublicHoliday,
    countries,
    public_holidays,
    subdivisions,
    with_holidays,
)
from tests.accounts.admin_client import address, signed_in

ASSUMPTION = date(2026, 8, 15)


def days(*args, known=None):
    return {holiday.day: holiday for holiday in public_holidays(*args, known or {})}


@pytest.mark.parametrize(
    ("country", "region", "day", "is_holiday"),
    [
        ("DE", "", date(2026, 10, 3), True),
        ("DE", "", ASSUMPTION, False),
        ("DE", "SL", ASSUMPTION, True),
        ("DE", "BE", ASSUMPTION, False),
        ("US", "", date(2026, 11, 26), True),
        ("GB", "SCT", date(2026, 11, 30), True),
        ("GB", "ENG", date(2026, 11, 30), False),
    ],
)
def test_holidays_of_a_place(country, region, day, is_holiday):
    assert (day in days(country, region, [2026], "en")) is is_holiday


def test_names_are_in_the_readers_language_if_the_library_speaks_it():
    assert days("DE", "", [2026], "en")[date(2026, 12, 25)].name == "Christmas Day"
    assert days("DE", "", [2026], "de")[date(2026, 12, 25)].name == "Erster Weihnachtstag"
    assert days("DE", "", [2026], "xx")[date(2026, 12, 25)].name == "Erster Weihnachtstag"


def test_years_are_whole_and_in_order():
    found = list(days("FR", "", [2027, 2026], "en"))
    assert found == sorted(found)
    assert {day.year for day in found} == {2026, 2027}


@pytest.mark.parametrize(
    ("country", "region", "years"),
    [
        ("XX", "", [2026]),
        ("DE", "XX", [2026]),
        ("DE", "", []),
        ("DE", "", range(2000, 2050)),
        ("DE", "", [1500]),
    ],
)
def test_unknown_places_and_wild_years_are_no_answer(country, region, years):
    with pytest.raises(ValueError, match=r".+"):
        public_holidays(country, region, years, "en", {})


def test_what_the_calendar_has_is_marked_but_a_part_of_a_day_is_not():
    known = {
        "holidays": [
            {"month": 12, "day": 25},
            {"date": "2026-01-01"},
            {"date": "2026-10-03", "from": "12:00"},
            {"month": 2, "day": 29},
        ]
    }
    found = days("DE", "", [2026], "en", known=known)
    assert {day for day, holiday in found.items() if holiday.is_present} == {
        date(2026, 1, 1),
        date(2026, 12, 25),
    }


def test_every_country_and_region_has_a_name():
    assert countries()["DE"] == "Germany"
    assert countries()["US"] == "United States"
    assert subdivisions("DE")["BY"] == "Bayern"
    assert subdivisions("XX") == {}


def test_added_holidays_stand_in_order():
    told = with_holidays(
        {"zone": "UTC", "holidays": [{"month": 12, "day": 25}, {"date": "2026-05-01"}]},
        [PublicHoliday(date(2026, 1, 1), "New Year")],
    )
    assert told["holidays"] == [
        {"date": "2026-01-01", "name": "New Year"},
        {"date": "2026-05-01"},
        {"month": 12, "day": 25},
    ]


@pytest.fixture
def adam(cast):
    return signed_in(cast.adam)


def office():
    return Calendar.objects.get(slug="office-hours")


PLACE = {"country": "DE", "subdivision": "SL", "first": "2027", "last": "2027"}


def test_the_page_goes_from_country_to_region_to_days(adam):
    url = address(Calendar, "holidays", office().pk)
    assert "Germany" in adam.get(url).content.decode()
    page = adam.get(url, {**PLACE, "subdivision": ""})
    assert "Saarland" in page.content.decode()
    page = adam.get(url, PLACE)
    assert date(2027, 8, 15) in [holiday.day for holiday in page.context["offered"]]
    assert office().versions.count() == 1


def test_only_ticked_days_are_added_as_a_version(adam):
    url = address(Calendar, "holidays", office().pk)
    answer = adam.post(url, {**PLACE, "day": ["2027-01-01", "2027-08-15"], "reason": "Site in Saarbrücken"})
    assert answer.status_code == 302
    version = office().versions.get(is_current=True)
    assert version.number == 2
    assert version.note == "Site in Saarbrücken"
    assert [told["date"] for told in version.definition["holidays"]] == ["2027-01-01", "2027-08-15"]
    assert version.history.get().actor_name == "Adam Example"
    page = adam.get(url, PLACE)
    assert [holiday.day for holiday in page.context["offered"] if holiday.is_present] == [
        date(2027, 1, 1),
        date(2027, 8, 15),
    ]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"day": []}, "Tick at least one holiday."),
        ({"day": ["2027-03-07"]}, "not one of the available choices"),
        ({"reason": ""}, "Say why."),
        ({"last": "2026"}, "the earlier one first"),
        ({"last": "2099"}, "up to 10 years"),
        ({"country": "XX"}, "not one of the available choices"),
        ({"subdivision": "XX"}, "not one of the available choices"),
    ],
)
def test_a_wrong_approval_adds_nothing(adam, changes, sentence):
    url = address(Calendar, "holidays", office().pk)
    answer = adam.post(url, {**PLACE, "day": ["2027-01-01"], "reason": "Site", **changes})
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert office().versions.count() == 1


def test_around_the_clock_has_no_holidays(adam):
    always = Calendar.objects.get(slug="around-the-clock")
    answer = adam.post(
        address(Calendar, "holidays", always.pk), {**PLACE, "day": ["2027-01-01"], "reason": "Try"}
    )
    assert "open around the clock has no holidays" in answer.content.decode()
    assert always.versions.count() == 1
