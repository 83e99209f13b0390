"""Reference data that administrators edit: services, categories, the priority matrix, codes and reasons."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.history import signed_history
from accounts.people.models import Team
from incidents.catalogue.choices import Copyable, Criticality, Dimension, HoldUntil, Level, Priority


class ReferenceQuerySet(models.QuerySet[Any]):
    """Phrases about reference data."""

    def offered(self) -> "ReferenceQuerySet":
        """Leave out what is retired: it stays on old incidents and is not offered for new ones (ADM-13)."""
        return self.filter(retired_at=None)


class ReferenceEntry(models.Model):
    """A word that incidents refer to by its short name; in use it can only be retired."""

    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    description = models.CharField(_("description"), max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True, editable=False)

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.name


class Service(ReferenceEntry):
    """Something people use and miss when it fails (CAT-05)."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
    )
    owner_team = models.ForeignKey(
        Team,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_services",
        verbose_name=_("owner team"),
    )
    support_team = models.ForeignKey(
        Team,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supported_services",
        verbose_name=_("support team"),
    )
    criticality = models.CharField(
        _("criticality"), max_length=10, choices=Criticality, default=Criticality.MEDIUM
    )
    # Named by its table: the room of service levels stands above this one.
    calendar = models.ForeignKey(
        "incidents.Calendar",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="services",
        verbose_name=_("calendar"),
    )
    cost_per_hour = models.DecimalField(
        _("cost per hour, in hours"),
        max_digits=10,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0)],
    )
    cost_per_hour_outside = models.DecimalField(
        _("cost per hour, out of hours"),
        max_digits=10,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0)],
    )
    storm_reports = models.PositiveSmallIntegerField(
        _("reports that are a storm"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(1000)],
        help_text=_("More open reports than this suggest one parent. Empty: as everywhere. 0: never."),
    )
    storm_minutes = models.PositiveSmallIntegerField(
        _("within minutes"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(24 * 60)],
        help_text=_("Empty: as everywhere."),
    )
    upstream = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="downstream",
        verbose_name=_("upstream services"),
        help_text=_("The services this one cannot work without."),
    )

    history = signed_history(m2m_fields=[upstream])

    class Meta(ReferenceEntry.Meta):
        verbose_name = _("service")
        verbose_name_plural = _("services")


class Category(models.Model):
    """A node of the category tree; the path, such as email/delivery, is its stable name (CAT-04)."""

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )
    slug = models.SlugField(_("short name"), max_length=60)
    name = models.CharField(_("name"), max_length=120)
    path = models.CharField(_("path"), max_length=250, unique=True, editable=False)
    default_team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("default team")
    )
    default_service = models.ForeignKey(
        Service, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("default service")
    )
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True, editable=False)

    history = signed_history()
    objects = ReferenceQuerySet.as_manager()

    class Meta:
        ordering = ("path",)
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "slug"],
                name="incidents_category_once",
                violation_error_message=_("Exists already."),
            )
        ]

    def __str__(self) -> str:
        return self.path.replace("/", " › ")

    def clean(self) -> None:
        """Keep the tree a tree and compute the path."""
        ancestor = self.parent
        while ancestor is not None:
            if ancestor.pk is not None and ancestor.pk == self.pk:
                raise ValidationError({"parent": _("A category cannot stand below itself.")})
            ancestor = ancestor.parent
        self.path = f"{self.parent.path}/{self.slug}" if self.parent else self.slug


class LevelDefinition(models.Model):
    """What “high impact” or “low urgency” means here, shown at the moment of choice."""

    dimension = models.CharField(_("dimension"), max_length=10, choices=Dimension)
    level = models.CharField(_("level"), max_length=10, choices=Level)
    description = models.CharField(_("meaning"), max_length=250)

    history = signed_history()

    class Meta:
        ordering = ("dimension", "id")
        verbose_name = _("impact or urgency")
        verbose_name_plural = _("impact and urgency")
        constraints = [
            models.UniqueConstraint(fields=["dimension", "level"], name="incidents_level_definition_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_dimension_display()}: {self.get_level_display()}"


class CopiedField(models.Model):
    """Whether a copy, or a new child, of an incident begins with one of its fields (LOG-16)."""

    name = models.CharField(_("field"), max_length=20, choices=Copyable, unique=True)
    for_copy = models.BooleanField(_("for copies"), default=False)
    for_child = models.BooleanField(_("for new children"), default=False)

    history = signed_history()

    class Meta:
        ordering = ("id",)
        verbose_name = _("copied field")
        verbose_name_plural = _("copied fields")

    def __str__(self) -> str:
        return str(self.get_name_display())


class PriorityCell(models.Model):
    """One cell of the priority matrix."""

    impact = models.CharField(_("impact"), max_length=10, choices=Level)
    urgency = models.CharField(_("urgency"), max_length=10, choices=Level)
    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=Priority, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )

    history = signed_history()

    class Meta:
        ordering = ("id",)
        verbose_name = _("priority")
        verbose_name_plural = _("priority matrix")
        constraints = [
            models.UniqueConstraint(fields=["impact", "urgency"], name="incidents_priority_cell_once"),
            models.CheckConstraint(
                condition=models.Q(priority__range=(1, 5)), name="incidents_priority_cell_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_impact_display()} × {self.get_urgency_display()}: P{self.priority}"


class ResolutionCode(ReferenceEntry):
    """How an incident ended (RES-02)."""

    history = signed_history()

    class Meta(ReferenceEntry.Meta):
        verbose_name = _("resolution code")
        verbose_name_plural = _("resolution codes")


class Supplier(ReferenceEntry):
    """An organisation whose service this one is built on, and who says when that service fails (CH-24)."""

    contact = models.CharField(
        _("contact"),
        max_length=200,
        blank=True,
        help_text=_("How they are reached: telephone, address, page."),
    )

    history = signed_history()

    class Meta(ReferenceEntry.Meta):
        verbose_name = _("supplier")
        verbose_name_plural = _("suppliers")


class CauseCategory(ReferenceEntry):
    """Where the cause lay (INV-03)."""

    history = signed_history()

    class Meta(ReferenceEntry.Meta):
        verbose_name = _("cause category")
        verbose_name_plural = _("cause categories")


class HoldReason(ReferenceEntry):
    """Why work waits, and whether the clocks wait with it."""

    pauses = models.BooleanField(
        _("pauses the clock to the requester"),
        default=True,
        help_text=_("Only what the requester decides should pause the promise to the requester."),
    )
    pauses_team = models.BooleanField(
        _("pauses the team's clock"),
        default=True,
        help_text=_("Unless the team itself is what the incident waits for."),
    )
    is_supplier = models.BooleanField(_("starts the supplier's clock"), default=False)
    waits_for = models.CharField(_("waits for"), max_length=10, choices=HoldUntil, default=HoldUntil.TIME)

    history = signed_history()

    class Meta(ReferenceEntry.Meta):
        verbose_name = _("hold reason")
        verbose_name_plural = _("hold reasons")


class CancelReason(ReferenceEntry):
    """Why an incident was not one (CLO-13)."""

    needs_target = models.BooleanField(_("needs the incident it repeats"), default=False)

    history = signed_history()

    class Meta(ReferenceEntry.Meta):
        verbose_name = _("cancel reason")
        verbose_name_plural = _("cancel reasons")
