"""The incident and what hangs on it: people around it, links to others."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.choices import Channel, Right
from accounts.history import signed_history
from accounts.people.models import Organisation, Team
from accounts.text import unturned
from incidents.catalogue.choices import Level, Priority
from incidents.catalogue.models import (
    CancelReason,
    Category,
    CauseCategory,
    HoldReason,
    ResolutionCode,
    Service,
    Supplier,
)
from incidents.records.choices import (
    OPEN_STATES,
    AffectedKind,
    DetectedBy,
    DirectResolution,
    Evidence,
    LinkKind,
    MajorState,
    State,
)
from incidents.records.indexes import INCIDENT_INDEXES, NEXT_STEP_HAS_TIME, REFERENCE_HAS_SUPPLIER
from incidents.records.merged_models import Moving

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.people.models import User


class _Word(Value):
    """A fixed word of ours, written into the statement instead of being bound to it."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        return f"'{self.value}'", ()


# SQLite takes a partial index only where the statement says the index's condition word by word:
# with bound values it sorts every open incident instead of walking the queue's index.
IS_OPEN = Q(state__in=[_Word(state.value) for state in OPEN_STATES])


# What takes longer than this to be written down was not logged while it happened.
LOGGED_LATE_AFTER = timedelta(minutes=15)


# Not null, as paging by keyset compares it: what is never due stands last.
NEVER = datetime(9000, 1, 1, tzinfo=UTC)
COMPUTED = ("answered_at", "informed_at", "unanswered_since", "next_due_at", "close_due_at")
OUTSIDE_HISTORY = (*COMPUTED, "afterwards_at")


class IncidentQuerySet(models.QuerySet["Incident"]):
    """Phrases about incidents."""

    def open(self) -> "IncidentQuerySet":
        """Leave out resolved, closed and cancelled ones."""
        return self.filter(IS_OPEN)

    def visible_to(self, user: "User") -> "IncidentQuerySet":
        """Return what this person may see: all, the own organisation's, or the own ones (ROL-02, ROL-04)."""
        if user.is_system or user.may(Right.SEE_ALL):
            return self
        own = Q(requester=user) | Q(reporter=user)
        own |= Q(Exists(Watcher.objects.filter(incident=OuterRef("pk"), user=user)))
        own |= Q(Exists(Affected.objects.filter(incident=OuterRef("pk"), user=user)))
        if user.organisation_id and user.may(Right.SEE_ORGANISATION):
            own |= Q(requester__organisation=user.organisation_id)
        return self.filter(own)

    def with_people(self) -> "IncidentQuerySet":
        """Fetch in one query what every page and answer shows."""
        return self.select_related(
            "service",
            "category",
            "team",
            "assignee",
            "requester",
            "requester__organisation",
            "reporter",
            "hold_reason",
            "resolution_code",
            "cause_category",
            "cancel_reason",
            "parent",
            "duplicate_of",
            "blocked_by",
            "major_manager",
            "supplier",
        )

    def locked(self, pk: int) -> "Incident":
        """Lock one row and read it again; the lock lets others still insert rows that point at it."""
        return self.with_people().select_for_update(no_key=True, of=("self",)).get(pk=pk)

    def locked_if_free(self, pk: int) -> "Incident | None":
        """Lock one row and read it again; None when somebody else holds it, or it is gone."""
        return self.free_of([pk]).get(pk)

    def free_of(self, keys: "Iterable[int]") -> "dict[int, Incident]":
        """Lock those of the rows that nobody else holds, and read them again.

        For sweeps, which look at little: joining all that pages show would cost more than the rest of their work.
        """
        rows = self.select_related("service", "team", "assignee", "blocked_by")
        rows = rows.select_for_update(no_key=True, skip_locked=True, of=("self",))
        return {row.pk: row for row in rows.filter(pk__in=keys).order_by()}


def _person(related_name: str, label: Any, **options: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name=related_name, verbose_name=label, **options
    )


