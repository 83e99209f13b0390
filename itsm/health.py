"""Health for machines: is the process alive, and can it do its work."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import clock
from accounts.notices.queries import oldest_due
from incidents.intake.mail.models import Mailbox
from itsm.tasks import last_heartbeat

# Sweeps come every few seconds: after a minute somebody outside should know that no worker works.
DELIVERY_MAY_WAIT = timedelta(seconds=60)
HEART_MAY_REST = timedelta(seconds=60)
# A process that has just started must not be judged by the silence before it.
STARTED_AT = clock.now()
Check = Callable[[datetime], str | None]


def database(_now: datetime) -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return None


def migrations(_now: datetime) -> str | None:
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(pending)} migrations are pending: run migrate" if pending else None


def deliveries(now: datetime) -> str | None:
    due = oldest_due(now)
    if due is None or now - due <= DELIVERY_MAY_WAIT:
        return None
    return f"the oldest delivery is due since {due.isoformat()}: is the worker running?"


def heartbeat(now: datetime) -> str | None:
    return silence(now, last_heartbeat(), STARTED_AT)


def silence(now: datetime, last: datetime | None, started_at: datetime) -> str | None:
    """Say since when no tick of beat has reached a worker, if that is too long."""
    # A moment that has not come yet was noted while the clock was wrong, and proves nothing.
    noted = [moment for moment in (last, started_at) if moment is not None and moment <= now + HEART_MAY_REST]
    since = max(noted, default=None)
    if since is not None and now - since <= HEART_MAY_REST:
        return None
    said = since.isoformat() if since is not None else "the clock was put back"
    return f"no tick since {said}: are beat and the worker running?"


CHECKS: dict[str, Check] = {
    "database": database,
    "migrations": migrations,
    "deliveries": deliveries,
    "heartbeat": heartbeat,
}


def problem_of(check: Check, now: datetime) -> str | None:
    """Return the sentence that says what is wrong; a database that is away is an answer too."""
    try:
        return check(now)
    except DatabaseError as error:
        # Its text may name hosts and users; whoever asks here is not signed in.
        return f"the database does not answer ({type(error).__name__})"


def mailboxes(now: datetime) -> list[dict[str, str | bool | None]] | None:
    """Tell of each mailbox that is fetched whether that works; None while the database cannot say.

    Nothing of a failure's reason: it may name hosts and users, and whoever asks here is not signed in.
    """
    try:
        return [
            {
                "name": box.name,
                "last_success": box.polled_at.isoformat() if box.polled_at else None,
                "late": box.is_late(now),
                "failing": box.is_failing,
            }
            for box in Mailbox.objects.polled()
        ]
    except DatabaseError:
        return None


@never_cache
@require_safe
def live(_request: HttpRequest) -> JsonResponse:
    """Answer as long as the process can."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def ready(_request: HttpRequest) -> JsonResponse:
    """Answer 503 with the reason while work would fail or pile up."""
    now = clock.now()
    problems = {name: problem_of(check, now) for name, check in CHECKS.items()}
    checks = {name: problem or "ok" for name, problem in problems.items()}
    healthy = not any(problems.values())
    # A mail server that is away is no reason to take this process out of service.
    told = {"status": "ok" if healthy else "unavailable", "checks": checks, "mailboxes": mailboxes(now)}
    return JsonResponse(told, status=200 if healthy else 503)
