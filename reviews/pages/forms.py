"""The forms of the review's pages: each checks shapes and knows the operation that it feeds."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.choices import Right
from accounts.moment_field import MomentField
from accounts.once_form import OnceForm
from accounts.operation_form import OperationForm
from accounts.people.models import User
from incidents.desk.forms.fields import NumberField, PersonField, text_area
from reviews.actions.choices import ActionKind, ActionPriority, Verification
from reviews.actions.models import ActionItem
from reviews.actions.operations import Plan
from reviews.records.choices import Confidence, FactorCategory, MomentKind, Section, Visibility
from reviews.records.content_models import ContributingFactor, TimelineEntry
from reviews.records.models import Review
from reviews.records.operations.editing import Factor, Happened, People
from reviews.rules.choices import REQUESTABLE


def staff() -> Any:
    """Return who can take part in a review."""
    return User.objects.active().people().with_right(Right.SEE_ALL)


class VersionedForm(OperationForm):
    """A form about something that somebody else may change meanwhile."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def values(self) -> dict[str, Any]:
        """Return what was filled in, without the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def show_newer(self, version: int) -> None:
        """After a conflict, let the next try be about what is there now."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data[self.add_prefix("version")] = str(version)  # type: ignore[index]


class SectionForm(VersionedForm):
    """The text of one section."""

    text = forms.CharField(required=False, strip=True)

    def __init__(self, *args: Any, review: Review, section: Section, **options: Any) -> None:
        super().__init__(*args, **options)
        column = Review._meta.get_field(section.value)
        self.aliases = {section.value: "text"}
        self.fields["version"].initial = review.version
        self.fields["text"].label = section.label
        self.fields["text"].initial = getattr(review, section.value)
        self.fields["text"].widget = text_area(4 if section == Section.SUMMARY else 6)
        self.fields["text"].help_text = _HINTS[section]
        limit = getattr(column, "max_length", None)
        if limit:
            self.fields["text"].widget.attrs["maxlength"] = limit


_HINTS = {
    Section.SUMMARY: _("At most 120 words, for a reader who was not there."),
    Section.IMPACT: _("Who could not do what, from when to when? What became of their data?"),
    Section.DETECTION: _("How was it found, how long was it unseen, what should have found it?"),
    Section.RESPONSE: _("Who came when, what helped, what hindered?"),
    Section.RECOVERY: _("What restored service, what was tried before, and why did that order look right?"),
    Section.SURPRISES: _("What differed from what people expected? What did only few know?"),
    Section.WENT_WELL: _("What would you want to happen again?"),
    Section.MADE_HARDER: _("What stood in the way?"),
    Section.LUCKY: _("What could have made it worse, and did not by chance?"),
}


class PeopleForm(VersionedForm):
    """Title and people of a review."""

    title = forms.CharField(label=_("Title"), max_length=200)
    owner = PersonField(queryset=None, label=_("Owner"), required=False, empty_label=_("Nobody yet"))
    facilitator = PersonField(
        queryset=None, label=_("Facilitator"), required=False, empty_label=_("Nobody yet")
    )
    authors: Any = forms.ModelMultipleChoiceField(
        queryset=None, to_field_name="username", label=_("Authors"), required=False
    )
    visibility = forms.ChoiceField(label=_("Who may read it"), choices=Visibility)

    def __init__(self, *args: Any, review: Review, **options: Any) -> None:
        people = {"owner": review.owner, "facilitator": review.facilitator}
        initial = {
            "version": review.version,
            "title": review.title,
            "visibility": review.visibility,
            "authors": [author.username for author in review.authors.all()],
            **{name: somebody and somebody.username for name, somebody in people.items()},
        }
        super().__init__(*args, **{**options, "initial": initial})
        for name in ("owner", "facilitator", "authors"):
            self.fields[name].queryset = staff()  # type: ignore[attr-defined]

    def people(self) -> People:
        """Return what the operation is given."""
        return People(**self.values())


class FactorForm(OnceForm, VersionedForm):
    """A contributing factor."""

    statement = forms.CharField(
        label=_("What contributed"),
        max_length=500,
        widget=text_area(2),
        help_text=_("A condition, not a person: what made it possible?"),
    )
    category = forms.ChoiceField(label=_("Where it lies"), choices=FactorCategory)
    evidence = forms.CharField(
        label=_("Evidence"),
        max_length=5_000,
        required=False,
        widget=text_area(3),
        help_text=_("How do we know?"),
    )
    confidence = forms.ChoiceField(label=_("How sure we are"), choices=Confidence, initial=Confidence.MEDIUM)

    def __init__(self, *args: Any, factor: ContributingFactor | None = None, **options: Any) -> None:
        super().__init__(*args, **{**options, "initial": _initial_of(factor, self.base_fields)})

    def factor(self) -> Factor:
        """Return what the operation is given."""
        return Factor(**self.values())


