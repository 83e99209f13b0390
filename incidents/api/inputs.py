"""Shapes of what may be sent; they check form and names, and leave every decision to the operations."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.access.choices import Scope
from accounts.choices import Channel
from accounts.people.models import Team
from incidents.api.fields import (
    Flag,
    Instant,
    KnownIncident,
    KnownOrganisation,
    Named,
    Person,
    Text,
    Whole,
    Word,
)
from incidents.catalogue.choices import Level
from incidents.catalogue.models import (
    CancelReason,
    Category,
    CauseCategory,
    HoldReason,
    ResolutionCode,
    Service,
    Supplier,
)
from incidents.prepared.reports.filling import filled, given_by
from incidents.prepared.reports.queries import offered_templates
from incidents.records.choices import DetectedBy, EntryKind, Evidence, LinkKind
from incidents.sla.choices import BreachCause

_LONG, _LINE, _SHORT = 50_000, 200, 120
# A report says how it reached us; the remaining channels are the product's own.
_REPORTED_BY = (
    Channel.WEB,
    Channel.PORTAL,
    Channel.API,
    Channel.EMAIL,
    Channel.PHONE,
    Channel.WALK_UP,
    Channel.MONITORING,
)


def _all(model: Any) -> Callable[[], Any]:
    return model._default_manager.all  # type: ignore[no-any-return]


def _optional(**more: Any) -> dict[str, Any]:
    return {"required": False, "allow_null": True, **more}


def _words(limit: int = _LONG) -> Text:
    """A text whose absence the operation judges."""
    return Text(max_length=limit, required=False, allow_blank=True, default="")


class Input(serializers.Serializer[Any]):
    """An object whose members are all known."""

    def to_internal_value(self, data: Any) -> Any:
        """Refuse members that mean nothing here, naming them."""
        if isinstance(data, Mapping):
            unknown = {str(name): [self.why_unknown(str(name))] for name in data if name not in self.fields}
            if unknown:
                raise serializers.ValidationError(unknown, "unknown")
        return super().to_internal_value(data)

    def why_unknown(self, name: str) -> str:
        """Return what to say about a member that is not known."""
        return _("This field is not known here.")


class IncidentIn(Input):
    """A new incident (T1)."""

    title = Text(
        single_line=True, max_length=_LINE, required=False, help_text="Needed, unless the template has one."
    )
    description = Text(max_length=_LONG, required=False, allow_blank=True)
    service = Named(_all(Service), **_optional())
    category = Named(_all(Category), "path", **_optional())
    impact = Word(Level.choices, required=False)
    urgency = Word(Level.choices, required=False)
    template = Named(offered_templates, **_optional(help_text="Fills in what is left empty."))
    requester = Person(**_optional())
    reported_at = Instant(**_optional())
    detected_at = Instant(**_optional())
    occurred_at = Instant(**_optional())
    channel = Word([(channel.value, channel.label) for channel in _REPORTED_BY], required=False)
    detected_by = Word(DetectedBy.choices, required=False)
    external_reference = Text(single_line=True, max_length=_SHORT, required=False, allow_blank=True)
    supplier = Named(_all(Supplier), **_optional())
    supplier_reference = Text(single_line=True, max_length=_SHORT, required=False, allow_blank=True)
    affected_users = serializers.ListField(child=Person(), required=False, max_length=100)
    affected_teams = serializers.ListField(child=Named(_all(Team)), required=False, max_length=100)
    affected_organisations = serializers.ListField(child=KnownOrganisation(), required=False, max_length=100)
    affected_count = Whole(**_optional())
    configuration_item = Text(single_line=True, max_length=_SHORT, required=False, allow_blank=True)
    location = Text(single_line=True, max_length=_SHORT, required=False, allow_blank=True)
    contact = Text(single_line=True, max_length=_SHORT, required=False, allow_blank=True)
    custom = serializers.DictField(
        required=False, help_text="Values of fields that this installation defines."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Fill in what was left empty from the template (LOG-05)."""
        template = attrs.pop("template", None)
        if template is not None:
            attrs = filled(attrs, given_by(template))
        if "title" not in attrs:
            raise serializers.ValidationError(
                {"title": [self.fields["title"].error_messages["required"]]}, "required"
            )
        return attrs

    def validate_custom(self, value: dict[str, Any]) -> dict[str, Any]:
        """Refuse fields that nobody defined."""
        if value:
            raise serializers.ValidationError(
                {str(name): [_("This field is not defined here.")] for name in value}, "unknown"
            )
        return value


class ChangesIn(Input):
    """Changes of details; what is not named stays as it is."""

    title = Text(single_line=True, max_length=_LINE, required=False)
    description = Text(max_length=_LONG, required=False, allow_blank=True)
    service = Named(_all(Service), **_optional())
    category = Named(_all(Category), "path", **_optional())
    impact = Word(Level.choices, required=False)
    urgency = Word(Level.choices, required=False)
    requester = Person(required=False)
    assignee = Person(**_optional())
    parent = KnownIncident(**_optional())  # type: ignore[assignment]
    occurred_at = Instant(**_optional())
    detected_at = Instant(required=False)
    reported_at = Instant(required=False)
    restored_at = Instant(**_optional())
    detected_by = Word(DetectedBy.choices, required=False)
    affected_count = Whole(**_optional())
    configuration_item = Text(single_line=True, max_length=_SHORT, required=False, allow_blank=True)
    location = Text(single_line=True, max_length=_SHORT, required=False, allow_blank=True)
    contact = Text(single_line=True, max_length=_SHORT, required=False, allow_blank=True)
    external_reference = Text(single_line=True, max_length=_SHORT, required=False, allow_blank=True)
    supplier = Named(_all(Supplier), **_optional())
    supplier_reference = Text(single_line=True, max_length=_SHORT, required=False, allow_blank=True)
    next_step = Text(single_line=True, max_length=_LINE, required=False, allow_blank=True)
    next_step_at = Instant(**_optional())
    reason = _words(500)

    def why_unknown(self, name: str) -> str:
        """Point to the action that changes what is not changed here."""
        if name == "state":
            return _("The state is changed by actions, such as POST …/start/.")
        if name == "team":
            return _("The team is changed by POST …/transfer/.")
        return super().why_unknown(name)


