"""How the API refuses, reads and limits: problem+json for every refusal, strict JSON, a throttle per token."""

import errno
import re
import uuid
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import (
    NON_FIELD_ERRORS,
    ObjectDoesNotExist,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    ValidationError,
)
from django.db import IntegrityError, InterfaceError, OperationalError
from django.http import Http404, UnreadablePostError
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import set_rollback

from accounts.access.allowance import seconds_to_wait
from accounts.access.idempotency import owner_of
from accounts.strict_json import BadJsonError, read

log = structlog.get_logger(__name__)

PROBLEM = "application/problem+json"
# The code of a refusal -> its status; every other code is a mistake in the request.
STATUS_BY_CODE = {
    "guard_failed": HTTPStatus.UNPROCESSABLE_ENTITY,
    "not_allowed_from_state": HTTPStatus.CONFLICT,
    "conflict": HTTPStatus.CONFLICT,
    "idempotency_conflict": HTTPStatus.CONFLICT,
    "stale": HTTPStatus.CONFLICT,
    "too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "no_room": HTTPStatus.INSUFFICIENT_STORAGE,
    "quota": HTTPStatus.TOO_MANY_REQUESTS,
}
_RETRY_SECONDS = "5"
# What a person has to put right takes longer than a busy database.
_RETRY_LATER_SECONDS = "300"
_UTF8_JSON = re.compile(r'^application/json\s*(?:;\s*charset\s*=\s*"?utf-?8"?\s*)?;?\s*$', re.IGNORECASE)


class TooLarge(exceptions.APIException):
    """The body is over the limit."""

    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"

    def __init__(self) -> None:
        limit = settings.API_BODY_MAX_BYTES
        super().__init__(_("The body is larger than %s bytes.") % limit)


class StrictJsonParser(BaseParser):
    """Reads bounded UTF-8 JSON and nothing else; see accounts.strict_json for what is refused."""

    media_type = "application/json"
    renderer_class = JSONRenderer

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        """Return the value, or refuse the body with what is wrong and where."""
        if not _UTF8_JSON.match(media_type or ""):
            raise exceptions.UnsupportedMediaType(media_type or "")
        limit = settings.API_BODY_MAX_BYTES
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise TooLarge
        try:
            return read(body)
        except BadJsonError as problem:
            raise exceptions.ParseError(_("The body is not JSON that we take: %s.") % problem) from None


class JsonAnyway(DefaultContentNegotiation):
    """Answers in JSON whatever the Accept header says; only an explicit `format` may be refused."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        """Return the renderer, the first one where none was accepted."""
        try:
            return super().select_renderer(request, renderers, format_suffix)
        except exceptions.NotAcceptable:
            return renderers[0], renderers[0].media_type


class PerTokenThrottle(BaseThrottle):
    """Counts calls per token, or per person who is signed in."""

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count the call, and say whether it is within what the settings allow in a minute."""
        self._wait = seconds_to_wait(owner_of(request), settings.API_CALLS_PER_MINUTE)
        return self._wait == 0

    def wait(self) -> float:
        """Return after how many seconds it is worth trying again."""
        return self._wait


def correlation_id(request: Any) -> str:
    """Return the id under which this request stands in the log."""
    found = getattr(request, "correlation_id", "") if request is not None else ""
    return str(found or uuid.uuid4().hex)


def problem_response(problem: Exception, context: dict[str, Any]) -> Response | None:
    """Turn a refusal into RFC 9457 problem+json; what is no refusal goes on as the error it is."""
    answer = _answer_to(problem, context)
    if answer is None:
        return None
    set_rollback()
    body, headers = answer
    request = context.get("request")
    body["correlation_id"] = correlation_id(getattr(request, "_request", request))
    headers["X-Request-ID"] = body["correlation_id"]
    return Response(body, body["status"], headers=headers, content_type=PROBLEM)


Answer = tuple[dict[str, Any], dict[str, str]]


def _answer_to(problem: Exception, context: dict[str, Any]) -> Answer | None:
    if isinstance(problem, ValidationError):
        return _refusal(problem, context)
    if isinstance(problem, (Http404, ObjectDoesNotExist, exceptions.NotFound)):
        return _body(HTTPStatus.NOT_FOUND, "not_found", _("There is nothing here that you may see.")), {}
    if isinstance(problem, PermissionDenied):
        sentence = str(problem) or _("You may not do this.")
        return _body(HTTPStatus.FORBIDDEN, "permission_denied", sentence), {}
    if isinstance(problem, RequestDataTooBig):
        problem = TooLarge()
    if isinstance(problem, exceptions.APIException):
        return _framework(problem)
    if isinstance(problem, (SuspiciousOperation, UnreadablePostError)):
        return _body(HTTPStatus.BAD_REQUEST, "malformed", _("The request cannot be read.")), {}
    if isinstance(problem, OSError) and problem.errno in (errno.ENOSPC, errno.EDQUOT):
        log.error("api_no_room", problem=str(problem)[:200])
        sentence = _("There is no room to store this now. Nothing was changed; try again later.")
        return _body(HTTPStatus.INSUFFICIENT_STORAGE, "no_room", sentence), {
            "Retry-After": _RETRY_LATER_SECONDS
        }
    if isinstance(problem, IntegrityError):
        log.warning("api_conflict", problem=str(problem)[:200])
        sentence = _("Somebody else did the same at the same moment. Look again.")
        return _body(HTTPStatus.CONFLICT, "conflict", sentence), {}
    if isinstance(problem, (OperationalError, InterfaceError)):
        log.error("api_database_unavailable", problem=str(problem)[:200])
        sentence = _("The database is busy. Nothing was changed; try again shortly.")
        body = _body(HTTPStatus.SERVICE_UNAVAILABLE, "unavailable", sentence)
        return body, {"Retry-After": _RETRY_SECONDS}
    return None


