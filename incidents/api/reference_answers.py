"""The shapes of answers about reference data and people, for the API's description."""

from rest_framework.serializers import BooleanField, CharField, ChoiceField, DictField, ListField

from accounts.choices import PersonKind
from incidents.api.answers import Answer, maybe
from incidents.catalogue.choices import Criticality


class ServiceOut(Answer):
    """A service of the catalogue."""

    slug = CharField()
    name = CharField()
    description = CharField()
    owner = maybe()
    owner_team = maybe()
    support_team = maybe()
    criticality = ChoiceField(Criticality.choices)
    calendar = CharField(allow_null=True, help_text="The working calendar of its own, if it has one.")
    upstream = ListField(child=CharField())
    is_retired = BooleanField()


class SupplierOut(Answer):
    """An organisation that this one's services are built on."""

    slug = CharField()
    name = CharField()
    description = CharField()
    contact = CharField()
    is_retired = BooleanField()


class CategoryOut(Answer):
    """A category; the path is its stable name."""

    path = CharField()
    name = CharField()
    parent = maybe()  # type: ignore[assignment]
    default_team = maybe()
    default_service = maybe()
    is_retired = BooleanField()


class TemplateOut(Answer):
    """A template of new incidents; `fills_in` has members of a report."""

    slug = CharField()
    name = CharField()
    description = CharField()
    fills_in = DictField(child=CharField())


class MemberOut(Answer):
    """Somebody in a team."""

    user = CharField()
    is_lead = BooleanField()


class TeamOut(Answer):
    """A team."""

    slug = CharField()
    name = CharField()
    description = CharField()
    members = MemberOut(many=True)
    is_retired = BooleanField()


class OrganisationOut(Answer):
    """An organisation."""

    slug = CharField()
    name = CharField()
    is_retired = BooleanField()


class UserOut(Answer):
    """An account; how to reach people is shown to those who may see it."""

    username = CharField()
    name = CharField()
    kind = ChoiceField(PersonKind.choices)
    email = maybe()
    phone = maybe()
    location = maybe()
    organisation = maybe()
    is_vip = BooleanField()
    is_active = BooleanField()
    time_zone = CharField()
    language = CharField()


class MeOut(UserOut):
    """The caller's own account."""

    rights = ListField(child=CharField())
    teams = ListField(child=CharField())
