"""The doors for monitoring tools: check the key and the shape, store the body, answer; work follows later.

Success is answered only when the body is committed. A body that a known key sent in a wrong shape is kept as refused,
because such senders do not try again.
"""

import uuid
from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.db import InterfaceError, OperationalError, ProgrammingError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts import clock
from accounts.strict_json import BadJsonError
from incidents.intake import answers
from incidents.intake.adapters import changes
from incidents.intake.adapters.observation import BadShapeError
from incidents.intake.choices import IntegrationKind, Subject
from incidents.intake.operations.receiving import KEPT_HEAD, keep_refused, store
from incidents.intake.queries import integration_by_key
from incidents.intake.reading import Document, observations, parse
from incidents.intake.requests import (
    BODY_LIMIT,
    WRONG_KEYS_SECONDS,
    has_too_many_wrong_keys,
    headers_of,
    read_body,
)

_TOO_LARGE = f"The body is larger than {BODY_LIMIT // 1024} KB."


def honest(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 503 while the database is away or being migrated: the sender then keeps the signal and repeats it."""

    @wraps(view)
    def answer(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (OperationalError, InterfaceError, ProgrammingError):
            return answers.unavailable()

    return answer


@csrf_exempt
@require_POST
@honest
def events(request: HttpRequest) -> HttpResponse:
    """Take an event of the Events API version 2; the key is in the body."""
    made_key = uuid.uuid4().hex

    def answer(document: Document, now: datetime) -> HttpResponse:
        (seen,) = observations(document, IntegrationKind.EVENTS, received_at=now, made_key=made_key)
        return answers.event_processed(seen.key)

    return _enqueue(request, Subject.ALERTS, answer, made_key=made_key)


@csrf_exempt
@require_POST
@honest
def change_events(request: HttpRequest) -> HttpResponse:
    """Take a change event of the Events API version 2 (INV-07); the key is that of its events."""

    def answer(document: Document, now: datetime) -> HttpResponse:
        changes.report_of(document.value, received_at=now)
        return answers.change_processed()

    return _enqueue(request, Subject.CHANGE, answer)


def _enqueue(
    request: HttpRequest,
    subject: Subject,
    answer: Callable[[Document, datetime], HttpResponse],
    *,
    made_key: str = "",
) -> HttpResponse:
    """Store a body with its key inside; `answer` looks at its shape and says what the sender hears."""
    body, fits = read_body(request)
    if not fits:
        return answers.invalid_event(_TOO_LARGE, status=413)
    try:
        document = parse(body)
    except BadJsonError as problem:
        return answers.invalid_event(f"The body is not JSON that can be taken: {problem}")
    key = document.routing_key
    integration = integration_by_key(key, IntegrationKind.EVENTS) if key else None
    if integration is None:
        if has_too_many_wrong_keys(request):
            return answers.throttled_event()
        return answers.invalid_event(f"'routing_key' is {'invalid' if key else 'missing or blank'}")
    now = clock.now()
    try:
        accepted = answer(document, now)
    except BadShapeError as problem:
        keep_refused(integration, body, headers_of(request), str(problem), now=now, subject=subject)
        return answers.invalid_event(*problem.problems)
    store(integration, body, headers_of(request), now=now, made_key=made_key, subject=subject)
    return accepted


@csrf_exempt
@require_POST
@honest
def alerts(request: HttpRequest, key: str, kind: IntegrationKind) -> HttpResponse:
    """Take a group of alerts from Alertmanager or Grafana; the key is in the address."""
    body, fits = read_body(request)
    integration = integration_by_key(key, kind)
    if integration is None:
        return _wrong_key(request)
    now, headers = clock.now(), headers_of(request)
    if not fits:
        keep_refused(integration, body[:KEPT_HEAD], headers, _TOO_LARGE, now=now)
        return answers.problem(413, "too_large", _TOO_LARGE)
    try:
        seen = observations(parse(body), integration.kind, received_at=now)
    except (BadJsonError, BadShapeError) as problem:
        keep_refused(integration, body, headers, str(problem), now=now)
        return answers.problem(400, "malformed", f"The body cannot be taken: {problem}.")
    store(integration, body, headers, now=now)
    return JsonResponse({"status": "accepted", "alerts": len(seen)}, status=202 if seen else 200)


@csrf_exempt
@require_POST
@honest
def any_json(request: HttpRequest, key: str) -> HttpResponse:
    """Take JSON of any shape; whether the mapping fits is seen later, so that a wrong one loses nothing."""
    body, fits = read_body(request)
    integration = integration_by_key(key, IntegrationKind.JSON)
    if integration is None:
        return _wrong_key(request)
    now, headers = clock.now(), headers_of(request)
    if not fits:
        keep_refused(integration, body[:KEPT_HEAD], headers, _TOO_LARGE, now=now)
        return answers.problem(413, "too_large", _TOO_LARGE)
    try:
        parse(body)
    except BadJsonError as problem:
        keep_refused(integration, body, headers, str(problem), now=now)
        return answers.problem(400, "malformed", f"The body cannot be taken: {problem}.")
    store(integration, body, headers, now=now)
    return JsonResponse({"status": "accepted"}, status=202)


def _wrong_key(request: HttpRequest) -> HttpResponse:
    if has_too_many_wrong_keys(request):
        seconds = str(WRONG_KEYS_SECONDS)
        return answers.problem(429, "throttled", "Too many requests with a wrong key.", Retry_After=seconds)
    return answers.problem(401, "not_authenticated", "The address does not end with a key in use.")
