"""Questions about people that other rooms ask."""

import re

from django.db.models import F, Func, Q, QuerySet, Value

from accounts.actor import Actor
from accounts.choices import Channel, PersonKind
from accounts.people.models import User

_NUMBER = re.compile(r"[+\d][\d\s()/.-]*")
_SEPARATORS = " ()/.-"
_MOST_WORDS = 5
# Fewer figures than that are in too many numbers.
_LEAST_FIGURES = 4


def the_product(cause: str, *, channel: Channel = Channel.SYSTEM) -> Actor:
    """Return the product itself as the actor, with the reason why it acts."""
    return Actor(User.objects.get(kind=PersonKind.SYSTEM), channel, cause=cause)


def people_named(words: str) -> QuerySet[User]:
    """Return active people with exactly this user name or e-mail address, however it is capitalised."""
    people: QuerySet[User] = User.objects.active().people()
    if not words or "\x00" in words:
        return people.none()
    return people.filter(Q(username__iexact=words) | Q(email__iexact=words))


def person_named(words: str) -> User | None:
    """Return the one active person with exactly this user name or e-mail address."""
    people = people_named(words)
    # One person's user name may be the address of another one: then it names nobody.
    found = list(people[:2])
    return found[0] if len(found) == 1 else None


def people_matching(words: str, *, by_contact: bool) -> QuerySet[User]:
    """Return active people whose names contain every word; with `by_contact` e-mail address and phone count too."""
    people: QuerySet[User] = User.objects.active().people().select_related("organisation")
    typed = words.split()[:_MOST_WORDS]
    if not typed or "\x00" in words:
        return people.none()
    if by_contact and _NUMBER.fullmatch(words.strip()):
        figures = "".join(filter(str.isdecimal, words))
        if len(figures) < _LEAST_FIGURES:
            return people.none()
        return people.alias(figures=_plain_phone()).filter(figures__contains=figures.lstrip("0"))
    for word in typed:
        hit = Q(username__icontains=word) | Q(first_name__icontains=word) | Q(last_name__icontains=word)
        people = people.filter(hit | Q(email__icontains=word) if by_contact else hit)
    return people


def _plain_phone() -> Func:
    """Return the phone number without what people put between its figures."""
    plain: F | Func = F("phone")
    for sign in _SEPARATORS:
        plain = Func(plain, Value(sign), Value(""), function="REPLACE")
    return plain  # type: ignore[return-value]
