"""The pause integrity report: how much time stood still, for what reason and by whom (SLA-29)."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import clock
from accounts.access.requests import SignedInRequest
from accounts.people.models import User
from incidents.catalogue.models import HoldReason
from incidents.desk.access import staff_page
from incidents.sla.reports import answered_for, may_read_pauses, pause_integrity

PERIODS = (7, 30, 90)
# Longer lists are for the export: what is shown is read by people.
_MOST = 100


@staff_page
@require_safe
def pauses(request: SignedInRequest) -> HttpResponse:
    """Show a period: all of it to incident managers, that of the own teams to their leads."""
    if not may_read_pauses(request.user):
        raise PermissionDenied
    asked = request.GET.get("days", "")
    days = int(asked) if asked in {str(period) for period in PERIODS} else PERIODS[1]
    until = clock.now()
    context = {
        "days": days,
        "periods": PERIODS,
        **_report(request.user, until - timedelta(days=days), until),
    }
    return render(request, "incidents/desk/pauses.html", context)


def _report(user: User, since: datetime, until: datetime) -> dict[str, Any]:
    found = pause_integrity(answered_for(user), since, until)
    names = dict(HoldReason.objects.values_list("slug", "name"))
    whole = found.running_seconds + found.paused_seconds
    return {
        "since": since,
        "until": until,
        "found": found,
        "paused_percent": _percent(found.paused_seconds * 1000 // whole if whole else 0),
        "shares": [
            (names.get(share.reason, share.reason), share, _percent(share.permille))
            for share in found.shares[:_MOST]
        ],
        "late": [(late, names.get(late.reason, late.reason)) for late in found.late[:_MOST]],
        "silent": found.silent[:_MOST],
        "most": _MOST,
    }


def _percent(permille: int) -> str:
    return f"{permille // 10}.{permille % 10} %"