class Incident(models.Model):
    """An unplanned interruption to a service, or reduction in its quality."""

    number = models.CharField(_("number"), max_length=24, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True, max_length=50_000)

    state = models.CharField(_("state"), max_length=12, choices=State, default=State.NEW, editable=False)
    hold_reason = models.ForeignKey(
        HoldReason, models.PROTECT, null=True, blank=True, verbose_name=_("hold reason")
    )
    hold_until = models.DateTimeField(_("on hold until"), null=True, blank=True)
    blocked_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="blocking", verbose_name=_("blocked by")
    )
    major_state = models.CharField(_("major"), max_length=12, choices=MajorState, default=MajorState.NONE)
    major_manager = _person("+", _("incident manager"), null=True, blank=True)
    impact_statement = models.TextField(_("impact statement"), blank=True, max_length=5_000)
    communication_plan = models.TextField(_("communication plan"), blank=True, max_length=5_000)

    impact = models.CharField(_("impact"), max_length=10, choices=Level, default=Level.MEDIUM)
    urgency = models.CharField(_("urgency"), max_length=10, choices=Level, default=Level.MEDIUM)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, editable=False)
    service = models.ForeignKey(Service, models.PROTECT, null=True, blank=True, verbose_name=_("service"))
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, verbose_name=_("category"))
    configuration_item = models.CharField(_("item"), max_length=120, blank=True)
    location = models.CharField(_("location"), max_length=120, blank=True)
    contact = models.CharField(_("contact"), max_length=120, blank=True)

    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, verbose_name=_("team"))
    assignee = _person("assigned_incidents", _("assignee"), null=True, blank=True)
    requester = _person("requested_incidents", _("requester"))
    reporter = _person("reported_incidents", _("reported by"))
    affected_users = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        through="Affected",
        through_fields=("incident", "user"),
        related_name="+",
        verbose_name=_("affected people"),
    )
    affected_count = models.PositiveIntegerField(_("number affected"), null=True, blank=True)
    channel = models.CharField(_("channel"), max_length=12, choices=Channel)
    detected_by = models.CharField(_("detected by"), max_length=14, choices=DetectedBy)
    external_reference = models.CharField(_("external reference"), max_length=120, blank=True)
    supplier = models.ForeignKey(
        Supplier, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("supplier")
    )
    # With a default of the database: processes of the version before know nothing of it.
    supplier_reference = models.CharField(
        _("supplier’s reference"), max_length=120, blank=True, default="", db_default=""
    )
    next_step = models.CharField(_("next step"), max_length=200, blank=True, default="", db_default="")
    next_step_at = models.DateTimeField(_("next step at"), null=True, blank=True)
    opened_with = models.CharField(max_length=64, blank=True, editable=False)

    occurred_at = models.DateTimeField(_("occurred"), null=True, blank=True)
    detected_at = models.DateTimeField(_("detected"))
    reported_at = models.DateTimeField(_("reported"))
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True, blank=True)
    restored_at = models.DateTimeField(_("restored"), null=True, blank=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    monitor_cleared_at = models.DateTimeField(_("cleared by the monitor"), null=True, blank=True)
    flapping_since = models.DateTimeField(_("flapping since"), null=True, editable=False)
    # Computed from the timeline and the clocks by the operations that change those; no part of the history.
    answered_at = models.DateTimeField(_("first answered"), null=True, editable=False)
    informed_at = models.DateTimeField(_("last informed"), null=True, editable=False)
    unanswered_since = models.DateTimeField(_("waiting for an answer since"), null=True, editable=False)
    next_due_at = models.DateTimeField(_("next due"), default=NEVER, editable=False)
    close_due_at = models.DateTimeField(_("closes by itself"), null=True, editable=False)
    created_at = models.DateTimeField(_("recorded"), editable=False)
    updated_at = models.DateTimeField(_("updated"), editable=False)
    # When what had happened elsewhere, or was over already, was written down here; no part of the history.
    afterwards_at = models.DateTimeField(_("recorded afterwards"), null=True, editable=False)

    resolution_code = models.ForeignKey(ResolutionCode, models.PROTECT, null=True, blank=True)
    resolution_text = models.TextField(_("resolution"), blank=True, max_length=50_000)
    resolved_by = _person("+", _("resolved by"), null=True, blank=True)
    resolved_directly = models.CharField(max_length=14, choices=DirectResolution, blank=True)
    cause_category = models.ForeignKey(CauseCategory, models.PROTECT, null=True, blank=True)
    resolution_evidence = models.CharField(max_length=14, choices=Evidence, blank=True)
    closure_evidence = models.CharField(max_length=14, choices=Evidence, blank=True)
    cancel_reason = models.ForeignKey(CancelReason, models.PROTECT, null=True, blank=True)
    duplicate_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="duplicates")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )
    reopen_count = models.PositiveSmallIntegerField(default=0, editable=False)
    reassignment_count = models.PositiveSmallIntegerField(default=0, editable=False)

    history = signed_history(excluded_fields=list(OUTSIDE_HISTORY))
    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="incidents_incident_state"),
            models.CheckConstraint(condition=Q(priority__range=(1, 5)), name="incidents_incident_priority"),
            models.CheckConstraint(
                condition=Q(state=State.ON_HOLD, hold_reason__isnull=False)
                | (~Q(state=State.ON_HOLD) & Q(hold_reason__isnull=True)),
                name="incidents_incident_hold_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.RESOLVED, State.CLOSED])
                | (
                    Q(resolution_code__isnull=False, restored_at__isnull=False, resolved_at__isnull=False)
                    & ~Q(resolution_text="")
                ),
                name="incidents_incident_resolved_is_explained",
            ),
            models.CheckConstraint(
                condition=Q(state=State.CANCELLED, cancel_reason__isnull=False)
                | (~Q(state=State.CANCELLED) & Q(cancel_reason__isnull=True)),
                name="incidents_incident_cancelled_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(major_state=MajorState.DECLARED) | Q(major_manager__isnull=False),
                name="incidents_incident_major_has_manager",
            ),
            REFERENCE_HAS_SUPPLIER,
            NEXT_STEP_HAS_TIME,
            models.CheckConstraint(condition=~Q(parent=F("id")), name="incidents_incident_not_own_parent"),
            models.UniqueConstraint(
                fields=["reporter", "external_reference"],
                condition=~Q(external_reference=""),
                name="incidents_incident_reference_once",
            ),
        ]
        indexes = INCIDENT_INDEXES

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("incident", args=[self.number])

    @property
    def is_open(self) -> bool:
        """Say whether work is still to be done."""
        return self.state in OPEN_STATES

    @property
    def is_locked(self) -> bool:
        """Say whether the record is finished and may not be edited (CLO-06)."""
        return self.state in (State.CLOSED, State.CANCELLED)

    @property
    def is_major(self) -> bool:
        """Say whether a major incident is declared."""
        return self.major_state == MajorState.DECLARED

    @property
    def was_logged_late(self) -> bool:
        """Say whether it was recorded after the fact (LOG-23)."""
        return self.afterwards_at is not None or self.created_at - self.reported_at > LOGGED_LATE_AFTER

    @property
    def priority_code(self) -> str:
        """Return P1 to P5."""
        return f"P{self.priority}"


