"""LOG-13 and LOG-14: duplicates go on as one incident, and a merge can be taken back."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.catalogue.models import HoldReason
from incidents.lifecycle.merging import parts_of
from incidents.lifecycle.operations.cancelling import restore
from incidents.lifecycle.operations.details import change_details
from incidents.lifecycle.operations.merging import merge, unmerge
from incidents.lifecycle.operations.moving import hold, resume_due
from incidents.lifecycle.operations.talking import comment
from incidents.records.choices import EntryKind, LinkKind, State, Story
from incidents.records.models import Incident, Link
from incidents.records.operations.attaching import attach
from incidents.records.operations.relating import link, name_affected, watch
from incidents.records.timeline_models import Attachment, Entry
from incidents.sla.operations.auditing import audit_clocks
from tests.builders import IN_STATE, MINUTE, NOON, closed, held, make_incident, resolved, started

LATER = NOON + 60 * MINUTE


@pytest.fixture
def pair(cast: Any, settings: Any, tmp_path: Any) -> tuple[Incident, Incident]:
    """A report of Oskar's that repeats Ruth's, with words, a file, a watcher and more."""
    settings.MEDIA_ROOT = tmp_path
    survivor = started(cast)
    duplicate = started(cast, requester=cast.oskar, description="No mail since nine.", title="No mail")
    comment(duplicate, EntryKind.PUBLIC, "Still nothing", by=cast.actor("oskar"), now=NOON + 5 * MINUTE)
    comment(duplicate, EntryKind.WORK_NOTE, "The same relay", by=cast.actor("rafael"), now=NOON + 6 * MINUTE)
    attach(duplicate, SimpleUploadedFile("log.txt", b"x"), by=cast.actor("oskar"), now=NOON + 7 * MINUTE)
    watch(duplicate, cast.aaron, by=cast.actor("agnes"), now=NOON)
    name_affected(duplicate, cast.vera, by=cast.actor("agnes"), now=NOON)
    link(duplicate, closed(cast), LinkKind.RECURRENCE, by=cast.actor("agnes"), now=NOON)
    return duplicate, survivor


def do_merge(cast: Any, duplicate: Incident, survivor: Incident, **how: Any) -> Incident:
    how.setdefault("now", LATER)
    return merge(duplicate, into=survivor, by=cast.actor(how.pop("by", "agnes")), **how)


def bodies(incident: Incident) -> list[str]:
    return list(incident.entries.exclude(kind=EntryKind.STORY).values_list("body", flat=True))


def told(incident: Incident) -> list[str]:
    return [story for story in incident.entries.values_list("story", flat=True) if story]


def followers(incident: Incident) -> dict[str, bool]:
    return dict(incident.watchers.values_list("user__username", "may_reply"))


def test_LOG_13_everything_goes_to_the_survivor(cast, pair):
    duplicate, survivor = pair
    merged = do_merge(cast, duplicate, survivor)
    assert (merged.state, merged.duplicate_of, merged.cancel_reason.slug) == (
        State.CANCELLED,
        survivor,
        "duplicate",
    )
    assert bodies(survivor) == ["Still nothing", "The same relay"] and bodies(duplicate) == []
    assert Attachment.objects.get().incident == survivor
    assert followers(survivor) == {"oskar": True, "aaron": True}
    assert survivor.affected.get().user == cast.vera
    assert (
        survivor.links_out.get(kind=LinkKind.RECURRENCE).target
        == duplicate.links_out.get(kind=LinkKind.RECURRENCE).target
    )
    assert survivor.links_in.get().kind == LinkKind.DUPLICATE
    entry = survivor.entries.get(story=Story.MERGED_IN)
    assert (entry.body, entry.facts["number"], entry.is_public) == (
        "No mail since nine.",
        duplicate.number,
        True,
    )
    assert told(duplicate)[-1] == Story.MERGED


def test_LOG_13_clocks_end_without_counting_and_the_audit_agrees(cast, pair):
    duplicate, survivor = pair
    comment(duplicate, EntryKind.PUBLIC, "We are on it", by=cast.actor("rafael"), now=NOON + 8 * MINUTE)
    do_merge(cast, duplicate, survivor)
    assert set(duplicate.clocks.filter(kind="resolution").values_list("state", flat=True)) == {"excluded"}
    unmerge(duplicate, by=cast.actor("agnes"), now=LATER + MINUTE)
    assert audit_clocks(now=LATER + 2 * MINUTE).differences == []


def test_LOG_13_several_and_onward_never_a_circle(cast):
    first, second, third, last = (make_incident(cast, f"No mail {number}") for number in range(4))
    for one in (first, second):
        comment(one, EntryKind.PUBLIC, one.title, by=cast.actor("ruth"), now=NOON)
    do_merge(cast, first, third, also=[second])
    do_merge(cast, third, last)
    assert sorted(bodies(last)) == ["No mail 0", "No mail 1"]
    assert last.entries.filter(story=Story.MERGED_IN).count() == 3
    for source, target in ((last, third), (last, first), (last, last)):
        with pytest.raises(ValidationError) as refusal:
            do_merge(cast, Incident.objects.get(pk=source.pk), Incident.objects.get(pk=target.pk))
        assert set(refusal.value.message_dict) == {"into"}
    entry = comment(first, EntryKind.PUBLIC, "Hello?", by=cast.actor("ruth"), now=LATER)
    assert (entry.incident, entry.came_from) == (last, first)
    third = unmerge(third, by=cast.actor("agnes"), now=LATER + MINUTE)
    assert sorted(bodies(third)) == ["Hello?", "No mail 0", "No mail 1"] and bodies(last) == []
    unmerge(first, by=cast.actor("agnes"), now=LATER + MINUTE)
    assert (bodies(first), bodies(third)) == (["No mail 0", "Hello?"], ["No mail 1"])


def _with_a_child(cast: Any) -> Incident:
    parent = make_incident(cast)
    change_details(make_incident(cast), {"parent": parent}, by=cast.actor("agnes"), now=NOON)
    return parent


def _of_another_organisation(cast: Any) -> Incident:
    return make_incident(cast, requester=cast.stefan)


@pytest.mark.parametrize(
    ("duplicate", "survivor", "by", "words"),
    [
        (make_incident, closed, "agnes", "is finished"),
        (make_incident, IN_STATE[State.CANCELLED], "agnes", "is finished"),
        (resolved, make_incident, "agnes", "cannot be merged while"),
        (closed, make_incident, "agnes", "cannot be merged while"),
        (_with_a_child, make_incident, "agnes", "open child"),
        (_of_another_organisation, make_incident, "agnes", "another organisation"),
        (make_incident, _of_another_organisation, "ines", "another organisation"),
        (make_incident, make_incident, "rafael", None),
        (make_incident, make_incident, "ruth", None),
        (make_incident, make_incident, "audra", None),
    ],
)
def test_LOG_13_what_is_refused_changes_nothing(cast, duplicate, survivor, by, words):
    duplicate, survivor = duplicate(cast), survivor(cast)
    before = list(Incident.objects.values_list("pk", "version").order_by("pk"))
    with pytest.raises(ValidationError if words else PermissionDenied) as refusal:
        do_merge(cast, duplicate, survivor, by=by)
    assert words is None or words in " ".join(refusal.value.messages)
    assert list(Incident.objects.values_list("pk", "version").order_by("pk")) == before


def test_LOG_13_one_refused_of_several_refuses_all_and_says_which(cast):
    good, bad, survivor = make_incident(cast), closed(cast), make_incident(cast)
    with pytest.raises(ValidationError) as refusal:
        do_merge(cast, good, survivor, also=[bad])
    assert bad.number in str(refusal.value) and good.number not in str(refusal.value)
    assert Incident.objects.get(pk=good.pk).is_open


def test_LOG_13_the_merged_record_is_closed_for_writing_and_says_where_to_write(cast, pair):
    duplicate, survivor = pair
    do_merge(cast, duplicate, survivor)
    with pytest.raises(ValidationError) as refusal:
        comment(duplicate, EntryKind.PUBLIC, "Hm", by=cast.actor("agnes"), now=LATER)
    assert refusal.value.code == "not_allowed_from_state" and survivor.number in refusal.value.message
    entry = comment(duplicate, EntryKind.PUBLIC, "Any news?", by=cast.actor("oskar"), now=LATER + MINUTE)
    assert (entry.incident, entry.came_from, entry.counted_for) == (survivor, duplicate, survivor)


def _state_of(incident: Incident) -> dict[str, Any]:
    """Return everything of a record but its version, and the rows that hang on it."""
    incident = Incident.objects.get(pk=incident.pk)
    columns = {
        field.attname: getattr(incident, field.attname)
        for field in Incident._meta.concrete_fields
        if field.name not in ("version", "updated_at", "next_due_at")
    }
    files = set(Attachment.objects.filter(incident=incident).values_list("pk", "came_from"))
    ends = set(Link.objects.filter(source=incident).values_list("target", "kind"))
    return {**columns, "said": bodies(incident), "files": files, "who": followers(incident), "ends": ends}


@pytest.mark.parametrize("state", [State.NEW, State.ASSIGNED, State.IN_PROGRESS, State.ON_HOLD])
def test_LOG_14_both_are_as_they_were(cast, state):
    survivor, duplicate = make_incident(cast), IN_STATE[state](cast, requester=cast.oskar)
    comment(duplicate, EntryKind.WORK_NOTE, "Seen", by=cast.actor("agnes"), now=NOON + 5 * MINUTE)
    before = [_state_of(one) for one in (survivor, duplicate)]
    do_merge(cast, duplicate, survivor)
    assert [_state_of(one) for one in (survivor, duplicate)] != before
    unmerge(duplicate, by=cast.actor("agnes"), now=LATER + MINUTE)
    assert [_state_of(one) for one in (survivor, duplicate)] == before
    assert not Entry.objects.exclude(came_from=None, counted_for=None).exists()
    assert (told(duplicate)[-1], told(survivor)[-1]) == (Story.UNMERGED, Story.PARTED)
    # The report was another requester's.
    assert [entry.is_public for entry in survivor.entries.filter(story=Story.MERGED_IN)] == [False]


def test_LOG_14_what_came_meanwhile_goes_where_it_was_addressed_to(cast, pair):
    duplicate, survivor = pair
    do_merge(cast, duplicate, survivor)
    entry = comment(duplicate, EntryKind.PUBLIC, "For mine", by=cast.actor("oskar"), now=LATER)
    attach(entry.incident, SimpleUploadedFile("a.txt", b"y"), by=cast.actor("oskar"), now=LATER, entry=entry)
    comment(survivor, EntryKind.PUBLIC, "For hers", by=cast.actor("ruth"), now=LATER)
    unmerge(duplicate, by=cast.actor("agnes"), now=LATER + MINUTE)
    assert "For mine" in bodies(duplicate) and bodies(survivor) == ["For hers"]
    assert set(duplicate.attachments.values_list("name", flat=True)) == {"log.txt", "a.txt"}
    assert audit_clocks(now=LATER + 2 * MINUTE).differences == []


def test_LOG_14_who_followed_another_duplicate_too_stays(cast):
    survivor = make_incident(cast)
    one, other = (make_incident(cast, requester=cast.oskar) for _time in range(2))
    do_merge(cast, one, survivor, also=[other])
    unmerge(one, by=cast.actor("agnes"), now=LATER)
    assert followers(survivor) == {"oskar": True}
    unmerge(other, by=cast.actor("agnes"), now=LATER)
    assert followers(survivor) == {}


@pytest.mark.parametrize(
    ("days", "by", "code"),
    [(14, "aaron", ""), (15, "aaron", "guard_failed"), (1, "rafael", "denied"), (1, "audra", "denied")],
)
def test_LOG_14_in_time_and_by_those_who_merge(cast, days, by, code):
    survivor, duplicate = make_incident(cast), make_incident(cast)
    do_merge(cast, duplicate, survivor, now=NOON)
    how = {"by": cast.actor(by), "now": NOON + timedelta(days=days)}
    if code == "denied":
        with pytest.raises(PermissionDenied):
            unmerge(duplicate, **how)
    elif code:
        with pytest.raises(ValidationError) as refusal:
            unmerge(duplicate, **how)
        assert refusal.value.code == code
    else:
        assert unmerge(duplicate, **how).state == State.NEW


def test_LOG_14_only_what_was_merged(cast):
    with pytest.raises(ValidationError) as refusal:
        unmerge(make_incident(cast), by=cast.actor("agnes"), now=LATER)
    assert refusal.value.code == "not_allowed_from_state"


def test_T16_brings_back_what_was_merged_with_its_words(cast, pair):
    duplicate, survivor = pair
    do_merge(cast, duplicate, survivor)
    restored = restore(duplicate, reason="Another cause", by=cast.actor("lena"), now=LATER + MINUTE)
    assert restored.state == State.NEW and bodies(duplicate) == ["Still nothing", "The same relay"]


def test_LOG_13_a_hold_ends_with_the_merge(cast):
    duplicate = held(cast)
    merged = do_merge(cast, duplicate, make_incident(cast))
    assert (merged.hold_reason, merged.hold_until) == (None, None)


def test_LOG_14_a_plan_ends_with_the_merge_and_comes_back(cast):
    duplicate = started(cast)
    planned = {"next_step": "Call again", "next_step_at": LATER}
    change_details(duplicate, planned, by=cast.actor("rafael"), now=NOON + 5 * MINUTE)
    merged = do_merge(cast, duplicate, make_incident(cast))
    assert (merged.next_step, merged.next_step_at) == ("", None)
    parted = unmerge(merged, by=cast.actor("agnes"), now=LATER)
    assert (parted.next_step, parted.next_step_at) == ("Call again", LATER)


def test_LOG_13_the_preview_costs_the_same_for_many(cast):
    survivor, rows = make_incident(cast), [make_incident(cast) for _time in range(4)]
    costs = []
    for count in (1, 4):
        with CaptureQueriesContext(connection) as asked:
            parts_of(rows[:count], survivor, cast.actor("agnes"))
        costs.append(len(asked))
    assert costs[0] == costs[1] <= 8


def test_LOG_13_who_waits_for_it_waits_for_the_survivor_until_it_is_taken_out_again(cast):
    survivor, duplicate, waiting = make_incident(cast), make_incident(cast), started(cast)
    reason = HoldReason.objects.get(slug="awaiting_change")
    hold(waiting, reason=reason, blocked_by=duplicate, by=cast.actor("rafael"), now=NOON + 5 * MINUTE)
    do_merge(cast, duplicate, survivor)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.blocked_by) == (State.ON_HOLD, survivor)
    assert resume_due(now=LATER) == 0
    unmerge(duplicate, by=cast.actor("agnes"), now=LATER)
    waiting.refresh_from_db()
    assert waiting.blocked_by == duplicate


def test_LOG_13_a_survivor_that_waited_for_the_duplicate_is_resumed(cast):
    duplicate, survivor = make_incident(cast), started(cast)
    reason = HoldReason.objects.get(slug="awaiting_change")
    hold(survivor, reason=reason, blocked_by=duplicate, by=cast.actor("rafael"), now=NOON + 5 * MINUTE)
    do_merge(cast, duplicate, survivor)
    assert resume_due(now=LATER) == 1
