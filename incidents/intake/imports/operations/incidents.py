"""Write incidents with their past: versions, timeline and clocks, many in the same few statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.actor import Actor
from accounts.choices import Channel
from accounts.history import columns_of, version_of
from accounts.many_rows import insert_objects, insert_rows
from incidents.catalogue.models import ResolutionCode
from incidents.intake.imports.lives import Life, Stage
from incidents.intake.imports.models import ImportRun, Origin
from incidents.lifecycle import notices
from incidents.records.choices import DetectedBy, State, Story
from incidents.records.models import Incident
from incidents.records.numbering import next_numbers
from incidents.records.operations.saving import story_columns
from incidents.records.timeline_models import Entry
from incidents.sla.operations.lived import clocks_of, write_lived

# What an incident is before any step but the first.
_AT_FIRST: Mapping[str, Any] = {
    "state": State.NEW,
    "team_id": None,
    "assignee_id": None,
    "acknowledged_at": None,
    "restored_at": None,
    "resolved_at": None,
    "closed_at": None,
    "cancelled_at": None,
    "hold_reason_id": None,
    "hold_until": None,
    "cancel_reason_id": None,
    "cause_category_id": None,
    "resolution_code_id": None,
    "resolution_text": "",
    "resolved_by_id": None,
    "resolved_directly": "",
}
_PUBLIC = frozenset(Story) - {Story.TRANSFERRED}


@dataclass(slots=True)
class _Made:
    life: Life
    incident: Incident
    versions: list[dict[str, Any]]


def write_incidents(run: ImportRun, lives: Sequence[Life], *, by: Actor, now: datetime) -> None:
    """Write incidents with the past that their rows tell; nobody is told unless the mapping says so (LOG-23).

    The caller's transaction; a constraint judges whether a source's number has come already.
    """
    source, announces = run.mapping["source"], run.mapping["announce"]
    made = [
        _made(life, number, source, run, by=by, now=now)
        for life, number in zip(lives, next_numbers(len(lives)), strict=True)
    ]
    lived = clocks_of({place: one.versions for place, one in enumerate(made)})
    for place, one in enumerate(made):
        lived[place].note_on(one.incident, now=now)
    insert_objects([one.incident for one in made])
    for one in made:
        for version in one.versions:
            version["id"] = one.incident.pk
    insert_rows(Incident.history.model, [version for one in made for version in one.versions])
    insert_rows(
        Origin,
        [
            {"incident_id": one.incident.pk, "source": source, "key": one.life.key, "run_id": run.pk}
            for one in made
        ],
    )
    codes = dict(ResolutionCode._base_manager.values_list("pk", "name"))
    insert_rows(
        Entry,
        [_entry(one, stage, source, codes, by=by, now=now) for one in made for stage in one.life.stages],
    )
    write_lived(
        [(one.incident, lived[place]) for place, one in enumerate(made)],
        by=by,
        now=now,
        leaves_steps=announces,
    )
    if announces:
        for one in made:
            if one.incident.is_open:
                notices.opened(one.incident, by=by, now=now)


def _made(life: Life, number: str, source: str, run: ImportRun, *, by: Actor, now: datetime) -> _Made:
    """Return an incident as it is after its last step, and as it was after each."""
    steps: list[dict[str, Any]] = [dict(_AT_FIRST)]
    for stage in life.stages:
        steps.append({**steps[-1], **stage.sets})
    opened = {**life.opened, "channel": life.opened["channel"] or Channel.IMPORT}
    incident = Incident(
        **opened,
        **steps[-1],
        number=number,
        version=len(life.stages),
        detected_by=DetectedBy.USER,
        external_reference=f"{source}:{life.key}",
        updated_at=life.stages[-1].at,
        afterwards_at=now,
    )
    why = f"imported from {source}, row {life.number} of import {run.pk} by {by.user.username}"
    columns = columns_of(incident)
    versions = [
        version_of(
            {**columns, **steps[place], "version": place, "updated_at": stage.at},
            by=_doer(stage, by),
            why=why,
            at=stage.at,
            is_first=place == 1,
        )
        for place, stage in enumerate(life.stages, start=1)
    ]
    return _Made(life, incident, versions)


def _doer(stage: Stage, by: Actor) -> Actor:
    """Return whose doing a step was: whom the row names, else who imports; either way the door is the import."""
    return Actor(stage.who or by.user, Channel.IMPORT, request_id=by.request_id)


def _entry(
    one: _Made, stage: Stage, source: str, codes: Mapping[int, str], *, by: Actor, now: datetime
) -> dict[str, Any]:
    facts: dict[str, Any] = {"imported_from": source}
    body = ""
    if stage.story == Story.RESOLVED:
        facts["code"] = codes.get(stage.sets["resolution_code_id"], "")
        body = stage.sets["resolution_text"]
    doer = _doer(stage, by)
    told = story_columns(
        stage.story,
        by=doer,
        now=now,
        facts=facts,
        body=body,
        is_public=stage.story in _PUBLIC,
        happened_at=stage.at,
    )
    return {**told, "incident_id": one.incident.pk, "author_id": doer.user.pk}
