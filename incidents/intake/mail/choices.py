"""The words of e-mail: how a mailbox is reached, what a message is, and why one is held back."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Security(TextChoices):
    """How the connection to a mailbox is protected."""

    TLS = "tls", _("TLS from the start")
    STARTTLS = "starttls", _("STARTTLS")
    NONE = "none", _("None: only on this machine or a trusted network")


class SignIn(TextChoices):
    """How we say to a mail server who we are."""

    PASSWORD = "password", _("Password")
    OAUTH2 = "oauth2", _("OAuth 2.0 (Microsoft 365, Google)")


class UnknownSender(TextChoices):
    """What happens to mail from somebody who is not in the product."""

    HOLD = "hold", _("Hold it in quarantine")
    WELCOME = "welcome", _("Make the sender a requester")


class IgnoredBy(TextChoices):
    """What an entry of the ignore list looks at."""

    SENDER = "sender", _("Sender's address")
    DOMAIN = "domain", _("Sender's domain")
    SUBJECT = "subject", _("Words in the subject")


class MailKind(TextChoices):
    """What a message is, by its headers alone."""

    PERSONAL = "personal", _("Written by a person")
    OWN = "own", _("Our own message")
    BOUNCE = "bounce", _("A delivery failure")
    REPLY = "auto_reply", _("An automatic answer")
    BULK = "bulk", _("Sent by a program or to a list")


class Held(TextChoices):
    """Why a message waits in quarantine for a person."""

    NO_SENDER = "no_sender", _("It names no sender that could be answered.")
    EMPTY = "empty", _("The message is empty.")
    HEADERS = "headers", _("Its headers are larger than any mail program writes.")
    DEEP = "deep", _("It is nested too deeply.")
    PARTS = "parts", _("It has too many parts.")
    BROKEN = "broken", _("It cannot be read as a message.")
    TOO_LARGE = "too_large", _("It is too large; only its beginning is kept.")
    IGNORED = "ignored", _("The ignore list names its sender or subject.")
    SPAM = "spam", _("The mail server marked it as spam.")
    BULK = "bulk", _("It was sent by a program or to a list, and answers no incident.")
    UNKNOWN = "unknown", _("The sender is not known here.")
    INACTIVE = "inactive", _("The sender's account is not active.")
    UNPROVEN = "unproven", _("It says that it comes from staff, and nothing proves that.")
    MANY = "many", _("This address sent too many messages within an hour.")
    REFUSED = "refused", _("The incident could not take it.")


class Shelf(TextChoices):
    """Where in the quarantine a message is: for a person to look at, or looked at already."""

    REVIEW = "review", _("To look at")
    IGNORED = "ignored", _("Ignored")
    DISCARDED = "dropped", _("Discarded")


class MailMark(TextChoices):
    """What was not as it should be in a message that was taken in all the same."""

    CHARACTERS_REPLACED = "characters", _("Characters that could not be read were replaced.")
    TEXT_FROM_HTML = "html", _("The text was taken from its HTML part.")
    NO_TEXT = "no_text", _("The message has no text.")
    TEXT_CUT = "cut", _("The text was too long to show; the original message has the whole.")
    FILES_LEFT_OUT = "files", _("Some attachments could not be kept here; the original message has them.")
    UNPROVEN = "unproven", _("Who sent it is not proven.")