class TriageIn(Input):
    """T2."""

    category = Named(_all(Category), "path", default=None, **_optional())
    service = Named(_all(Service), default=None, **_optional())
    impact = Word(Level.choices, required=False, allow_blank=True, default="")
    urgency = Word(Level.choices, required=False, allow_blank=True, default="")
    team = Named(_all(Team), default=None, **_optional())
    assignee = Person(**_optional())


class StartIn(Input):
    """T3."""

    assignee = Person(**_optional())


class HoldIn(Input):
    """T4."""

    reason = Named(_all(HoldReason), default=None, **_optional())
    question = _words()
    until = Instant(**_optional())
    blocked_by = KnownIncident(**_optional())


class ResumeIn(Input):
    """T6."""

    reason = _words(500)


class TransferIn(Input):
    """T7."""

    team = Named(_all(Team), default=None, **_optional())
    assignee = Person(**_optional())
    reason = _words(500)


class ExplainBreachIn(Input):
    """Why a target was missed."""

    cause = Word(
        [(cause.value, cause.label) for cause in BreachCause],
        required=False,
        allow_blank=True,
        default="",
        help_text="`retarget` and `late_logging` follow from the times and cannot be chosen, only commented.",
    )
    comment = _words(500)


class WaiveIn(Input):
    """Why a miss does not count."""

    reason = _words(500)


class ResolveIn(Input):
    """T8 and T9."""

    code = Named(_all(ResolutionCode), default=None, **_optional())
    text = _words()
    restored_at = Instant(**_optional())
    cause_category = Named(_all(CauseCategory), **_optional())
    evidence = Word(Evidence.choices, required=False, allow_blank=True, default="")
    children = Word(
        [("resolve", "resolve"), ("keep", "keep")],
        required=False,
        help_text="What becomes of open child incidents.",
    )
    order_reason = _words(500)


class ReasonIn(Input):
    """A step that only needs a reason: T10, T14, T16, M1, M3, M6."""

    reason = _words(500)


class CloseIn(Input):
    """T11."""

    evidence = Word(Evidence.choices, required=False, allow_blank=True, default="")


class CancelIn(Input):
    """T15."""

    reason = Named(_all(CancelReason), default=None, **_optional())
    target = KnownIncident(**_optional())


class MergeIn(Input):
    """LOG-13."""

    into = KnownIncident(default=None, **_optional())


class NothingIn(Input):
    """A step that asks for nothing: LOG-14."""


class SplitIn(Input):
    """LOG-15."""

    entry = Whole(help_text="The `id` of a public entry.")
    title = Text(single_line=True, max_length=_LINE, required=False, allow_blank=True)


class CopyIn(Input):
    """LOG-16."""

    title = Text(single_line=True, max_length=_LINE, required=False, allow_blank=True)
    as_child = Flag(required=False, help_text="Set it below the one that it is copied from.")


class DeclareMajorIn(Input):
    """M2 and M4."""

    manager = Person(default=None, **_optional())
    impact_statement = _words(5_000)
    communication_plan = _words(5_000)


class StandDownIn(Input):
    """M5."""

    final_update = _words()
    reason = _words(500)


class EntryIn(Input):
    """Words to the requester or for staff."""

    kind = Word([(kind.value, kind.label) for kind in (EntryKind.PUBLIC, EntryKind.WORK_NOTE)])
    body = Text(max_length=_LONG)


class TaskIn(Input):
    """A piece of work."""

    title = Text(single_line=True, max_length=_LINE)
    assignee = Person(**_optional())
    due_at = Instant(**_optional())
    is_mandatory = Flag(required=False)


class TaskDoneIn(Input):
    """Whether a task is done."""

    done = Flag()


class LinkIn(Input):
    """How the incident belongs to another one."""

    target = KnownIncident()
    kind = Word(LinkKind.choices)


class WatcherIn(Input):
    """Who follows the incident; the caller if nobody is named."""

    user = Person(required=False)
    may_reply = Flag(required=False)


class AffectedIn(Input):
    """Who else is affected: one person, one team or one organisation."""

    user = Person(required=False)
    team = Named(_all(Team), required=False)
    organisation = KnownOrganisation(required=False)

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        """Refuse nobody, and several at once."""
        if len(values) != 1:
            sentence = _("Name one person, one team or one organisation.")
            names = [str(name) for name in values or self.fields]
            raise serializers.ValidationError({name: [sentence] for name in names}, "invalid")
        return values


class RequesterIn(Input):
    """Somebody who reports and is not known here yet (CH-06)."""

    name = Text(single_line=True, max_length=150)
    email = Text(single_line=True, max_length=254, required=False, allow_blank=True)
    phone = Text(single_line=True, max_length=40, required=False, allow_blank=True)


class TokenIn(Input):
    """A new token of one's own."""

    name = Text(single_line=True, max_length=80)
    scopes = serializers.ListField(child=Word(Scope.choices), allow_empty=False, max_length=20)
    expires_at = Instant(**_optional())


class ReadIn(Input):
    """Which notices were read; all of them if none is named."""

    ids = serializers.ListField(child=Whole(), required=False, max_length=500)
