"""People, the organisations they belong to and the teams they work in."""

from typing import Any, ClassVar
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.choices import Density, PersonKind, Right
from accounts.history import NAME_SHOWN, signed_history
from accounts.text import unturned


def known_zones() -> set[str]:
    """Return the names of all time zones; not those that mean another zone on another machine, or none."""
    return available_timezones() - {"localtime", "posixrules", "Factory"}


def validate_zone(name: str) -> None:
    """Refuse what is not the name of an IANA time zone."""
    if name not in known_zones():
        raise ValidationError(_("Choose a time zone such as Europe/London."), "invalid")


def default_zone() -> str:
    """Return the zone of the installation."""
    return str(settings.TIME_ZONE)


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Phrases about organisations."""

    def offered(self) -> "OrganisationQuerySet":
        """Leave out retired organisations."""
        return self.filter(retired_at=None)


class Organisation(models.Model):
    """A company, faculty or department whose people report incidents."""

    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True, editable=False)

    history = signed_history()
    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name


class PersonQuerySet(models.QuerySet["User"]):
    """Phrases about people."""

    def people(self) -> "PersonQuerySet":
        """Leave out service and system accounts."""
        return self.filter(kind=PersonKind.PERSON)

    def active(self) -> "PersonQuerySet":
        """Leave out deactivated accounts."""
        return self.filter(is_active=True)

    def with_right(self, right: Right) -> "PersonQuerySet":
        """Keep those who hold the right by a role or directly."""
        by_role = models.Exists(
            User.groups.through.objects.filter(
                user_id=models.OuterRef("pk"), group__permissions__codename=right.value
            )
        )
        by_hand = models.Exists(
            User.user_permissions.through.objects.filter(
                user_id=models.OuterRef("pk"), permission__codename=right.value
            )
        )
        return self.filter(by_role | by_hand)


class PersonManager(UserManager["User"].from_queryset(PersonQuerySet)):  # type: ignore[misc]
    """Makes and finds people; names and addresses are compared without case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        person: User = self.get(username__iexact=username)
        return person


class User(AbstractUser):
    """Somebody who acts: a person, a service account or the product itself."""

    kind = models.CharField(_("kind"), max_length=10, choices=PersonKind, default=PersonKind.PERSON)
    email = models.EmailField(_("e-mail address"), max_length=254, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("organisation"),
    )
    time_zone = models.CharField(
        _("time zone"), max_length=60, default=default_zone, validators=[validate_zone]
    )
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    is_vip = models.BooleanField(_("VIP"), default=False, help_text=_("Shown wherever the person appears."))
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    location = models.CharField(_("location"), max_length=120, blank=True)

    history = signed_history(excluded_fields=["password", "last_login"])
    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        ordering = ("first_name", "last_name", "username")
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(Lower("username"), name="accounts_user_username_without_case"),
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_user_email_without_case",
                condition=~models.Q(email=""),
                violation_error_message=_("Somebody else has this e-mail address."),
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Leave what the sign-in itself writes (last sign-in, a re-hashed password) out of the history."""
        written = set(kwargs.get("update_fields") or ())
        is_rehash = written == {"password"} and getattr(self, "_signature", None) is None
        if written == {"last_login"} or is_rehash:
            self.skip_history_when_saving = True
            try:
                super().save(*args, **kwargs)
            finally:
                del self.skip_history_when_saving
            return
        super().save(*args, **kwargs)

    @property
    def display_name(self) -> str:
        """Return the name to show, which cannot turn the words beside it and fits where it is kept."""
        return unturned(self.get_full_name() or self.username)[:NAME_SHOWN]

    @property
    def zone(self) -> ZoneInfo:
        """Return the zone in which this person reads times."""
        return ZoneInfo(self.time_zone)

    @property
    def is_system(self) -> bool:
        """Say whether the product itself acts."""
        return self.kind == PersonKind.SYSTEM

    def may(self, right: Right) -> bool:
        """Say whether this person holds the right."""
        return self.has_perm(right.permission)

    @cached_property
    def team_ids(self) -> frozenset[int]:
        """Return the ids of the teams this person is a member of."""
        return frozenset(self.memberships.values_list("team_id", flat=True))

    @cached_property
    def led_team_ids(self) -> frozenset[int]:
        """Return the ids of the teams this person leads."""
        return frozenset(self.memberships.filter(is_lead=True).values_list("team_id", flat=True))

    @property
    def page(self) -> "PageChoices":
        """Return how this person likes pages: as chosen, else the defaults."""
        chosen: PageChoices | None = getattr(self, "page_choices", None)
        return chosen or PageChoices(user=self)

    @property
    def is_staff_member(self) -> bool:
        """Say whether this person works at the desk rather than asks for help."""
        return self.may(Right.SEE_ALL)


class PageChoices(models.Model):
    """How somebody likes their pages; whoever has no row has the defaults. The pages know what the words mean.

    Read with the person, in the same statement, since every list asks.
    """

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="page_choices")
    first_view = models.CharField(max_length=40, blank=True)
    columns = models.JSONField(default=list)
    density = models.CharField(_("density"), max_length=12, choices=Density, default=Density.COMFORTABLE)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(density__in=Density.values), name="accounts_page_choices_density"
            )
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class TeamQuerySet(models.QuerySet["Team"]):
    """Phrases about teams."""

    def offered(self) -> "TeamQuerySet":
        """Leave out retired teams."""
        return self.filter(retired_at=None)


class Team(models.Model):
    """A group that owns incidents; one of its members is the assignee."""

    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120, validators=[MinLengthValidator(2)])
    description = models.CharField(_("description"), max_length=250, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    members = models.ManyToManyField(
        User, through="Membership", related_name="teams", verbose_name=_("members")
    )
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True, editable=False)

    history = signed_history()
    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        verbose_name = _("team")
        verbose_name_plural = _("teams")

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """Somebody in a team, as a member or a lead."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="memberships", verbose_name=_("team"))
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("person"))
    is_lead = models.BooleanField(_("leads the team"), default=False)

    history = signed_history()

    class Meta:
        ordering = ("-is_lead", "user__first_name")
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["team", "user"], name="accounts_membership_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.team}"
