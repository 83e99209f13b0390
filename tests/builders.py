"""Builders: incidents in any state, made through the operations that users have."""

from datetime import UTC, datetime, timedelta
from typing import Any

from accounts.actor import Actor
from accounts.people.queries import the_product
from incidents.catalogue.models import CancelReason, CauseCategory, HoldReason, ResolutionCode, Service
from incidents.intake.changes.models import Change
from incidents.intake.correlation.choices import Mode
from incidents.intake.correlation.models import CorrelationRule, Suggestion
from incidents.intake.correlation.operations.configuring import save_rule
from incidents.intake.models import Integration
from incidents.intake.operations.keys import create_integration, monitor_account
from incidents.intake.storms.models import Storm
from incidents.lifecycle.operations import cancelling, moving, opening, resolving
from incidents.prepared.macros.models import Macro
from incidents.prepared.macros.operations import save_macro
from incidents.prepared.texts.models import TextBlock
from incidents.prepared.texts.operations import save_text
from incidents.records.choices import Evidence, State
from incidents.records.models import Incident
from tests.cast import Cast

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def make_incident(
    cast: Cast, title: str = "E-mail arrives late", *, now: datetime = NOON, **report: Any
) -> Incident:
    """Log an incident for Ruth, by Agnes."""
    report.setdefault("requester", cast.ruth)
    by = cast.actor(report.pop("by", "agnes"))
    return opening.open_incident(opening.Report(title=title, **report), by=by, now=now)


def triaged(cast: Cast, **options: Any) -> Incident:
    """Return an incident with the network team."""
    now = options.get("now", NOON)
    incident = make_incident(cast, **options)
    return moving.triage(
        incident,
        category=cast.categories["network"],
        service=cast.services["vpn"],
        impact=incident.impact,
        urgency=incident.urgency,
        team=cast.teams["network"],
        by=cast.actor("agnes"),
        now=now + MINUTE,
    )


def started(cast: Cast, **options: Any) -> Incident:
    """Return an incident on which Rafael works."""
    now = options.get("now", NOON)
    return moving.start(triaged(cast, **options), by=cast.actor("rafael"), now=now + 2 * MINUTE)


def held(cast: Cast, **options: Any) -> Incident:
    """Return an incident that waits for Ruth's answer."""
    now = options.get("now", NOON)
    reason = HoldReason.objects.get(slug="awaiting_requester")
    return moving.hold(
        started(cast, **options),
        reason=reason,
        question="Which building?",
        by=cast.actor("rafael"),
        now=now + 3 * MINUTE,
    )


def resolution(**changes: Any) -> resolving.Resolution:
    """Return a complete resolution."""
    values = {
        "code": ResolutionCode.objects.get(slug="fixed_permanently"),
        "text": "The relay was restarted.",
        "evidence": Evidence.AGENT_TEST,
        "cause_category": CauseCategory.objects.get(slug="technical"),
        **changes,
    }
    return resolving.Resolution(**values)


def resolved(cast: Cast, **options: Any) -> Incident:
    """Return an incident that Rafael resolved."""
    now = options.get("now", NOON)
    return resolving.resolve(
        started(cast, **options), resolution(), by=cast.actor("rafael"), now=now + 5 * MINUTE
    )


def closed(cast: Cast, **options: Any) -> Incident:
    """Return an incident that Ruth confirmed."""
    now = options.get("now", NOON)
    return resolving.close(
        resolved(cast, **options),
        evidence=Evidence.REQUESTER_WORD,
        by=cast.actor("ruth"),
        now=now + 10 * MINUTE,
    )


def cancelled(cast: Cast, **options: Any) -> Incident:
    """Return an incident that was a false alarm."""
    now = options.get("now", NOON)
    reason = CancelReason.objects.get(slug="false_alarm")
    return cancelling.cancel(
        make_incident(cast, **options), reason=reason, by=cast.actor("agnes"), now=now + MINUTE
    )


def suggested(incident: Incident, target: Incident, *, by: Actor) -> Suggestion:
    """Return a rule's guess that one incident is a part of another."""
    rule = CorrelationRule(name=f"Rule of {incident.number}", mode=Mode.CANDIDATE, group_by=["component"])
    save_rule(rule, services=[], integrations=[], by=by, why="test")
    return Suggestion.objects.create(
        rule=rule, incident=incident, target=target, values={"component": "postgres"}, created_at=NOON
    )


def storm_on(service: Service) -> Storm:
    """Return a storm that began at noon."""
    return Storm.objects.create(service=service, began_at=NOON, raised_at=NOON, reports=3, minutes=15)


def changed(
    service: Service | None,
    *,
    title: str = "Deployed 2.4.1",
    at: datetime = NOON - 5 * MINUTE,
    **options: Any,
) -> Change:
    """Return a change as a deployment tool reported it."""
    integration = Integration.objects.filter(kind="events").first()
    if integration is None:
        system = the_product("for tests")
        integration, _key = create_integration(
            "events", "Deployments", account=monitor_account(by=system), by=system, now=NOON
        )
    told = {"title": title, "summary": title, "happened_at": at, "received_at": at, **options}
    return Change.objects.create(
        integration=integration, identity=f"{title[:30]} {at.isoformat()}", service=service, **told
    )


def prepared(slug: str = "hello", body: str = "Hello {{ requester_first }}") -> TextBlock:
    """Return a text that administrators prepared."""
    return save_text(
        TextBlock(slug=slug, name=slug.title(), body=body), by=the_product("for tests"), why="test"
    )


def macro(slug: str = "ask", **told: Any) -> Macro:
    """Return a macro that administrators prepared."""
    return save_macro(Macro(slug=slug, name=slug.title(), **told), by=the_product("for tests"), why="test")


IN_STATE = {
    State.NEW: make_incident,
    State.ASSIGNED: triaged,
    State.IN_PROGRESS: started,
    State.ON_HOLD: held,
    State.RESOLVED: resolved,
    State.CLOSED: closed,
    State.CANCELLED: cancelled,
}
