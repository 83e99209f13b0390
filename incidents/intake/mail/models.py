"""The tables of e-mail: mailboxes, the ignore list, one record of every message, and what could not be stored."""

import os
from datetime import datetime, timedelta
from typing import Literal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.choices import Right
from accounts.history import signed_history
from accounts.outgoing.addresses import LONGEST
from accounts.people.models import Team, User
from incidents.catalogue.models import Service
from incidents.intake.mail.choices import IgnoredBy, Security, Shelf, SignIn, UnknownSender
from incidents.intake.mail.headers import LONGEST_ID
from incidents.records.models import Incident

# Three looks; beat has one every minute.
LATE_AFTER = timedelta(minutes=3)
# A message that could not be stored in so many looks is left alone.
MOST_TRIES = 3


# Who looks through the quarantine.
SORTS_MAIL = (Right.CONFIGURE, Right.AGENT)
Secret = Literal["IMAP_PASSWORD", "IMAP_CLIENT_SECRET", "IMAP_REFRESH_TOKEN"]


class MailboxQuerySet(models.QuerySet["Mailbox"]):
    """Phrases about mailboxes."""

    def in_use(self) -> "MailboxQuerySet":
        """Leave out retired ones."""
        return self.filter(retired_at=None)

    def polled(self) -> "MailboxQuerySet":
        """Keep those that are fetched from a server; the others are fed by a pipe."""
        return self.in_use().exclude(host="")


