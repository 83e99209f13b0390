"""Who calls the API: a bearer token with scopes, or a signed-in browser; the person's rights come along."""

import hmac
import re
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts import clock
from accounts.access.backends import load_rights, rights_of
from accounts.access.choices import Scope
from accounts.access.models import ApiToken, digest_of
from accounts.access.operations import note_use
from accounts.people.models import User

_FORM = re.compile(r"^([0-9a-f]{12})\.([A-Za-z0-9_-]{20,100})$")
_IN_ADDRESS = ("token", "access_token", "api_key", "apikey")
# Compared with when no token has this key, so that both cases take the same time.
_NO_DIGEST = digest_of("")


class TokenAuthentication(BaseAuthentication):
    """Reads `Authorization: Bearer <key>.<secret>`; every reason to refuse answers in the same words."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """Return the owner with rights, and the token; None leaves the request to the session."""
        if any(name in request.query_params for name in _IN_ADDRESS):
            raise AuthenticationFailed(
                _("A token in the address ends up in logs. Send it in the Authorization header.")
            )
        scheme, _space, text = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        token = _token_of(text.strip())
        if token is None:
            raise AuthenticationFailed(_("The token is not valid, has expired or was revoked."))
        note_use(token, now=clock.now())
        return load_rights(token.user, token), token

    def authenticate_header(self, request: Request) -> str:
        """Name the scheme, which makes the answer a 401."""
        return 'Bearer realm="api"'


def _token_of(text: str) -> ApiToken | None:
    found = _FORM.match(text)
    key, secret = found.groups() if found else ("", text[:100])
    rows = ApiToken.objects.usable(clock.now()).filter(key=key)
    token = rows.select_related("user__organisation").annotate(**rights_of("user_id")).first()
    digest = digest_of(secret.encode("utf-8", "replace").decode())
    matches = hmac.compare_digest(token.digest if token else _NO_DIGEST, digest)
    return token if token and matches else None


class HasScope(BasePermission):
    """Lets signed-in people through, and tokens that carry the scope which the view asks for."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Refuse a token without the scope, naming it."""
        if not request.user or not request.user.is_authenticated:
            raise NotAuthenticated
        scope: Scope | None = view.scope_for(request.method)
        if isinstance(request.auth, ApiToken) and scope is not None and not request.auth.allows(scope):
            raise PermissionDenied(_("The token lacks the scope “%s”.") % scope.value, "missing_scope")
        return True
