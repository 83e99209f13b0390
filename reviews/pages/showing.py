"""What the review's page shows, gathered in few queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts import clock
from accounts.access.requests import SignedInRequest, actor_of
from accounts.actor import Actor
from accounts.choices import Right
from incidents.records.markdown import render
from reviews.actions.choices import SETTLED, ActionState
from reviews.actions.models import ActionItem
from reviews.actions.operations import moves_for
from reviews.records import guards
from reviews.records.choices import ReviewState, Section, Step
from reviews.records.models import Author, CoveredIncident, Review, ReviewQuerySet
from reviews.records.queries import phases_of
from reviews.records.refusals import SENTENCES
from reviews.records.roles import steps_for

STATE_LOOKS = {
    ReviewState.REQUIRED: ("amber", "state-new"),
    ReviewState.DRAFT: ("grey", "state-assigned"),
    ReviewState.IN_REVIEW: ("blue", "state-in-progress"),
    ReviewState.APPROVED: ("violet", "check"),
    ReviewState.PUBLISHED: ("green", "state-resolved"),
    ReviewState.CLOSED: ("green", "state-closed"),
    ReviewState.WAIVED: ("grey", "state-cancelled"),
}
ACTION_LOOKS = {
    ActionState.PROPOSED: "state-new",
    ActionState.ACCEPTED: "state-assigned",
    ActionState.IN_PROGRESS: "state-in-progress",
    ActionState.DONE: "clock",
    ActionState.VERIFIED: "state-closed",
    ActionState.NOT_EFFECTIVE: "state-reopened",
    ActionState.CANCELLED: "state-cancelled",
}
PROSE = (
    Section.IMPACT,
    Section.DETECTION,
    Section.RESPONSE,
    Section.RECOVERY,
    Section.SURPRISES,
)
LEARNED = (
    (Section.WENT_WELL, "green", "check"),
    (Section.MADE_HARDER, "orange", "alert"),
    (Section.LUCKY, "blue", "star"),
)


@dataclass(frozen=True, slots=True)
class SectionView:
    """One written part, as it is shown."""

    section: Section
    text: str
    tone: str = ""
    symbol: str = ""

    @property
    def key(self) -> str:
        """Return its name in addresses."""
        return self.section.value

    @property
    def label(self) -> str:
        """Return its heading."""
        return str(self.section.label)

    @property
    def html(self) -> SafeString:
        """Return its text as safe HTML."""
        return render(self.text)

    @property
    def is_lead(self) -> bool:
        """Say whether it opens the page in large type."""
        return self.section == Section.SUMMARY


def section_view(review: Review, section: Section) -> SectionView:
    """Return one section as it is shown."""
    looks = {name: (tone, symbol) for name, tone, symbol in LEARNED}
    return SectionView(section, getattr(review, section.value), *looks.get(section, ("", "")))


def found_with_parts(request: SignedInRequest, number: str) -> Review | None:
    """Return the review with everything its page shows, or None when there is none for this person."""
    return (
        Review.objects.visible_to(request.user)
        .with_people()
        .prefetch_related(
            Prefetch("written_by", Author.objects.select_related("user")),
            Prefetch("covered", CoveredIncident.objects.select_related("incident")),
            "timeline",
            Prefetch("actions", ActionItem.objects.select_related("owner", "factor").order_by("position")),
        )
        .filter(number=number)
        .first()
    )


def page_context(request: SignedInRequest, review: Review) -> dict[str, Any]:
    """Return what the page's templates need."""
    by = actor_of(request)
    factors = list(review.factors.annotate(action_count=Count("actions")))
    actions = list(review.actions.all())
    for action in actions:
        action.review = review
    missing = missing_parts(review, len(factors), actions)
    may_write = by.may(Right.REVIEW) or by.may(Right.APPROVE_REVIEWS)
    phases = phases_of(review.incident)
    return {
        "review": review,
        "incident": review.incident,
        "may_write": may_write and review.is_editable,
        "may_add_actions": may_write and not review.is_finished,
        "steps": step_buttons(review, by),
        "missing": missing,
        "looks": STATE_LOOKS[ReviewState(review.state)],
        "summary": section_view(review, Section.SUMMARY),
        "prose": [section_view(review, section) for section in PROSE],
        "learned": [section_view(review, section) for section, _tone, _symbol in LEARNED],
        "contents": section_ticks(review, len(factors), missing),
        "factors": factors,
        "timeline": list(review.timeline.all()),
        "actions": [action_card(action, by, clock.now().date()) for action in actions],
        "settled": sum(action.state in SETTLED for action in actions),
        "phases": phase_bars(phases),
        "phase_total": sum(phase.seconds for phase in phases),
    }


