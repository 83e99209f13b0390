"""The dialogs of the life cycle: one form per step, each of which calls its operation."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.choices import Right
from accounts.moment_field import MomentField
from accounts.operation_form import OperationForm
from accounts.people.models import User
from incidents.catalogue.choices import Level
from incidents.catalogue.models import (
    CancelReason,
    Category,
    CauseCategory,
    HoldReason,
    ResolutionCode,
    Service,
)
from incidents.desk.forms.fields import NumberField, PersonField, TeamField, text_area
from incidents.desk.steps import ASSIGN
from incidents.lifecycle.choices import Action
from incidents.lifecycle.operations import cancelling, moving, resolving
from incidents.majors import operations as majors
from incidents.records.choices import Evidence
from incidents.records.models import Incident

_PROOFS = [(proof.value, proof.label) for proof in Evidence if proof != Evidence.SILENT]


def _coded(model: Any, label: Any, **options: Any) -> "forms.ModelChoiceField[Any]":
    return forms.ModelChoiceField(
        queryset=model.objects.offered(),
        to_field_name="slug",
        label=label,
        empty_label=_("Choose…"),
        **options,
    )


def _level(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=Level, widget=forms.RadioSelect)


class StepForm(OperationForm):
    """What a step asks for; `title` and `button` say what will happen."""

    title: Any = ""
    button: Any = ""
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, incident: Incident, user: User, **options: Any) -> None:
        # The dialog stands beside other forms of the page, which have a reason or an impact of their own.
        options["auto_id"] = "step_%s"
        super().__init__(*args, **options)
        self.incident = incident
        self.user = user
        self.fields["version"].initial = incident.version
        self.prepare()

    def prepare(self) -> None:
        """Set what depends on the incident and the person."""

    def values(self) -> dict[str, Any]:
        """Return what the operation is given."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def perform(self, *, by: Actor, now: datetime, version: int | None) -> Incident:
        """Call the operation."""
        raise TypeError(f"{type(self).__name__} names no operation")

    def run(self, *, by: Actor, now: datetime) -> bool:
        """Do the step on the version that was shown; True when it was done."""
        if not self.is_valid():
            return False
        return self.submit(self.perform, by=by, now=now, version=self.cleaned_data["version"])


class TriageForm(StepForm):
    title, button = _("Triage %s"), _("Assign to the team")
    service = _coded(Service, _("Service"))
    category = forms.ModelChoiceField(
        queryset=Category.objects.offered(),
        to_field_name="path",
        label=_("Category"),
        empty_label=_("Choose…"),
    )
    impact, urgency = _level(_("Impact")), _level(_("Urgency"))
    team = TeamField(label=_("Team"), empty_label=_("Choose…"))
    assignee = PersonField(label=_("Assignee"), required=False)

    def prepare(self) -> None:
        for name in ("impact", "urgency"):
            self.fields[name].initial = getattr(self.incident, name)
        service, category = self.incident.service, self.incident.category
        self.fields["service"].initial = service and service.slug
        self.fields["category"].initial = category and category.path
        team = (service and service.support_team) or (category and category.default_team)
        self.fields["team"].initial = team and team.slug

    def perform(self, *, by: Actor, now: datetime, version: int | None) -> Incident:
        return moving.triage(self.incident, **self.values(), by=by, now=now, version=version)


class StartForm(StepForm):
    title, button = _("Start work on %s"), _("Start work")

    def perform(self, *, by: Actor, now: datetime, version: int | None) -> Incident:
        return moving.start(self.incident, by=by, now=now, version=version)


