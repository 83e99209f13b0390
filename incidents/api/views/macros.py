"""Macros on one incident (UX-09)."""

from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.idempotency import idempotent
from incidents.api import answers, documentation
from incidents.api import macro_shapes as shapes
from incidents.api.documentation import documented
from incidents.api.views.common import plain_name
from incidents.api.views.parts import StaffPartView
from incidents.prepared.macros.models import Macro
from incidents.prepared.macros.operations import run_macro
from incidents.prepared.macros.plans import plan_of
from incidents.prepared.macros.queries import macro_named, macros_for

_TAG = "Actions"


class Macros(StaffPartView):
    """What can be done in one action."""

    @documented(
        "incident_macros_list",
        "List the macros that fit",
        tag=_TAG,
        answer=documentation.json_list(shapes.MacroOut),
    )
    def get(self, request: Request, number: str) -> Response:
        """Return the macros whose step the caller may take now."""
        rows = macros_for(self.incident(), self.actor)
        return Response({"results": [shapes.macro_json(row) for row in rows]})


class MacroDetail(StaffPartView):
    """One of them."""

    def macro(self, slug: str) -> Macro:
        """Return the macro of the address."""
        found = macro_named(plain_name(slug))
        if found is None:
            raise Http404
        return found

    @documented("incident_macros_preview", "See what a macro would do", tag=_TAG, answer=shapes.PlanOut)
    def get(self, request: Request, number: str, slug: str) -> Response:
        """Return what would change and be said now, and what stands in the way; nothing is done."""
        plan = plan_of(self.macro(slug), self.incident(), by=self.actor, now=self.now)
        return Response(shapes.plan_json(plan))

    @documented(
        "incident_macros_run",
        "Do what a macro says",
        tag=_TAG,
        request=shapes.NothingIn,
        answer=answers.IncidentOut,
        problems=documentation.WRITE,
        parameters=[documentation.IF_MATCH, documentation.IDEMPOTENCY_KEY],
    )
    @idempotent
    def post(self, request: Request, number: str, slug: str) -> Response:
        """Do all of it or nothing, and answer with the incident as it is then."""
        incident, macro, version = self.incident(), self.macro(slug), self.seen_version
        self.read(shapes.NothingIn)
        return self.answer(run_macro(incident, macro, by=self.actor, now=self.now, version=version))