_STEP_ICONS = {
    Step.START: "arrow-right",
    Step.SUBMIT: "arrow-right",
    Step.SEND_BACK: "reply",
    Step.APPROVE: "check",
    Step.PUBLISH: "globe",
    Step.CLOSE: "state-closed",
    Step.WAIVE: "close",
}
_PRIMARY = (Step.SUBMIT, Step.APPROVE, Step.PUBLISH, Step.CLOSE)


def step_buttons(review: Review, by: Actor) -> list[dict[str, Any]]:
    """Return the steps the reader may take; the one that leads on is the primary."""
    return [
        {"key": step.value, "label": step.label, "icon": _STEP_ICONS[step], "is_primary": step in _PRIMARY}
        for step in steps_for(review, by)
        if step != Step.START
    ]


def missing_parts(review: Review, factor_count: int, actions: Iterable[ActionItem]) -> dict[str, Any]:
    """Return what the next step still lacks, as {part: sentence}."""
    counted = [
        guards.ActionFacts(
            has_owner=action.owner_id is not None,
            has_due_date=action.due_on is not None,
            has_verification=bool(action.verification),
            is_verified=action.state == ActionState.VERIFIED,
        )
        for action in actions
        if action.state != ActionState.CANCELLED
    ]
    refusals: guards.Refusals = {}
    if review.state in (ReviewState.REQUIRED, ReviewState.DRAFT):
        unsourced = sum(row.is_starred and not row.source for row in review.timeline.all())
        facts = guards.SubmitFacts(review.summary, review.owner_id is not None, factor_count, unsourced)
        refusals = guards.submit_refusals(facts)
    elif review.state == ReviewState.IN_REVIEW:
        refusals = guards.approve_refusals(counted)
    elif review.state == ReviewState.PUBLISHED:
        refusals = guards.close_refusals(counted)
    return {part: SENTENCES[code] for part, code in refusals.items()}


def section_ticks(review: Review, factor_count: int, missing: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the list beside the page: each part with whether it is complete, lacking or not started."""
    learned = any(getattr(review, section.value) for section, _tone, _symbol in LEARNED)
    parts = (
        ("summary", _("Summary"), "s-summary", bool(review.summary)),
        ("phases", _("Phases"), "ph", True),
        ("timeline", _("Timeline"), "tl", bool(review.timeline.all())),
        *(
            (section.value, str(section.label), f"s-{section.value}", bool(getattr(review, section.value)))
            for section in PROSE
        ),
        ("factors", _("Contributing factors"), "cf", factor_count > 0),
        ("learned", _("What we learned"), "les", learned),
        ("actions", _("Action items"), "act", bool(review.actions.all())),
        ("owner", _("People"), "people", review.owner_id is not None),
    )
    return [
        {"anchor": anchor, "label": label, "icon": _tick(key in missing, is_there)}
        for key, label, anchor, is_there in parts
    ]


def _tick(is_missing: bool, is_there: bool) -> str:
    if is_missing:
        return "alert"
    return "check" if is_there else "state-new"


def action_card(action: ActionItem, by: Actor, today: date) -> dict[str, Any]:
    """Return an action with its icon, whether it is late, and what the reader may do to it."""
    return {
        "row": action,
        "icon": ACTION_LOOKS[ActionState(action.state)],
        "moves": moves_for(action, by),
        "is_overdue": action.is_overdue(today),
    }


def phase_bars(phases: list[Any]) -> list[dict[str, Any]]:
    """Return the bars of the phases, in hundredths of the whole."""
    names = {"detect": _("Detection"), "respond": _("Response"), "recover": _("Recovery")}
    total = sum(phase.seconds for phase in phases) or 1
    bars, start = [], 0.0
    for phase in phases:
        width = phase.seconds / total * 100
        bars.append(
            {
                "key": phase.key,
                "name": names[phase.key],
                "seconds": phase.seconds,
                "x": f"{start:.2f}",
                "width": f"{max(width - 0.3, 0):.2f}",
            }
        )
        start += width
    return bars


def stage_counts(reviews: ReviewQuerySet) -> dict[str, int]:
    """Count the reviews of each state, in one query."""
    counts = dict(reviews.order_by().values_list("state").annotate(Count("pk")))
    return {state.value: counts.get(state.value, 0) for state in ReviewState}
