"""The answers that monitoring tools understand: the Events API's own, and problem details."""

from http import HTTPStatus

from django.http import HttpResponse, JsonResponse

from incidents.intake.requests import WRONG_KEYS_SECONDS

_RETRY_SECONDS = 5


def event_processed(key: str) -> JsonResponse:
    """Say that the event is safely stored."""
    return JsonResponse({"status": "success", "message": "Event processed", "dedup_key": key}, status=202)


def change_processed() -> JsonResponse:
    """Say that the change event is safely stored."""
    return JsonResponse({"status": "success", "message": "Change event processed"}, status=202)


def invalid_event(*problems: str, status: int = 400) -> JsonResponse:
    """Say what is wrong with an event."""
    answer = {"status": "invalid event", "message": "Event object is invalid", "errors": list(problems)}
    return JsonResponse(answer, status=status)


def throttled_event() -> JsonResponse:
    """Say that this sender has to wait."""
    answer = {"status": "throttle exceeded", "message": "Too many requests with a wrong routing key"}
    return JsonResponse(answer, status=429, headers={"Retry-After": str(WRONG_KEYS_SECONDS)})


def problem(status: int, code: str, detail: str, **headers: str) -> JsonResponse:
    """Say what is wrong as problem details (RFC 9457)."""
    answer = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
    }
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return JsonResponse(answer, status=status, content_type="application/problem+json", headers=named)


def unavailable() -> HttpResponse:
    """Say that nothing can be stored now; senders repeat after a 503, and only after such an answer."""
    return problem(
        503, "unavailable", "The signal could not be stored. Send it again.", Retry_After=str(_RETRY_SECONDS)
    )