class Mailbox(models.Model):
    """Where mail comes in, and what is made of it.

    Secrets are no columns: they would be in every copy of the database. They stand in the environment of the worker.
    """

    slug = models.SlugField(_("short name"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    address = models.EmailField(
        _("address"),
        max_length=254,
        help_text=_("Where people write. Mail from it is our own and is left alone."),
    )
    host = models.CharField(
        _("IMAP server"), max_length=250, blank=True, help_text=_("Empty: a mail server hands its mail over.")
    )
    port = models.PositiveIntegerField(
        _("port"), default=993, validators=[MinValueValidator(1), MaxValueValidator(65_535)]
    )
    security = models.CharField(_("security"), max_length=8, choices=Security, default=Security.TLS)
    username = models.CharField(_("user"), max_length=250, blank=True)
    sign_in = models.CharField(
        _("sign-in"),
        max_length=8,
        choices=SignIn,
        default=SignIn.PASSWORD,
        db_default=SignIn.PASSWORD,
    )
    token_url = models.CharField(
        _("token address"),
        max_length=LONGEST,
        blank=True,
        default="",
        db_default="",
        help_text=_("Where OAuth 2.0 gives tokens, such as https://oauth2.googleapis.com/token."),
    )
    client_id = models.CharField(_("client id"), max_length=250, blank=True, default="", db_default="")
    scope = models.CharField(
        _("scope"),
        max_length=250,
        blank=True,
        default="",
        db_default="",
        help_text=_("Of the token. Microsoft 365: https://outlook.office365.com/.default"),
    )
    folder = models.CharField(_("folder"), max_length=250, default="INBOX")
    move_to = models.CharField(
        _("move to"),
        max_length=250,
        blank=True,
        help_text=_("Folder for what is stored here. Empty: it is marked as read and stays."),
    )
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("service"),
        help_text=_("Of its incidents."),
    )
    team = models.ForeignKey(
        Team,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("team"),
        help_text=_("Is told of new incidents."),
    )
    unknown_sender = models.CharField(
        _("unknown senders"), max_length=8, choices=UnknownSender, default=UnknownSender.HOLD
    )
    our_server = models.CharField(
        _("name of our mail server"),
        max_length=250,
        blank=True,
        help_text=_(
            "As it stands in the Authentication-Results it writes. Only those of this name prove who sent a message."
        ),
    )
    trusts_senders = models.BooleanField(
        _("senders are checked"),
        default=False,
        help_text=_(
            "Our mail server lets nobody write in the name of somebody else, so the sender is believed."
        ),
    )
    created_at = models.DateTimeField(_("created"), editable=False)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True, editable=False)
    polled_at = models.DateTimeField(_("last fetched"), null=True, editable=False)
    failed_at = models.DateTimeField(_("last failed"), null=True, editable=False)
    problem = models.CharField(_("reason of the last failure"), max_length=500, blank=True, editable=False)
    claimed_until = models.DateTimeField(null=True, editable=False)

    history = signed_history(excluded_fields=["polled_at", "failed_at", "problem", "claimed_until"])
    objects = MailboxQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        verbose_name = _("mailbox")
        verbose_name_plural = _("mailboxes")
        constraints = [
            models.UniqueConstraint(Lower("address"), name="incidents_mailbox_address_once"),
            models.CheckConstraint(
                condition=Q(sign_in=SignIn.PASSWORD) | (~Q(token_url="") & ~Q(client_id="")),
                name="incidents_mailbox_oauth2_is_whole",
                violation_error_message=_("OAuth 2.0 needs the token address and the client id."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_failing(self) -> bool:
        """Say whether the last look into it failed."""
        return self.failed_at is not None and (self.polled_at is None or self.failed_at > self.polled_at)

    def is_late(self, now: datetime) -> bool:
        """Say whether more than three looks in a row brought nothing to an end."""
        return now - (self.polled_at or self.created_at) > LATE_AFTER

    def variable_of(self, secret: Secret) -> str:
        """Return the name of the environment variable that holds a secret."""
        return f"{secret}_{self.slug.upper().replace('-', '_')}"

    def secret(self, secret: Secret) -> str:
        """Return a secret, empty if the environment holds none."""
        return os.environ.get(self.variable_of(secret), "")


class IgnoreRule(models.Model):
    """Whose mail goes to quarantine without being asked about (CH-21)."""

    looks_at = models.CharField(_("looks at"), max_length=8, choices=IgnoredBy)
    pattern = models.CharField(
        _("pattern"), max_length=250, help_text=_("Compared without regard to capital letters.")
    )
    created_at = models.DateTimeField(_("created"), editable=False)

    history = signed_history()

    class Meta:
        ordering = ("looks_at", "pattern")
        verbose_name = _("entry of the ignore list")
        verbose_name_plural = _("ignore list")
        constraints = [
            models.UniqueConstraint(
                "looks_at",
                Lower("pattern"),
                name="incidents_ignore_rule_once",
                violation_error_message=_("The list has this entry."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_looks_at_display()}: {self.pattern}"


class MailMessageQuerySet(models.QuerySet["MailMessage"]):
    """Phrases about messages."""

    def answered_since(self, sender: str, since: datetime) -> "MailMessageQuerySet":
        """Return those of a sender that made us write to that address."""
        return self.filter(sender=sender, was_answered=True, signal__received_at__gt=since)

    def visible_to(self, user: User) -> "MailMessageQuerySet":
        """Return all to those who sort the quarantine (CH-21), nothing to others."""
        return self if any(user.may(right) for right in SORTS_MAIL) else self.none()

    def of_incidents_of(self, user: User) -> "MailMessageQuerySet":
        """Return those of visible incidents to who reads work notes: what staff wrote by mail may quote some."""
        if not user.may(Right.SEE_ALL):
            return self.none()
        return self.filter(incident__in=Incident.objects.visible_to(user).order_by())

    def on_shelf(self, shelf: Shelf) -> "MailMessageQuerySet":
        """Return the quarantine, or what was sorted out of it."""
        return self.filter(shelf=shelf)


class MailMessage(models.Model):
    """One message, however often and by however many ways it came (CH-04); its bytes are in the intake log.

    `identity` is made of the message id and the content, so that a second message under a used id is its own.
    `shelf` and `excerpt`, the first words, are filled while it is in quarantine.
    """

    signal = models.OneToOneField("incidents.Signal", models.PROTECT, related_name="mail")
    identity = models.CharField(max_length=64, unique=True)
    message_id = models.CharField(_("message id"), max_length=LONGEST_ID, blank=True)
    sender = models.CharField(_("sender"), max_length=254, blank=True)
    subject = models.CharField(_("subject"), max_length=250, blank=True)
    place = models.CharField(_("place in the mailbox"), max_length=60, blank=True)
    copies = models.PositiveIntegerField(_("came again"), default=0)
    incident = models.ForeignKey(
        Incident, models.SET_NULL, null=True, related_name="mails", verbose_name=_("incident")
    )
    was_answered = models.BooleanField(default=False)
    shelf = models.CharField(max_length=8, choices=Shelf, blank=True, default="", db_default="")
    excerpt = models.CharField(max_length=500, blank=True, default="", db_default="")
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = MailMessageQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            models.Index(fields=["message_id"], name="incidents_mail_id", condition=~Q(message_id="")),
            models.Index(
                fields=["sender", "-id"], name="incidents_mail_answers", condition=Q(was_answered=True)
            ),
            models.Index(fields=["shelf", "-id"], name="incidents_mail_shelf", condition=~Q(shelf="")),
        ]

    def __str__(self) -> str:
        # Not the subject: names of rows appear where it may not be read.
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def domain(self) -> str:
        """Return what stands behind the @ of the sender."""
        return self.sender.rpartition("@")[2]


class Unstored(models.Model):
    """A message that stays on its server because it could not be stored: tried a few times, then left alone."""

    mailbox = models.ForeignKey(Mailbox, models.CASCADE, related_name="unstored", verbose_name=_("mailbox"))
    place = models.CharField(_("place in the mailbox"), max_length=60)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    problem = models.CharField(_("reason"), max_length=500)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=1)
    failed_at = models.DateTimeField(_("last failed"))

    class Meta:
        ordering = ("-failed_at", "-id")
        verbose_name = _("message not stored")
        verbose_name_plural = _("messages not stored")
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "place"], name="incidents_unstored_once"),
        ]

    def __str__(self) -> str:
        return f"{self.mailbox} {self.place}"
