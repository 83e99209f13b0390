"""Change calendars and policies: signed, in versions, so that running clocks keep what they began with (SLA-18)."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor, require
from accounts.choices import Right
from accounts.history import save_as
from accounts.operations import retire, unretire
from incidents.catalogue.models import Service
from incidents.sla.calendar_plan import Plan
from incidents.sla.calendars import WorkingCalendar
from incidents.sla.choices import Covers
from incidents.sla.defaults import STAMP
from incidents.sla.models import (
    Calendar,
    CalendarVersion,
    ConfigurationStamp,
    EscalationStep,
    Policy,
    PolicyVersion,
    Target,
)
from incidents.sla.public_holidays import PublicHoliday, with_holidays
from incidents.sla.queries import current_terms, terms_of
from incidents.sla.refusals import check_calendar, refuse, refused
from incidents.sla.rules import Problem, content_of, furthest_seconds, order_problems, problems_of
from incidents.sla.terms import Terms

# Clocks find no deadline beyond ten years; those that begin later must find theirs as well.
_FURTHEST = timedelta(days=5 * 365)
_OF_THE_VERSION = ("follows_service", "majors", "stops_on", "update_mode", "close_after_days")


def save_calendar(
    calendar: Calendar, definition: Mapping[str, Any], *, by: Actor, now: datetime, why: str
) -> CalendarVersion:
    """Create or edit a calendar; other hours make a new version, and without a difference nothing is written."""
    require(by, Right.CONFIGURE)
    plan = check_calendar(definition, now)
    with transaction.atomic():
        _lock()
        _refuse_taken_slug(calendar)
        before = calendar.versions.filter(is_current=True).first() if calendar.pk else None
        is_other = before is None or Plan.from_dict(before.definition) != plan
        if is_other and calendar.pk is not None:
            _refuse_out_of_reach(calendar, plan, now)
        is_changed = _save_row(calendar, ("name", "description"), by=by, now=now, why=why)
        if is_other:
            version = CalendarVersion(
                calendar=calendar, definition=dict(definition), created_at=now, note=why[:250]
            )
            _put_in_place(version, before, by=by, now=now, why=why)
        elif before is not None:
            version = before
        if is_other or is_changed:
            _renew_stamp()
    return version


def save_policy(policy: Policy, terms: Terms, *, by: Actor, now: datetime, why: str) -> PolicyVersion:
    """Create or edit a policy; other terms make a new version, and without a difference nothing is written."""
    require(by, Right.CONFIGURE)
    with transaction.atomic():
        _lock()
        _refuse_taken_slug(policy)
        terms = replace(terms, slug=policy.slug, name=policy.name, covers=Covers(policy.covers))
        refuse(problems_of(terms))
        _refuse_calendar(terms, now)
        if policy.retired_at is None:
            _refuse_place(policy, terms)
        before = policy.versions.filter(is_current=True).first() if policy.pk else None
        is_other = before is None or content_of(terms_of(before.pk)) != content_of(terms)
        is_changed = _save_row(policy, ("name", "description", "position"), by=by, now=now, why=why)
        if is_other:
            version = _policy_version(policy, terms, before, by=by, now=now, why=why)
        elif before is not None:
            version = before
        if is_other or is_changed:
            _renew_stamp()
    return version


def order_policies(ordered: list[Policy], *, by: Actor, now: datetime, why: str) -> None:
    """Give all policies their positions in this order; one that would find nothing left is refused (SLA-30)."""
    require(by, Right.CONFIGURE)
    with transaction.atomic():
        _lock()
        current = {terms.slug: terms for _row, terms in current_terms()}
        told = [current[policy.slug] for policy in ordered if policy.slug in current]
        if len(told) != len(current) or len(ordered) != len(told):
            raise ValidationError(
                _("The policies have changed in the meantime. Open the page again and repeat your change."),
                "stale",
            )
        refuse([problem for terms in told for problem in order_problems(told, terms.slug)][:1])
        is_changed = False
        for promise in Covers:
            for place, policy in enumerate([row for row in ordered if row.covers == promise], start=1):
                policy.position = 10 * place
                is_changed |= _save_row(policy, ("position",), by=by, now=now, why=why)
        if is_changed:
            _renew_stamp()


def retire_calendar(calendar: Calendar, *, by: Actor, now: datetime, why: str) -> None:
    """Offer a calendar no more; refused while a policy or a service still counts by it."""
    require(by, Right.CONFIGURE)
    with transaction.atomic():
        _lock()
        policies = Policy.objects.offered().filter(versions__calendar=calendar, versions__is_current=True)
        users = [*policies, *Service.objects.offered().filter(calendar=calendar)[:10]]
        if users:
            names = ", ".join(f"“{row}”" for row in users)
            raise ValidationError(
                _("This calendar is in use: %(users)s. Give them another calendar first.") % {"users": names},
                "guard_failed",
            )
        retire(calendar, by=by, now=now, why=why)
        _renew_stamp()


def bring_back_calendar(calendar: Calendar, *, by: Actor, now: datetime, why: str) -> None:
    """Offer a calendar again."""
    with transaction.atomic():
        unretire(calendar, by=by, now=now, why=why)
        _renew_stamp()


def retire_policy(policy: Policy, *, by: Actor, now: datetime, why: str) -> None:
    """Promise no longer what a policy says; running clocks keep their promise."""
    require(by, Right.CONFIGURE)
    with transaction.atomic():
        _lock()
        retire(policy, by=by, now=now, why=why)
        _renew_stamp()


def bring_back_policy(policy: Policy, *, by: Actor, now: datetime, why: str) -> None:
    """Let a policy apply again, if its place is free and something is left for it."""
    require(by, Right.CONFIGURE)
    with transaction.atomic():
        _lock()
        terms = terms_of(policy.versions.get(is_current=True).pk)
        _refuse_calendar(terms, now)
        _refuse_place(policy, terms)
        unretire(policy, by=by, now=now, why=why)
        _renew_stamp()


def _lock() -> None:
    """One change of service levels at a time: two that are right alone may hide each other."""
    list(ConfigurationStamp.objects.select_for_update().filter(name=STAMP).values_list("name"))


def _renew_stamp() -> None:
    ConfigurationStamp.objects.update_or_create(name=STAMP, defaults={"token": str(uuid.uuid4())})


def _refuse_taken_slug(row: Calendar | Policy) -> None:
    if type(row)._base_manager.filter(slug=row.slug).exclude(pk=row.pk).exists():
        raise refused("slug", _("This short name is taken already."))


def _save_row(row: Calendar | Policy, names: tuple[str, ...], *, by: Actor, now: datetime, why: str) -> bool:
    """Write what is edited in place; say whether anything differs."""
    if row._state.adding:
        save_as(row, by=by, why=why, at=now)
        return True
    before = type(row)._base_manager.get(pk=row.pk)
    changed = [name for name in names if getattr(before, name) != getattr(row, name)]
    if changed:
        save_as(row, by=by, why=why, fields=changed, at=now)
    return bool(changed)


def _put_in_place(
    version: CalendarVersion | PolicyVersion,
    before: models.Model | None,
    *,
    by: Actor,
    now: datetime,
    why: str,
) -> None:
    """Number a version and let it take the place of the one before."""
    version.number = 1
    if isinstance(before, CalendarVersion | PolicyVersion):
        version.number = before.number + 1
        before.is_current = False
        save_as(before, by=by, why=why, fields=["is_current"], at=now)
    save_as(version, by=by, why=why, at=now)


def _policy_version(
    policy: Policy, terms: Terms, before: PolicyVersion | None, *, by: Actor, now: datetime, why: str
) -> PolicyVersion:
    version = PolicyVersion(
        policy=policy,
        calendar_id=terms.calendar,
        priorities=sorted(terms.priorities),
        created_at=now,
        note=why[:250],
        **{name: getattr(terms, name) for name in _OF_THE_VERSION},
    )
    _put_in_place(version, before, by=by, now=now, why=why)
    version.services.set(terms.services)
    version.organisations.set(terms.organisations)
    version.teams.set(terms.teams)
    Target.objects.bulk_create(
        Target(version=version, kind=kind, priority=priority, minutes=minutes)
        for kind, by_priority in terms.targets.items()
        for priority, minutes in by_priority.items()
    )
    EscalationStep.objects.bulk_create(
        EscalationStep(
            version=version,
            percent=step.percent,
            minutes_after=step.minutes_after,
            tell=[str(word) for word in step.tell],
            raises_urgency=step.raises_urgency,
            reassign_to_id=step.reassign_to,
            webhook_id=step.webhook,
        )
        for step in content_of(terms).steps
    )
    return version


def _refuse_calendar(terms: Terms, now: datetime) -> None:
    """A policy counts by a calendar that is offered and in which its targets can be used up."""
    version = CalendarVersion.objects.filter(
        is_current=True, calendar=terms.calendar, calendar__retired_at=None
    ).first()
    if version is None:
        raise refused("calendar", _("This calendar is retired. Choose another one, or bring it back first."))
    if not _is_in_reach(terms, Plan.from_dict(version.definition), now):
        raise refused(
            "calendar",
            _(
                "In this calendar the longest target would last more than five years. Shorten it, or add hours."
            ),
        )


def _refuse_out_of_reach(calendar: Calendar, plan: Plan, now: datetime) -> None:
    for _row, terms in current_terms():
        if terms.calendar == calendar.pk and not _is_in_reach(terms, plan, now):
            raise refused(
                "week",
                _("With so few hours the longest target of “%(policy)s” would last more than five years.")
                % {"policy": terms.name},
            )


def _is_in_reach(terms: Terms, plan: Plan, now: datetime) -> bool:
    try:
        return WorkingCalendar(plan).due_at(now, furthest_seconds(terms)) <= now + _FURTHEST
    except ValueError:
        return False


def _refuse_place(policy: Policy, terms: Terms) -> None:
    """Two policies for one kind of promise stand at different positions, and none hides another (SLA-30)."""
    others = [
        (row, known) for row, known in current_terms() if row.pk != policy.pk and row.covers == policy.covers
    ]
    for row, _known in others:
        if row.position == policy.position:
            refuse([Problem("position", "same_position", {"other": row.name, "position": row.position})])
    places = [*((row.position, known) for row, known in others), (policy.position, terms)]
    refuse(
        order_problems([known for _position, known in sorted(places, key=lambda pair: pair[0])], terms.slug)
    )


def add_holidays(
    calendar: Calendar, approved: Iterable[PublicHoliday], *, by: Actor, now: datetime, why: str
) -> int:
    """Add holidays that somebody has looked at as a new version; return how many were new (ADM-02)."""
    require(by, Right.CONFIGURE)
    with transaction.atomic():
        _lock()
        current = calendar.versions.get(is_current=True)
        if current.definition.get("always"):
            raise ValidationError(
                _("A calendar that is open around the clock has no holidays."), "guard_failed"
            )
        added = [holiday for holiday in approved if not holiday.is_present]
        if added:
            save_calendar(calendar, with_holidays(current.definition, added), by=by, now=now, why=why)
    return len(added)
