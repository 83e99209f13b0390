"""What every API view begins with: scopes, the actor, the moment, conditions, and no unknown parameter."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import clock
from accounts.access.choices import Scope
from accounts.access.requests import actor_of
from accounts.actor import Actor
from accounts.choices import Channel

_READING = ("GET", "HEAD", "OPTIONS")
_ETAG = re.compile(r'^(?:W/)?"([0-9]{1,9})"$')
# Understood by the framework itself on every address.
_EVERYWHERE = frozenset({"format"})


class ApiView(APIView):
    """A door for programs: it declares its scopes and its query parameters, and calls operations."""

    read_scope: ClassVar[Scope | None] = Scope.INCIDENTS_READ
    write_scope: ClassVar[Scope | None] = Scope.INCIDENTS_WRITE
    query_parameters: ClassVar[Iterable[str]] = ()

    now: datetime
    actor: Actor

    def scope_for(self, method: str) -> Scope | None:
        """Return the scope that a token needs for this method; None for what every token may."""
        return self.read_scope if method in _READING else self.write_scope

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """After the checks of the framework, take the moment and the actor, and look at the address."""
        super().initial(request, *args, **kwargs)
        self.now = clock.now()
        self.actor = actor_of(request, Channel.API)
        if request.method != "OPTIONS":
            known = set(self.query_parameters) if request.method in _READING else set()
            refuse_parameters(request, known | _EVERYWHERE)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Keep every answer out of caches: it was written for one reader."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer.headers.setdefault("Cache-Control", "private, no-store")
        return answer

    @property
    def seen_version(self) -> int | None:
        """Return the version that If-Match names; None when the caller does not mind."""
        header = self.request.META.get("HTTP_IF_MATCH", "").strip()
        if header in ("", "*"):
            return None
        found = _ETAG.match(header)
        if found is None:
            raise ValidationError(
                {
                    "If-Match": ValidationError(
                        _('Send one ETag as it was received, such as “"3"”.'), "malformed"
                    )
                }
            )
        return int(found[1])


def refuse_parameters(request: Request, known: Iterable[str]) -> None:
    """Refuse parameters that mean nothing here, and such that are given twice: one name has one meaning."""
    known = set(known)
    problems = {}
    for name, values in request.query_params.lists():
        if name not in known:
            problems[name] = ValidationError(_("This parameter is not known here."), "unknown")
        elif len(values) > 1:
            problems[name] = ValidationError(_("Give this parameter once."), "duplicated")
    if problems:
        raise ValidationError(problems)


def created(record: dict[str, Any], location: str = "") -> Response:
    """Answer 201 with the new record and where it is."""
    return Response(record, 201, headers={"Location": location} if location else None)
