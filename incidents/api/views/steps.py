"""The actions of the transition table: each takes its details and calls its operation."""

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from drf_spectacular.utils import OpenApiExample, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.idempotency import idempotent
from incidents.api import answers, documentation, inputs
from incidents.api.documentation import documented
from incidents.api.views.common import IncidentApiView
from incidents.lifecycle.choices import Action
from incidents.lifecycle.operations import cancelling, moving, resolving
from incidents.majors import operations as majors
from incidents.records.models import Incident

_TAG = "Actions"
Step = TypeVar("Step", bound="type[StepView]")


class StepView(IncidentApiView):
    """One action on one incident."""

    action: ClassVar[Action]
    shape: ClassVar[type[inputs.Input]]

    @idempotent
    def post(self, request: Request, number: str) -> Response:
        """Do it, and answer with the incident as it is then."""
        incident, version = self.incident(), self.seen_version
        values = self.read(self.shape)
        moved = self.move(incident, values, by=self.actor, now=self.now, version=version)
        return self.answer(moved)

    def move(self, incident: Incident, values: dict[str, Any], **how: Any) -> Incident:
        """Call the operation."""
        return type(self).operation(incident, **values, **how)

    operation: ClassVar[Callable[..., Incident]]


def _step(
    action: Action, row: str, shape: type[inputs.Input], example: dict[str, Any]
) -> Callable[[Step], Step]:
    """Say which action a view does, and describe it."""

    def decorate(view: Step) -> Step:
        view.action, view.shape = action, shape
        described = documented(
            f"incidents_{action.value.replace('-', '_')}",
            f"{action.label} ({row})",
            tag=_TAG,
            request=shape,
            answer=answers.IncidentOut,
            problems=documentation.WRITE,
            parameters=[documentation.IF_MATCH, documentation.IDEMPOTENCY_KEY],
            examples=[OpenApiExample("Details", value=example, request_only=True)],
        )
        return extend_schema_view(post=described)(view)

    return decorate


@_step(
    Action.TRIAGE,
    "T2",
    inputs.TriageIn,
    {
        "category": "email/delivery",
        "service": "email",
        "impact": "high",
        "urgency": "medium",
        "team": "messaging",
    },
)
class Triage(StepView):
    """Say what it is, how bad it is and whose it is."""

    operation = staticmethod(moving.triage)


@_step(Action.START, "T3", inputs.StartIn, {"assignee": "n.haddad"})
class Start(StepView):
    """Take up work."""

    operation = staticmethod(moving.start)


@_step(
    Action.HOLD,
    "T4",
    inputs.HoldIn,
    {"reason": "awaiting_requester", "question": "Which building are you in?"},
)
class Hold(StepView):
    """Let it wait."""

    operation = staticmethod(moving.hold)


@_step(Action.RESUME, "T6", inputs.ResumeIn, {"reason": "The part has arrived"})
class Resume(StepView):
    """Go on after a hold."""

    operation = staticmethod(moving.resume)


@_step(
    Action.TRANSFER, "T7", inputs.TransferIn, {"team": "network", "reason": "The line drops, not the mailbox"}
)
class Transfer(StepView):
    """Hand over to another team."""

    operation = staticmethod(moving.transfer)


@_step(
    Action.RESOLVE,
    "T8, T9",
    inputs.ResolveIn,
    {
        "code": "fixed_permanently",
        "text": "The relay was restarted and its queue is empty.",
        "evidence": "agent_test",
        "cause_category": "technical",
    },
)
class Resolve(StepView):
    """Say how service was restored."""

    def move(self, incident: Incident, values: dict[str, Any], **how: Any) -> Incident:
        """Put the details into a resolution."""
        return resolving.resolve(incident, resolving.Resolution(**values), **how)


@_step(Action.REOPEN, "T10, T14", inputs.ReasonIn, {"reason": "Mail is late again"})
class Reopen(StepView):
    """Take it up again."""

    operation = staticmethod(resolving.reopen)


@_step(Action.CLOSE, "T11", inputs.CloseIn, {"evidence": "requester_word"})
class Close(StepView):
    """Close it with evidence."""

    operation = staticmethod(resolving.close)


@_step(Action.CANCEL, "T15", inputs.CancelIn, {"reason": "duplicate", "target": "INC-1001"})
class Cancel(StepView):
    """Stop, because it was no incident or repeats another."""

    operation = staticmethod(cancelling.cancel)


@_step(Action.RESTORE, "T16", inputs.ReasonIn, {"reason": "It was no false alarm"})
class Restore(StepView):
    """Withdraw a cancellation."""

    operation = staticmethod(cancelling.restore)


@_step(Action.PROPOSE_MAJOR, "M1", inputs.ReasonIn, {"reason": "Nobody in the north can sign in"})
class ProposeMajor(StepView):
    """Propose it as a major incident."""

    operation = staticmethod(majors.propose_major)


@_step(
    Action.DECLARE_MAJOR,
    "M2, M4",
    inputs.DeclareMajorIn,
    {
        "manager": "m.brandt",
        "impact_statement": "400 people cannot sign in.",
        "communication_plan": "An update every 30 minutes on the status page.",
    },
)
class DeclareMajor(StepView):
    """Declare a major incident."""

    operation = staticmethod(majors.declare_major)


@_step(Action.REJECT_MAJOR, "M3", inputs.ReasonIn, {"reason": "Only one person is affected"})
class RejectMajor(StepView):
    """Decide that a candidate is not major."""

    operation = staticmethod(majors.reject_major)


@_step(Action.STAND_DOWN, "M5", inputs.StandDownIn, {"final_update": "Everybody can sign in again."})
class StandDown(StepView):
    """End a major incident."""

    operation = staticmethod(majors.stand_down)


@_step(Action.DEMOTE, "M6", inputs.ReasonIn, {"reason": "Declared by mistake"})
class Demote(StepView):
    """Take back a declaration."""

    operation = staticmethod(majors.demote)


STEPS: tuple[type[StepView], ...] = (
    Triage,
    Start,
    Hold,
    Resume,
    Transfer,
    Resolve,
    Reopen,
    Close,
    Cancel,
    Restore,
    ProposeMajor,
    DeclareMajor,
    RejectMajor,
    StandDown,
    Demote,
)
