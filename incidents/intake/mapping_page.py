"""The page that maps the JSON of an integration, with a box to try it on a body without saving (CH-15)."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.access.requests import actor_of
from accounts.admin_base import SignedAdmin
from accounts.admin_forms import reason_field
from accounts.choices import Channel
from accounts.operation_form import OperationForm
from accounts.strict_json import BadJsonError
from incidents.intake.adapters.mapped import LONGEST_POINTER, Places
from incidents.intake.adapters.observation import BadShapeError, Observation
from incidents.intake.choices import IntegrationKind, Mark, Observed
from incidents.intake.models import Integration, Signal
from incidents.intake.operations.mapping import POINTERS, checked, set_mapping
from incidents.intake.queries import service_for
from incidents.intake.reading import observations, parse
from incidents.intake.requests import BODY_LIMIT

TRY = "_try"
_LABELS: dict[str, tuple[Any, Any]] = {
    "alerts": (_("List of alerts"), _("For example /alerts. Empty: the body is one alert.")),
    "key": (_("Key"), _("Tells one alert from another. Without it, title and source do.")),
    "title": (_("Title"), _("All places below begin at one alert. For example /name.")),
    "text": (_("Text"), ""),
    "severity": (_("Severity"), _("Without it every alert is a warning.")),
    "state": (_("State"), _("Without it every alert fires.")),
    "started_at": (_("Began"), _("An instant with its zone, or seconds or milliseconds since 1970.")),
    "source": (_("Source"), ""),
    "component": (_("Component"), ""),
    "service": (_("Service"), _("The short name of a service of the catalogue.")),
}


class MappingForm(OperationForm):
    """Where things stand, the words that matter, and a body to try them on."""

    over = forms.CharField(
        label=_("Words for “is over”"), required=False, help_text=_("Separated by commas: ok, resolved.")
    )
    severities = forms.CharField(
        label=_("Words for severities"),
        required=False,
        widget=AdminTextareaWidget(attrs={"rows": 4}),
        help_text=_("One per line, such as: sev1 = critical. Common words are known."),
    )
    sample = forms.CharField(
        label=_("Body to try it on"),
        required=False,
        max_length=BODY_LIMIT,
        strip=False,
        widget=AdminTextareaWidget(attrs={"rows": 12, "spellcheck": "false"}),
    )
    reason = reason_field(required=False)
    field_order = [*POINTERS, "over", "severities", "sample", "reason"]

    def __init__(
        self, data: Any = None, files: Any = None, *, integration: Integration, is_trial: bool
    ) -> None:
        super().__init__(data, files, initial={**_shown(integration), "sample": _newest_body(integration)})
        self.fields |= {name: _pointer_field(name) for name in POINTERS}
        self.order_fields(self.field_order)
        self.fields["reason"].required = not is_trial

    def clean_over(self) -> tuple[str, ...]:
        return tuple(word.strip() for word in self.cleaned_data["over"].split(",") if word.strip())

    def clean_severities(self) -> dict[str, str]:
        found = {}
        for line in filter(str.strip, self.cleaned_data["severities"].splitlines()):
            word, sign, severity = (part.strip() for part in line.partition("="))
            if not (word and sign):
                raise ValidationError(_t("Write each line like: sev1 = critical"), "invalid")
            found[word] = severity
        return found

    def told(self) -> dict[str, Any]:
        """Return the mapping as the operation takes it."""
        return {name: self.cleaned_data[name] for name in (*POINTERS, "over", "severities")}


def _pointer_field(name: str) -> forms.CharField:
    label, help_text = _LABELS[name]
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=name == "title",
        max_length=LONGEST_POINTER,
        widget=AdminTextInputWidget(attrs={"spellcheck": "false"}),
    )


def _shown(integration: Integration) -> dict[str, Any]:
    places = Places.of(integration.mapping)
    return {
        **{name: getattr(places, name) for name in POINTERS},
        "over": ", ".join(places.over),
        "severities": "\n".join(f"{word} = {severity}" for word, severity in places.severities.items()),
    }


def _newest_body(integration: Integration) -> str:
    body = Signal.objects.filter(integration=integration).values_list("body", flat=True).first()
    return bytes(body or b"").decode("utf-8", "replace").replace("\x00", "\ufffd")


@dataclass(frozen=True, slots=True)
class Trial:
    """What one alert of the body would do."""

    seen: Observation
    says: str
    opens: str
    service: str
    marks: list[str]


def _trial(seen: Observation, integration: Integration) -> Trial:
    opening = integration.opening_for(seen.severity)
    service, marks = service_for(seen, integration)
    return Trial(
        seen,
        str(Observed(seen.says).label),
        "/".join(opening) if opening else "",
        str(service or ""),
        [str(Mark(mark).label) for mark in (*seen.marks, *marks)],
    )


class MappingPage(SignedAdmin):
    """The page beside the form of an integration."""

    def mapping_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show and try a mapping; keep it when asked to."""
        integration = get_object_or_404(Integration, pk=pk)
        if integration.kind != IntegrationKind.JSON:
            raise Http404
        if not self.has_change_permission(request, integration):
            raise PermissionDenied
        is_trial = TRY in request.POST
        form = MappingForm.of(request, integration=integration, is_trial=is_trial)
        trials: list[Trial] = []
        if form.is_bound and form.is_valid():
            if is_trial:
                trials = self._tried(form, integration)
            elif form.submit(
                set_mapping,
                integration,
                form.told(),
                by=actor_of(request, Channel.ADMIN),
                why=form.cleaned_data["reason"],
            ):
                messages.success(
                    request, _t("The mapping is kept. Replay from the intake log what it missed.")
                )
                return redirect(self.address("change", integration))
        context = {
            **self.admin_site.each_context(request),
            "title": _t("Mapping of “%(name)s”") % {"name": integration},
            "opts": self.opts,
            "integration": integration,
            "form": form,
            "trials": trials,
            "try_name": TRY,
        }
        return TemplateResponse(request, "admin/mapping.html", context)

    def _tried(self, form: MappingForm, integration: Integration) -> list[Trial]:
        try:
            checked(form.told())
        except ValidationError as refusal:
            form.take(refusal)
            return []
        try:
            document = parse(form.cleaned_data["sample"].encode())
            seen = observations(document, integration.kind, received_at=clock.now(), places=form.told())
        except BadJsonError as problem:
            form.add_error("sample", _t("This is no JSON: %(problem)s.") % {"problem": problem})
            return []
        except BadShapeError as problem:
            form.add_error("sample", str(problem))
            return []
        return [_trial(one, integration) for one in seen]