def _body(status: int, code: str, detail: str, errors: dict[str, list[str]] | None = None) -> dict[str, Any]:
    return {
        "type": f"urn:evenkeel:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail,
        "code": code,
        "errors": errors or {},
    }


def _refusal(problem: ValidationError, context: dict[str, Any]) -> Answer:
    """Answer a refusal of an operation or a form: its code decides the status."""
    by_field = (
        problem.error_dict if hasattr(problem, "error_dict") else {NON_FIELD_ERRORS: problem.error_list}
    )
    reasons = [reason for group in by_field.values() for reason in group]
    code = _one_code(str(reason.code or "invalid") for reason in reasons)
    status = STATUS_BY_CODE.get(code, HTTPStatus.BAD_REQUEST)
    errors = {
        field: [sentence for reason in group for sentence in reason.messages]
        for field, group in by_field.items()
        if field != NON_FIELD_ERRORS
    }
    general = [sentence for reason in by_field.get(NON_FIELD_ERRORS, ()) for sentence in reason.messages]
    body = _body(status, code, " ".join(general) or _summary(errors), errors)
    headers: dict[str, str] = {}
    if code == "not_allowed_from_state":
        body.update(_facts(reasons, "state", "allowed_actions"))
    if code == "stale":
        _add_current(body, headers, context)
    if code in ("quota", "no_room"):
        headers["Retry-After"] = _RETRY_LATER_SECONDS
    return body, headers


def _facts(reasons: Iterable[ValidationError], *names: str) -> dict[str, Any]:
    return {
        name: reason.params[name]
        for reason in reasons
        if isinstance(reason.params, dict)
        for name in names
        if name in reason.params
    }


def _add_current(body: dict[str, Any], headers: dict[str, str], context: dict[str, Any]) -> None:
    """Say 412 to a caller who sent If-Match, and show the record as it is now."""
    if context["request"].META.get("HTTP_IF_MATCH"):
        body["status"] = int(HTTPStatus.PRECONDITION_FAILED)
        body["title"] = HTTPStatus.PRECONDITION_FAILED.phrase
    current = getattr(context.get("view"), "current_record", None)
    if current is not None:
        body["current"] = current()
        headers["ETag"] = f'"{body["current"]["version"]}"'


def _one_code(codes: Iterable[str]) -> str:
    """Return the code of the whole: that of a refused guard or state before those of mere mistakes."""
    found = list(dict.fromkeys(codes))
    telling = [code for code in found if code in STATUS_BY_CODE]
    if telling:
        return telling[0]
    return found[0] if len(found) == 1 else "invalid"


def _summary(errors: dict[str, list[str]]) -> str:
    return _("Please correct: %s.") % ", ".join(errors)


def _framework(problem: exceptions.APIException) -> Answer:
    """Answer a refusal of the framework or of an input's shape."""
    headers: dict[str, str] = {}
    if header := getattr(problem, "auth_header", None):
        headers["WWW-Authenticate"] = header
    if wait := getattr(problem, "wait", None):
        headers["Retry-After"] = str(max(1, int(-(-wait // 1))))
    if isinstance(problem, exceptions.ValidationError):
        errors = dict(_flattened(problem.detail))
        code = _one_code(_codes(problem.get_codes()))
        general = errors.pop(NON_FIELD_ERRORS, errors.pop("non_field_errors", []))
        return _body(problem.status_code, code, " ".join(general) or _summary(errors), errors), headers
    codes = problem.get_codes()
    code = codes if isinstance(codes, str) else "invalid"
    return _body(problem.status_code, code, str(problem.detail)), headers


def _flattened(detail: Any, path: str = "") -> Iterable[tuple[str, list[str]]]:
    """Give nested errors the path to their place, such as affected_users.0."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from _flattened(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(detail, list) and any(isinstance(item, (dict, list)) for item in detail):
        for index, item in enumerate(detail):
            yield from _flattened(item, f"{path}.{index}")
    elif detail:
        sentences = detail if isinstance(detail, list) else [detail]
        yield path or NON_FIELD_ERRORS, [str(sentence) for sentence in sentences]


def _codes(codes: Any) -> Iterable[str]:
    if isinstance(codes, dict):
        codes = codes.values()
    if isinstance(codes, str):
        yield codes
    else:
        for inner in codes:
            yield from _codes(inner)
