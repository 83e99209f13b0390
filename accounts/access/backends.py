"""Loads the signed-in person with rights and teams in one query, and signs people in by name or address."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value
from django.db.models.aggregates import Aggregate

from accounts.people.models import Membership, User


class Joined(Aggregate):
    """All values of a column as one comma-separated text, the same on both engines."""

    function = "GROUP_CONCAT"
    output_field = CharField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:
        return self.as_sql(
            compiler,
            connection,
            function="STRING_AGG",
            template="%(function)s(CAST(%(expressions)s AS text), ',')",
            **extra,
        )


def _one_text(rows: QuerySet[Any], column: str) -> Subquery:
    """Fold a column of the rows, filtered by the outer row, into one text."""
    folded = rows.order_by().annotate(folding=Value(1)).values("folding").annotate(joined=Joined(column))
    return Subquery(folded.values("joined"))


@cache
def rights_of(person: str = "pk") -> Mapping[str, Subquery]:
    """Return the columns that carry somebody's rights and teams, for rows that name the person in a column."""
    people = User.objects.filter(pk=OuterRef(person))
    by_role = people.filter(groups__permissions__content_type__app_label="accounts")
    by_hand = people.filter(user_permissions__content_type__app_label="accounts")
    member = Membership.objects.filter(user=OuterRef(person))
    return {
        "rights_by_role": _one_text(by_role, "groups__permissions__codename"),
        "rights_by_hand": _one_text(by_hand, "user_permissions__codename"),
        "member_of": _one_text(member, "team_id"),
        "lead_of": _one_text(member.filter(is_lead=True), "team_id"),
    }


@cache
def _annotated() -> QuerySet[User]:
    """Put the query together once: every request and every step of an incident asks it."""
    people: QuerySet[User] = User.objects.select_related("organisation", "page_choices").annotate(
        **rights_of()
    )
    return people


def with_rights() -> QuerySet[User]:
    """Return people with the names of their rights and the ids of their teams."""
    return _annotated().all()


def _split(text: str | None) -> list[str]:
    return text.split(",") if text else []


def load_rights(user: User, row: Any = None) -> User:
    """Fill the caches that Django and the team properties look into, from the columns of the person or of a row."""
    told: Any = user if row is None else row
    vars(user)["rights"] = {
        f"accounts.{name}" for name in (*_split(told.rights_by_role), *_split(told.rights_by_hand))
    }
    vars(user)["team_ids"] = frozenset(int(pk) for pk in _split(told.member_of))
    vars(user)["led_team_ids"] = frozenset(int(pk) for pk in _split(told.lead_of))
    return user


def warm_rights(people: Iterable[User]) -> None:
    """Fetch the rights of everybody who lacks them in one query, before a loop asks each of them."""
    cold = [person for person in people if "rights" not in vars(person)]
    if not cold:
        return
    warm = {
        person.pk: load_rights(person) for person in with_rights().filter(pk__in={one.pk for one in cold})
    }
    for person in cold:
        for name in ("rights", "team_ids", "led_team_ids"):
            vars(person)[name] = vars(warm[person.pk])[name]


class RightsBackend(AuthenticationBackend):
    """Signs in by name or address; the rights come with the person."""

    def get_user(self, user_id: int) -> User | None:
        user = with_rights().filter(pk=user_id).first()
        return load_rights(user) if user is not None and self.user_can_authenticate(user) else None

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        if obj is not None or not perm.startswith("accounts.") or not isinstance(user_obj, User):
            return bool(super().has_perm(user_obj, perm, obj=obj))
        warm_rights([user_obj])
        return bool(user_obj.is_active) and perm in vars(user_obj)["rights"]
