"""The page that adds public holidays to a calendar: choose a place and years, look, tick, approve (ADM-02)."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.access.requests import actor_of
from accounts.admin_forms import reason_field
from accounts.choices import Channel
from incidents.sla.admin_versions import VersionedAdmin
from incidents.sla.models import Calendar
from incidents.sla.operations.configuring import add_holidays
from incidents.sla.public_holidays import (
    FIRST_YEAR,
    LAST_YEAR,
    MOST_YEARS,
    PublicHoliday,
    countries,
    public_holidays,
    subdivisions,
)


class PlaceForm(forms.Form):
    """Which holidays."""

    country = forms.ChoiceField(label=_("Country"))
    subdivision = forms.ChoiceField(label=_("Region"), required=False)
    first = forms.IntegerField(label=_("From year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    last = forms.IntegerField(label=_("To year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)

    def __init__(self, asked: Any, *, year: int) -> None:
        country = asked.get("country", "")
        super().__init__(
            asked if country else None,
            initial={"first": year, "last": year + 1},
            auto_id="place_%s",
        )
        self.fields["country"].choices = [("", "–"), *countries().items()]  # type: ignore[attr-defined]
        regions = subdivisions(country)
        self.fields["subdivision"].choices = [  # type: ignore[attr-defined]
            ("", _("The whole country") if regions or not country else _("This country has no regions")),
            *regions.items(),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and not 0 <= last - first < MOST_YEARS:
            sentence = _t("Choose up to %(most)d years, the earlier one first.") % {"most": MOST_YEARS}
            self.add_error("last", sentence)
        return cleaned

    def found(self, calendar: Calendar) -> list[PublicHoliday]:
        """Return the holidays of the place, those that the calendar has already marked."""
        told = self.cleaned_data
        known = calendar.versions.get(is_current=True).definition
        years = range(told["first"], told["last"] + 1)
        return public_holidays(told["country"], told["subdivision"], years, get_language() or "en", known)


class ApprovalForm(forms.Form):
    """Which of them count, and why."""

    day = forms.MultipleChoiceField(
        required=True,
        error_messages={"required": _("Tick at least one holiday.")},
    )
    reason = reason_field(required=True)

    def __init__(self, asked: Any, offered: Sequence[PublicHoliday]) -> None:
        super().__init__(asked)
        days = [holiday.day.isoformat() for holiday in offered if not holiday.is_present]
        self.fields["day"].choices = [(day, day) for day in days]  # type: ignore[attr-defined]

    def ticked(self) -> list[str]:
        """Return the days that are ticked; at first all that are new."""
        if not self.is_bound:
            return [value for value, _label in self.fields["day"].choices]  # type: ignore[attr-defined]
        return list(self["day"].value() or ())


class HolidaysPage(VersionedAdmin):
    """The page beside the form of a calendar."""

    def holidays_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the holidays of a place, and add those that are approved as a new version."""
        calendar = get_object_or_404(Calendar, pk=pk)
        if not self.has_change_permission(request, calendar):
            raise PermissionDenied
        now = clock.now()
        asked = request.POST if request.method == "POST" else request.GET
        place = PlaceForm(asked, year=now.year)
        offered = place.found(calendar) if place.is_bound and place.is_valid() else []
        approval = ApprovalForm(request.POST if request.method == "POST" else None, offered)
        if request.method == "POST" and offered and approval.is_valid():
            chosen = set(approval.cleaned_data["day"])
            approved = [holiday for holiday in offered if holiday.day.isoformat() in chosen]
            if self._added(request, calendar, approved, approval):
                return redirect(self.address("change", calendar))
        context = {
            **self.admin_site.each_context(request),
            "title": _t("Public holidays for “%(calendar)s”") % {"calendar": calendar},
            "opts": self.opts,
            "calendar": calendar,
            "place": place,
            "offered": offered,
            "ticked": approval.ticked(),
            "approval": approval,
            "are_all_present": bool(offered) and all(holiday.is_present for holiday in offered),
        }
        return TemplateResponse(request, "admin/calendar_holidays.html", context)

    def _added(
        self, request: HttpRequest, calendar: Calendar, approved: list[PublicHoliday], form: ApprovalForm
    ) -> bool:
        try:
            count = add_holidays(
                calendar,
                approved,
                by=actor_of(request, Channel.ADMIN),
                now=clock.now(),
                why=form.cleaned_data["reason"],
            )
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
            return False
        words = ngettext(
            "%(count)d holiday was added as a new version.",
            "%(count)d holidays were added as a new version.",
            count,
        )
        messages.success(request, words % {"count": count})
        return True
