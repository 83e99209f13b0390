"""The sign-in library's pages that we offer: sign in and out, reset and change the password."""

from allauth.account import views as library
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.access.requests import SignedInRequest
from accounts.access.sign_in_forms import SignInForm


class SignInView(library.LoginView):
    """Says by the status, too, that nobody was signed in."""

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        too_many = form.has_error(NON_FIELD_ERRORS, "too_many_login_attempts")
        response.status_code = 429 if too_many else 422
        return response


sign_in = SignInView.as_view()


def reset_password(request: HttpRequest) -> HttpResponseBase:
    """Send a link to set a new password; the answer is the same whether or not the address is known."""
    return _unless_refused(library.password_reset(request))


def set_new_password(request: HttpRequest, uidb36: str, key: str) -> HttpResponseBase:
    """Set a new password by a link from a message."""
    return _unless_refused(library.password_reset_from_key(request, uidb36=uidb36, key=key))


@login_required
def change_password(request: SignedInRequest) -> HttpResponseBase:
    """Change the own password; whoever has none yet gets one by a link."""
    if not request.user.has_usable_password():
        messages.info(request, _("You have no password yet. Ask for a link and set one."))
        return redirect("account_reset_password")
    return _unless_refused(library.password_change(request))


def _unless_refused(response: HttpResponseBase) -> HttpResponseBase:
    """Give a form that comes back with errors the status that says so."""
    form = (getattr(response, "context_data", None) or {}).get("form")
    if response.status_code == 200 and form is not None and form.is_bound and form.errors:
        response.status_code = 422
    return response
