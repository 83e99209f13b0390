"""Rows that are written in one go are those that Django would have written one by one, to the last letter."""

from datetime import datetime, timedelta, timezone

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from accounts.choices import Channel
from accounts.many_rows import insert_objects, insert_rows
from incidents.records.choices import EntryKind, Story
from incidents.records.timeline_models import Entry
from tests.builders import NOON, make_incident

TEXTS = [
    *("", " ", "\\N", "NULL", "\\.", "a\tb", "a\nb", "a\r\nb", "\\\\", "\\t", "'", '"', "%s", "{}", "0"),
    *("Größe", "東京", "🙂", "‮abc", "x" * 5000),
]
MOMENTS = [
    NOON,
    NOON + timedelta(microseconds=1),
    NOON.astimezone(timezone(timedelta(hours=-9, minutes=-30))),
    datetime(1970, 1, 1, tzinfo=NOON.tzinfo),
]
FACTS = [{}, {"a": None}, {"a": [1, 1.5, True, "\t\\N"]}, {"ä": {"b": "\n"}}, {"a": 1}, {"a": True}]


def entries(incident):
    return [
        Entry(
            incident=incident,
            kind=EntryKind.STORY,
            story=Story.OPENED if place % 2 else "",
            is_public=place % 3 == 0,
            author=incident.requester if place % 2 else None,
            author_name="A\\B",
            channel=Channel.IMPORT,
            body=body,
            facts=FACTS[place % len(FACTS)],
            happened_at=MOMENTS[place % len(MOMENTS)],
            recorded_at=NOON,
        )
        for place, body in enumerate(TEXTS)
    ]


def written():
    """Return the rows of the table as they lie there, and empty it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM incidents_entry ORDER BY id")
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    Entry.objects.all().delete()
    return [{name: value for name, value in row.items() if name != "id"} for row in rows]


def test_the_rows_are_those_of_bulk_create(cast):
    incident = make_incident(cast)
    Entry.objects.all().delete()
    Entry.objects.bulk_create(entries(incident))
    expected = written()
    objects = entries(incident)
    insert_objects(objects)
    assert [one.pk for one in objects] == list(Entry.objects.order_by("id").values_list("pk", flat=True))
    assert Entry.objects.get(pk=objects[5].pk).body == TEXTS[5]
    assert written() == expected
    insert_rows(Entry, [vars(one) for one in entries(incident)])
    assert written() == expected


def test_keys_go_on_after_those_that_were_given(cast):
    incident = make_incident(cast)
    objects = entries(incident)
    insert_objects(objects)
    after = Entry.objects.create(
        incident=incident, kind=EntryKind.STORY, is_public=True, happened_at=NOON, recorded_at=NOON
    )
    assert after.pk > objects[-1].pk


def test_nothing_is_written_of_nothing(cast, django_assert_num_queries):
    with django_assert_num_queries(0):
        insert_objects([])
        insert_rows(Entry, [])


@pytest.mark.parametrize(
    "change",
    [{"kind": EntryKind.WORK_NOTE, "is_public": True}, {"author_name": None}],
    ids=["check", "not-null"],
)
def test_constraints_judge_as_always(cast, change):
    rows = [vars(one) for one in entries(make_incident(cast))]
    before = Entry.objects.count()
    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        insert_rows(Entry, [*rows, rows[0] | change])
    assert Entry.objects.count() == before


def test_a_kind_that_no_column_takes_is_a_mistake_of_ours(cast):
    row = vars(entries(make_incident(cast))[0])
    with pytest.raises(TypeError, match="no column takes"):
        insert_rows(Entry, [row | {"body": object()}])
