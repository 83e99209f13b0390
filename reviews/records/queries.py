"""Questions about reviews; read only."""

from dataclasses import dataclass

from django.db.models import Count, Q

from accounts.people.models import User
from incidents.records.choices import MajorState, Story
from incidents.records.models import Incident
from incidents.records.timeline_models import Entry
from reviews.records import guards
from reviews.records.choices import Section
from reviews.records.models import Review
from reviews.rules.requirement import IncidentFacts


def review_of(incident: Incident) -> Review | None:
    """Return the review of an incident, or of the incident it was resolved with; None when there is none."""
    own = Review.objects.with_people().filter(incident=incident).first()
    if own is not None:
        return own
    return Review.objects.with_people().filter(covered__incident=incident).first()


def facts_and_review(incident: Incident) -> tuple[IncidentFacts, Review | None]:
    """Gather what the rules look at, over the incident and its children; with the review there is, in one question."""
    kin = Incident.objects.filter(Q(pk=incident.pk) | Q(parent=incident)).order_by()
    family = list(kin.select_related("category", "review"))
    review = next(getattr(member, "review", None) for member in family if member.pk == incident.pk)
    facts = IncidentFacts(
        priority=min(member.priority for member in family),
        was_declared=was_declared(incident),
        category_paths=frozenset(member.category.path for member in family if member.category),
        is_child=incident.parent_id is not None,
    )
    return facts, review


def was_declared(incident: Incident) -> bool:
    """Say whether it was a major incident at any time; a rejected one may have been declared before."""
    if incident.major_state in (MajorState.DECLARED, MajorState.STOOD_DOWN):
        return True
    if incident.major_state == MajorState.NONE:
        return False
    return Entry.objects.filter(incident=incident, story=Story.MAJOR_DECLARED).exists()


def owner_for(incident: Incident) -> User | None:
    """Return who owns the review at first: the service's owner, else the team's lead, else who worked on it."""
    service, team = incident.service, incident.team
    lead = (
        team.memberships.filter(is_lead=True, user__is_active=True).select_related("user").first()
        if team
        else None
    )
    candidates = (
        service.owner if service else None,
        lead.user if lead else None,
        incident.assignee,
        incident.resolved_by,
    )
    return next(
        (person for person in candidates if person and person.is_active and not person.is_system), None
    )


def submit_facts(review: Review) -> guards.SubmitFacts:
    """Gather what handing in looks at."""
    counts = Review.objects.filter(pk=review.pk).aggregate(
        factors=Count("factors", distinct=True),
        unsourced=Count("timeline", distinct=True, filter=Q(timeline__is_starred=True, timeline__source="")),
    )
    return guards.SubmitFacts(
        summary=review.summary,
        has_owner=review.owner_id is not None,
        factors=counts["factors"],
        unsourced_starred=counts["unsourced"],
    )


def action_facts(review: Review) -> list[guards.ActionFacts]:
    """Gather what approving and closing look at; cancelled actions do not count."""
    rows = review.actions.exclude(state="cancelled").values_list("owner", "due_on", "verification", "state")
    return [
        guards.ActionFacts(
            has_owner=owner is not None,
            has_due_date=due_on is not None,
            has_verification=bool(verification),
            is_verified=state == "verified",
        )
        for owner, due_on, verification, state in rows
    ]


@dataclass(frozen=True, slots=True)
class Phase:
    """One stretch of the incident: from something going wrong to service restored."""

    key: str
    seconds: float


def phases_of(incident: Incident) -> list[Phase]:
    """Return detection, response and recovery, each where both its ends are known."""
    began = incident.occurred_at or incident.detected_at
    work = incident.acknowledged_at or incident.reported_at
    ends = (
        ("detect", began, incident.reported_at),
        ("respond", incident.reported_at, work),
        ("recover", work, incident.restored_at),
    )
    return [Phase(key, max((end - start).total_seconds(), 0)) for key, start, end in ends if start and end]


def section_texts(review: Review) -> list[tuple[Section, str]]:
    """Return the written parts in the order of the page."""
    return [(section, getattr(review, section.value)) for section in Section]
