"""A star marks an entry for the review (INV-06)."""

import pytest
from django.core.exceptions import PermissionDenied

from incidents.lifecycle.operations.resolving import resolve
from incidents.lifecycle.operations.talking import comment
from incidents.records.choices import EntryKind
from incidents.records.operations.starring import star
from reviews.records.models import Review
from tests.builders import MINUTE, NOON, closed, make_incident, resolution, started


def noted(cast, incident, words="The relay stood still"):
    return comment(incident, EntryKind.WORK_NOTE, words, by=cast.actor("rafael"), now=NOON + 3 * MINUTE)


def test_it_is_set_and_taken_away_with_and_without_a_script(cast, desk):
    incident = started(cast)
    entry, rafael = noted(cast, incident), desk("rafael")
    for htmx, value in ((True, "1"), (False, "0"), (False, "1"), (True, "0")):
        answer = rafael.client.post(
            f"{incident.get_absolute_url()}entries/{entry.pk}/star/",
            {"starred": value},
            headers={"HX-Request": "true"} if htmx else {},
        )
        entry.refresh_from_db()
        assert (entry.is_starred, answer.status_code) == (value == "1", 200 if htmx else 302)
        pressed = f'aria-pressed="{"true" if value == "1" else "false"}" aria-label="Mark for the review"'
        shown = answer if htmx else rafael.get(incident.get_absolute_url())
        assert pressed in shown.content.decode()


def test_what_is_marked_stands_in_the_draft_of_the_review(cast):
    incident = started(cast, impact="high", urgency="high")
    entry = noted(cast, incident)
    noted(cast, incident, "Made tea")
    star(entry, is_starred=True, by=cast.actor("rafael"), now=NOON + 4 * MINUTE)
    resolve(incident, resolution(), by=cast.actor("rafael"), now=NOON + 9 * MINUTE)
    texts = list(Review.objects.get().timeline.values_list("text", flat=True))
    assert "The relay stood still" in texts and "Made tea" not in texts


def test_only_the_desk_only_unfinished_only_its_own(cast, desk):
    incident, other = started(cast), make_incident(cast)
    entry, agnes = noted(cast, incident), desk("agnes")
    with pytest.raises(PermissionDenied):
        star(entry, is_starred=True, by=cast.actor("ruth"), now=NOON)
    assert (
        desk("audra").post("star_entry", incident.number, entry.pk, starred="1", htmx=True).status_code == 403
    )
    assert agnes.post("star_entry", other.number, entry.pk, starred="1").status_code == 404
    done = closed(cast)
    last = done.entries.last()
    assert agnes.post("star_entry", done.number, last.pk, starred="1", htmx=True).status_code == 409
    assert 'form="stars"' not in agnes.get(done.get_absolute_url()).content.decode()