class HoldForm(StepForm):
    title, button = _("Put %s on hold"), _("Hold")
    reason = _coded(HoldReason, _("Reason"))
    question = forms.CharField(
        label=_("Question to the requester"),
        required=False,
        widget=text_area(),
        help_text=_("Sent now. The answer takes the incident off hold and tells you."),
    )
    until = MomentField(label=_("Until"), required=False)

    def prepare(self) -> None:
        self.fields["blocked_by"] = NumberField(
            user=self.user, label=_("Until this incident ends"), required=False, help_text=_("Its number.")
        )

    def perform(self, *, by: Actor, now: datetime, version: int | None) -> Incident:
        return moving.hold(self.incident, **self.values(), by=by, now=now, version=version)


class ResumeForm(StepForm):
    title, button = _("Resume %s"), _("Resume")

    def perform(self, *, by: Actor, now: datetime, version: int | None) -> Incident:
        return moving.resume(self.incident, by=by, now=now, version=version)


class TransferForm(StepForm):
    title, button = _("Hand %s over"), _("Hand over")
    team = TeamField(label=_("Team"), empty_label=_("Choose…"))
    assignee = PersonField(label=_("Assignee"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=text_area(2))

    def perform(self, *, by: Actor, now: datetime, version: int | None) -> Incident:
        return moving.transfer(self.incident, **self.values(), by=by, now=now, version=version)


class AssignForm(StepForm):
    title, button = _("Assign %s"), _("Assign")
    assignee = PersonField(
        label=_("Assignee"), required=False, empty_label=_("Nobody"), help_text=_("Members of the team.")
    )

    def prepare(self) -> None:
        members = User.objects.active().people().filter(memberships__team=self.incident.team_id)
        field = self.fields["assignee"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = members
        self.fields["assignee"].initial = self.incident.assignee and self.incident.assignee.username

    def perform(self, *, by: Actor, now: datetime, version: int | None) -> Incident:
        return moving.assign(self.incident, **self.values(), by=by, now=now, version=version)


class ResolveForm(StepForm):
    title, button = _("Resolve %s"), _("Resolve and tell the requester")
    code = _coded(ResolutionCode, _("Resolution code"))
    cause_category = _coded(CauseCategory, _("Cause category"), required=False)
    restored_at = MomentField(label=_("Service restored at"), required=False, help_text=_("Empty means now."))
    evidence = forms.ChoiceField(label=_("How do you know?"), choices=[("", _("Choose…")), *_PROOFS])
    text = forms.CharField(
        label=_("Text for the requester"),
        widget=text_area(4),
        max_length=50_000,
        help_text=_(
            "Everybody concerned gets it once; the requester with a link to confirm and one to reopen."
        ),
    )
    aliases = {"acknowledged_at": "restored_at", "resolved_at": "restored_at"}

    def prepare(self) -> None:
        self.has_children = Incident.objects.open().filter(parent=self.incident).exists()
        if self.has_children:
            choices = [("resolve", _("Resolve them with the same text")), ("keep", _("Keep them open"))]
            self.fields["children"] = forms.ChoiceField(
                label=_("Open child incidents"), choices=choices, widget=forms.RadioSelect
            )
        if self.incident.priority <= 2:
            self.fields["cause_category"].required = True
        self.fields["order_reason"] = forms.CharField(
            label=_("Reason for the order of times"),
            required=False,
            max_length=250,
            help_text=_("Only if the service was restored before work began."),
        )

    def perform(self, *, by: Actor, now: datetime, version: int | None) -> Incident:
        resolution = resolving.Resolution(**self.values())
        return resolving.resolve(self.incident, resolution, by=by, now=now, version=version)


class ReopenForm(StepForm):
    title, button = _("Reopen %s"), _("Reopen")
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=text_area())

    def perform(self, *, by: Actor, now: datetime, version: int | None) -> Incident:
        return resolving.reopen(self.incident, **self.values(), by=by, now=now, version=version)


class CloseForm(StepForm):
    title, button = _("Close %s"), _("Close and tell everybody concerned")
    evidence = forms.ChoiceField(
        label=_("How do you know that it works?"), choices=_PROOFS, widget=forms.RadioSelect
    )

    def perform(self, *, by: Actor, now: datetime, version: int | None) -> Incident:
        return resolving.close(self.incident, **self.values(), by=by, now=now, version=version)


class CancelForm(StepForm):
    title, button = _("Cancel %s"), _("Cancel the incident")
    reason = _coded(CancelReason, _("Reason"))

    def prepare(self) -> None:
        self.fields["target"] = NumberField(
            user=self.user,
            label=_("Repeats incident"),
            required=False,
            help_text=_("The number, for a duplicate."),
        )

    def perform(self, *, by: Actor, now: datetime, version: int | None) -> Incident:
        return cancelling.cancel(self.incident, **self.values(), by=by, now=now, version=version)


class RestoreForm(StepForm):
    title, button = _("Bring %s back"), _("Bring back")
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=text_area(2))

    def perform(self, *, by: Actor, now: datetime, version: int | None) -> Incident:
        return cancelling.restore(self.incident, **self.values(), by=by, now=now, version=version)


