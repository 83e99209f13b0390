"""Who was told of what, in one sentence of the timeline; deliveries themselves belong to accounts.notices."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.notices.choices import DeliveryState, Way
from accounts.notices.queries import Told
from incidents.records.choices import EntryKind, Story

_STORIES = {f"incident.{value}": label for value, label in Story.choices}


def has_failed(told: Told) -> bool:
    """Say whether the messages did not arrive."""
    return told.state == DeliveryState.FAILED


def words_of(told: Told) -> SafeString:
    """Say who was told of what, by which way; names and titles in it cannot turn the text beside it."""
    return format_html("<bdi>{}</bdi>", _sentence(told) % {"people": _people(told), "what": _what(told)})


def _sentence(told: Told) -> str:
    # Where no message was needed any more, the inbox has it all the same.
    if not told.way or told.state == DeliveryState.DROPPED:
        return ngettext(
            "%(people)s was told in the inbox: %(what)s",
            "%(people)s were told in the inbox: %(what)s",
            told.count,
        )
    return _by_chat(told) if told.way == Way.CHAT else _by_mail(told)


def _by_mail(told: Told) -> str:
    if told.state == DeliveryState.SENT:
        return ngettext(
            "%(people)s was told by e-mail: %(what)s", "%(people)s were told by e-mail: %(what)s", told.count
        )
    if told.state == DeliveryState.FAILED:
        return _("%(people)s could not be reached by e-mail: %(what)s")
    return _("An e-mail is on its way to %(people)s: %(what)s")


def _by_chat(told: Told) -> str:
    if told.state == DeliveryState.SENT:
        return ngettext(
            "%(people)s was told by chat or SMS: %(what)s",
            "%(people)s were told by chat or SMS: %(what)s",
            told.count,
        )
    if told.state == DeliveryState.FAILED:
        return _("%(people)s could not be reached by chat or SMS: %(what)s")
    return _("A message by chat or SMS is on its way to %(people)s: %(what)s")


def _people(told: Told) -> str:
    if told.count == 1:
        return told.first
    if told.count == 2:
        return _("%(one)s and %(other)s") % {"one": told.first, "other": told.last}
    others = told.count - 1
    return ngettext("%(name)s and %(count)d other", "%(name)s and %(count)d others", others) % {
        "name": told.first,
        "count": others,
    }


def _what(told: Told) -> str:
    if told.kind == "incident.commented":
        kind = EntryKind.PUBLIC if told.facts.get("public") else EntryKind.WORK_NOTE
        return str(kind.label)
    return str(_STORIES.get(told.kind, told.subject))
