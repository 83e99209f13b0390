"""Shows times and words in the person's zone and language; leads whose session is over to the sign-in and back."""

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme


class PersonMiddleware:
    """Speak the signed-in person's language, in the person's zone; keep their pages out of shared caches."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return self.get_response(request)
        with timezone.override(request.user.zone), translation.override(request.user.language):
            response = self.get_response(request)
        if "Cache-Control" not in response.headers:
            patch_cache_control(response, private=True, no_store=True)
        return response


class SessionOverMiddleware:
    """Lets a form whose sender is not signed in any more end in words, not in a page that takes only forms."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _is_of_another_person(request):
            return HttpResponse(status=401)
        response = self.get_response(request)
        sign_in = reverse(settings.LOGIN_URL)
        if response.status_code != 302 or not response.headers["Location"].startswith(f"{sign_in}?"):
            return response
        if "HX-Request" in request.headers:
            # The script would follow the redirect and put the sign-in where the words were typed.
            return HttpResponse(status=401)
        page = request.headers.get("Referer", "")
        if request.method == "POST" and url_has_allowed_host_and_scheme(page, {request.get_host()}):
            way_back = urlsplit(page)._replace(scheme="", netloc="").geturl()
            response.headers["Location"] = f"{sign_in}?{urlencode({'next': way_back})}"
        return response


def _is_of_another_person(request: HttpRequest) -> bool:
    """Say whether somebody else signed in since the page was opened: its words must not go out in their name."""
    opened_by = request.headers.get("X-Person") if "HX-Request" in request.headers else None
    return opened_by is not None and opened_by != str(request.user.pk)
