"""Pages of the whole product that belong to no app."""

from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from accounts.access import first_run
from accounts.access.operations import make_first_administrator
from accounts.operation_form import OperationForm
from accounts.people.models import known_zones
from accounts.people.queries import the_product


def start(request: HttpRequest) -> HttpResponse:
    """Lead staff to the queue, everybody else to their own incidents, and strangers to the sign-in."""
    if not request.user.is_authenticated:
        return redirect("first_start" if first_run.is_needed() else "account_login")
    return redirect("queue" if request.user.is_staff_member else "portal")


def component_sheet(request: HttpRequest) -> HttpResponse:
    """Show every part of every page in all its states; for developers and administrators."""
    if not (settings.DEBUG or request.user.is_staff):
        raise Http404
    return render(request, "ui/sheet.html", {"themes": ("light", "dark")})


class FirstRunForm(OperationForm):
    """The first administrator."""

    code = forms.CharField(label=_("Set-up code"), max_length=20, help_text=_("The start has printed it."))
    username = forms.CharField(label=_("User name"), max_length=150, initial="admin")
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    password = forms.CharField(
        label=_("Password"),
        max_length=500,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least ten characters."),
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), initial=settings.TIME_ZONE)

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        zone = self.fields["time_zone"]
        if isinstance(zone, forms.ChoiceField):
            zone.choices = [(name, name) for name in sorted(known_zones())]


def first_start(request: HttpRequest) -> HttpResponse:
    """Let the one who started the product become its administrator; gone as soon as somebody can sign in."""
    if not first_run.is_needed():
        raise Http404
    form = FirstRunForm.of(request)
    if form.is_bound and form.is_valid():
        by = the_product("the first run")
        if form.submit(make_first_administrator, **form.cleaned_data, by=by):
            login(request, form.result, backend="accounts.access.backends.RightsBackend")
            return redirect("admin:index")
    return render(request, "first_start.html", {"form": form}, status=422 if form.errors else 200)