class ProposeMajorForm(StepForm):
    title, button = _("Propose %s as a major incident"), _("Propose")
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=text_area(2))

    def perform(self, *, by: Actor, now: datetime, version: int | None) -> Incident:
        return majors.propose_major(self.incident, **self.values(), by=by, now=now, version=version)


class DeclareMajorForm(StepForm):
    title, button = _("Declare %s a major incident"), _("Declare major incident")
    manager = PersonField(label=_("Incident manager"), empty_label=_("Choose…"))
    impact_statement = forms.CharField(
        label=_("Impact"),
        max_length=5_000,
        widget=text_area(),
        help_text=_("Who is affected, by what, since when."),
    )
    communication_plan = forms.CharField(
        label=_("Communication"),
        max_length=5_000,
        widget=text_area(),
        help_text=_("Who is told what, how often."),
    )

    def prepare(self) -> None:
        field = self.fields["manager"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = User.objects.active().people().with_right(Right.MAJOR_INCIDENT_MANAGER)

    def perform(self, *, by: Actor, now: datetime, version: int | None) -> Incident:
        return majors.declare_major(self.incident, **self.values(), by=by, now=now, version=version)


class RejectMajorForm(ProposeMajorForm):
    title, button = _("%s is not a major incident"), _("Not major")

    def perform(self, *, by: Actor, now: datetime, version: int | None) -> Incident:
        return majors.reject_major(self.incident, **self.values(), by=by, now=now, version=version)


class StandDownForm(StepForm):
    title, button = _("Stand the major incident %s down"), _("Stand down")
    final_update = forms.CharField(label=_("Final update"), max_length=5_000, widget=text_area())
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=500,
        help_text=_("Needed while the incident is not resolved."),
    )

    def perform(self, *, by: Actor, now: datetime, version: int | None) -> Incident:
        return majors.stand_down(self.incident, **self.values(), by=by, now=now, version=version)


class DemoteForm(ProposeMajorForm):
    title, button = _("%s is no longer a major incident"), _("Demote")

    def perform(self, *, by: Actor, now: datetime, version: int | None) -> Incident:
        return majors.demote(self.incident, **self.values(), by=by, now=now, version=version)


FORMS: dict[str, type[StepForm]] = {
    Action.TRIAGE: TriageForm,
    Action.START: StartForm,
    Action.HOLD: HoldForm,
    Action.RESUME: ResumeForm,
    Action.TRANSFER: TransferForm,
    ASSIGN: AssignForm,
    Action.RESOLVE: ResolveForm,
    Action.REOPEN: ReopenForm,
    Action.CLOSE: CloseForm,
    Action.CANCEL: CancelForm,
    Action.RESTORE: RestoreForm,
    Action.PROPOSE_MAJOR: ProposeMajorForm,
    Action.DECLARE_MAJOR: DeclareMajorForm,
    Action.REJECT_MAJOR: RejectMajorForm,
    Action.STAND_DOWN: StandDownForm,
    Action.DEMOTE: DemoteForm,
}