def _names_only(target: str) -> Q:
    return Q(**{f"{name}__isnull": name != target for name in ("user", "team", "organisation")})


class Affected(Moving):
    """Somebody, or a whole team or organisation, affected beside the requester (LOG-03).

    People who are named may read the incident; the members of a group get no right by its being named.
    """

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="affected")
    user = _person("+", _("person"), null=True, blank=True)
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("team")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )

    history = signed_history()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "user"], name="incidents_affected_once"),
            models.UniqueConstraint(fields=["incident", "team"], name="incidents_affected_team_once"),
            models.UniqueConstraint(
                fields=["incident", "organisation"], name="incidents_affected_organisation_once"
            ),
            models.CheckConstraint(
                condition=_names_only("user") | _names_only("team") | _names_only("organisation"),
                name="incidents_affected_is_one",
            ),
        ]

    def __str__(self) -> str:
        return unturned(str(self.target))

    @property
    def target(self) -> "User | Team | Organisation":
        """Return who or what is affected."""
        return self.user or self.team or self.organisation  # type: ignore[return-value]

    @property
    def kind(self) -> AffectedKind:
        """Say whether a person, a team or an organisation is named."""
        if self.user_id:
            return AffectedKind.PERSON
        return AffectedKind.TEAM if self.team_id else AffectedKind.ORGANISATION


class Watcher(Moving):
    """Somebody who follows an incident, and may or may not write to it (LOG-19)."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="watchers")
    user = _person("watching", _("person"))
    may_reply = models.BooleanField(_("may reply"), default=True)

    history = signed_history()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "user"], name="incidents_watcher_once")]

    def __str__(self) -> str:
        return str(self.user)


class Link(Moving):
    """Two incidents that belong together; both ends show it (LOG-12)."""

    source = models.ForeignKey(Incident, models.CASCADE, related_name="links_out")
    target = models.ForeignKey(Incident, models.CASCADE, related_name="links_in")
    kind = models.CharField(_("kind"), max_length=14, choices=LinkKind)
    created_at = models.DateTimeField()

    history = signed_history()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "kind"], name="incidents_link_once"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="incidents_link_not_self"),
        ]

    def __str__(self) -> str:
        return f"{self.source.number} {self.kind} {self.target.number}"