class MomentForm(OnceForm, VersionedForm):
    """A moment of the timeline."""

    happened_at = MomentField(label=_("When"))
    text = forms.CharField(label=_("What happened"), max_length=2_000, widget=text_area(3))
    source = forms.CharField(
        label=_("Source"),
        max_length=200,
        required=False,
        help_text=_("Where it is known from: a log, a chat, a person. Starred entries need one."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=MomentKind, initial=MomentKind.ACTION)
    is_starred = forms.BooleanField(label=_("The story needs it"), required=False)

    def __init__(self, *args: Any, moment: TimelineEntry | None = None, **options: Any) -> None:
        super().__init__(*args, **{**options, "initial": _initial_of(moment, self.base_fields)})
        if moment is not None and moment.mark:
            self.fields["happened_at"].disabled = True
            self.fields["happened_at"].help_text = _("Computed from the incident.")

    def happened(self) -> Happened:
        """Return what the operation is given."""
        return Happened(**self.values())


class ActionForm(OnceForm, VersionedForm):
    """An action item."""

    statement = forms.CharField(label=_("What will be done"), max_length=500, widget=text_area(2))
    kind = forms.ChoiceField(label=_("What it is for"), choices=ActionKind)
    factor: Any = forms.ModelChoiceField(
        queryset=None, label=_("Factor"), required=False, empty_label=_("None")
    )
    owner = PersonField(queryset=None, label=_("Owner"), required=False, empty_label=_("Nobody yet"))
    due_on = forms.DateField(
        label=_("Due"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    priority = forms.ChoiceField(
        label=_("Priority"), choices=ActionPriority, initial=ActionPriority.IMPROVEMENT
    )
    expected_effect = forms.CharField(
        label=_("Expected effect"),
        max_length=500,
        required=False,
        help_text=_("A sentence that can be checked: “no such outage for 60 days”."),
    )
    verification = forms.ChoiceField(
        label=_("How we check it"),
        required=False,
        choices=[("", _("Not decided yet")), *Verification.choices],
    )
    external_link = forms.CharField(label=_("Link elsewhere"), max_length=500, required=False)
    move_reason = forms.CharField(
        label=_("Why the date moves"),
        max_length=500,
        required=False,
        help_text=_("Needed once it is accepted."),
    )

    def __init__(self, *args: Any, review: Review, action: ActionItem | None = None, **options: Any) -> None:
        initial = _initial_of(action, self.base_fields)
        if action is not None:
            initial |= {"owner": action.owner and action.owner.username, "factor": action.factor_id}
        super().__init__(*args, **{**options, "initial": initial})
        self.fields["owner"].queryset = staff()  # type: ignore[attr-defined]
        self.fields["factor"].queryset = review.factors.all()  # type: ignore[attr-defined]
        if action is None:
            del self.fields["move_reason"]

    def plan(self) -> Plan:
        """Return what the operation is given."""
        return Plan(**{name: value for name, value in self.values().items() if name != "move_reason"})


class NoteForm(VersionedForm):
    """What came of an action, for the moves that need words."""

    note = forms.CharField(label=_("What came of it"), max_length=500, widget=text_area(3), required=False)


class ReasonForm(VersionedForm):
    """Why a step is taken."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=text_area(3), required=False)


class CheckedForm(VersionedForm):
    """The confirmation before publishing."""

    is_checked = forms.BooleanField(
        label=_("It speaks of conditions, not culprits, and of no person who need not be named"),
        required=False,
    )


class RequestForm(OperationForm):
    """Why a review is asked for."""

    rule = forms.ChoiceField(
        label=_("Why"),
        choices=[(rule.value, rule.label) for rule in REQUESTABLE],
        widget=forms.RadioSelect,
        initial=REQUESTABLE[-1].value,
    )
    reason = forms.CharField(
        label=_("What should be learned"), max_length=500, widget=text_area(3), required=False
    )

    def __init__(self, *args: Any, user: User | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if user is not None:
            number = NumberField(user=user, label=_("Incident"), help_text=_("Its number."))
            self.fields = {"incident": number, **self.fields}


def _initial_of(row: Any, names: Any) -> dict[str, Any]:
    return {} if row is None else {name: getattr(row, name) for name in names if hasattr(row, name)}
