"""Maintenance windows: plan them, change them, end them early, cancel them (CH-13)."""

from drf_spectacular.utils import OpenApiExample
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import paging
from accounts.access.choices import Scope
from accounts.access.idempotency import idempotent
from accounts.access.views import created
from incidents.api import documentation, filters
from incidents.api import window_shapes as shapes
from incidents.api.documentation import documented
from incidents.api.views.common import RecordApiView
from incidents.intake.maintenance.models import MaintenanceWindow, MaintenanceWindowQuerySet
from incidents.intake.maintenance.operations.planning import (
    cancel_window,
    change_window,
    end_window,
    plan_window,
)

_TAG = "Maintenance windows"
ORDERINGS = paging.Orderings({"begins_at": "begins_at", "name": "name"}, default="-begins_at")
_NEW = OpenApiExample(
    "Each second Sunday",
    value={
        "name": "Database updates",
        "service": "erp",
        "zone": "Europe/Berlin",
        "begins_at": "2026-03-08T01:00:00Z",
        "ends_at": "2026-03-08T04:00:00Z",
        "repeats": "monthly_weekday",
    },
    request_only=True,
)


class WindowApiView(RecordApiView):
    """A view about maintenance windows."""

    read_scope = Scope.CATALOGUE_READ
    write_scope = Scope.CATALOGUE_WRITE

    def windows(self) -> MaintenanceWindowQuerySet:
        """Return the windows that the caller may see."""
        seen = MaintenanceWindow.objects.visible_to(self.actor.user)
        return seen.select_related("service").with_counts()

    def window(self) -> MaintenanceWindow:
        """Return the window of the address."""
        return self.windows().get(pk=self.kwargs["pk"])

    def answer(self, pk: int) -> Response:
        """Answer with a window as it is now."""
        return Response(shapes.window_json(self.windows().get(pk=pk), self.reader))


class Windows(WindowApiView):
    """All of them."""

    query_parameters = (*filters.WindowFilters.base_filters, *paging.PARAMETERS)

    @documented(
        "maintenance_windows_list",
        "List maintenance windows",
        tag=_TAG,
        answer=documentation.list_of(shapes.WindowOut),
        parameters=[
            *filters.described(filters.WindowFilters),
            *documentation.paging_parameters(ORDERINGS.columns),
        ],
    )
    def get(self, request: Request) -> Response:
        """Return a page of them, the last to begin first."""
        rows, reader = filters.narrowed(filters.WindowFilters, self.windows(), request), self.reader
        return paging.page(request, rows, ORDERINGS, lambda row: shapes.window_json(row, reader))

    @documented(
        "maintenance_windows_create",
        "Plan a maintenance window",
        tag=_TAG,
        request=shapes.WindowIn,
        answer=shapes.WindowOut,
        status=201,
        problems=documentation.WRITE,
        parameters=[documentation.IDEMPOTENCY_KEY],
        examples=[_NEW],
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Plan one, by who configures or manages incidents."""
        row = plan_window(self.read(shapes.WindowIn), by=self.actor, now=self.now)
        return created(self.answer(row.pk).data, self.reader.address("maintenance_window", row.pk))


class WindowDetail(WindowApiView):
    """One window."""

    @documented("maintenance_windows_read", "Show a maintenance window", tag=_TAG, answer=shapes.WindowOut)
    def get(self, request: Request, pk: int) -> Response:
        """Return what is planned, and how it stands."""
        return self.answer(pk)

    @documented(
        "maintenance_windows_change",
        "Change a maintenance window",
        tag=_TAG,
        request=shapes.WindowChangesIn,
        answer=shapes.WindowOut,
        problems=documentation.WRITE,
    )
    def patch(self, request: Request, pk: int) -> Response:
        """Change the named members; what it holds is looked at again by the new plan."""
        row, values = self.window(), self.read(shapes.WindowChangesIn)
        change_window(row, values, by=self.actor, now=self.now, why=values.pop("reason", ""))
        return self.answer(pk)


class WindowEnd(WindowApiView):
    """The time that goes on."""

    @documented(
        "maintenance_windows_end",
        "End a maintenance window early",
        tag=_TAG,
        request=shapes.WhyIn,
        answer=shapes.WindowOut,
        problems=documentation.WRITE,
    )
    def post(self, request: Request, pk: int) -> Response:
        """End it now; what still fires opens its incidents, and a window that repeats comes again as planned."""
        row, why = self.window(), self.read(shapes.WhyIn)["reason"]
        end_window(row, by=self.actor, now=self.now, why=why)
        return self.answer(pk)


class WindowCancel(WindowApiView):
    """The whole of it."""

    @documented(
        "maintenance_windows_cancel",
        "Cancel a maintenance window",
        tag=_TAG,
        request=shapes.WhyIn,
        answer=shapes.WindowOut,
        problems=documentation.WRITE,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Call it off, now and for all times to come."""
        row, why = self.window(), self.read(shapes.WhyIn)["reason"]
        cancel_window(row, by=self.actor, now=self.now, why=why)
        return self.answer(pk)
