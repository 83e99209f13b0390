"""Where an observation comes from: what every operation on alerts needs to know about its signal."""

from dataclasses import dataclass
from datetime import datetime

from accounts.actor import Actor
from accounts.choices import Channel
from accounts.people.queries import the_product
from incidents.intake.choices import Mark
from incidents.intake.models import Integration, Signal
from incidents.intake.rules import Receipt


@dataclass(frozen=True, slots=True)
class Origin:
    """The signal, in whose name it acts, and whether its alerts count: those of a replay were counted before."""

    integration: Integration
    by: Actor
    receipt: Receipt
    counts: bool
    marks: tuple[Mark, ...] = ()

    @property
    def received_at(self) -> datetime:
        """Return when the signal came."""
        return self.receipt.at


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an observation, and by which rule."""

    text: str
    path: str


def integration_of(signal: Signal) -> Integration:
    """Return the integration of a signal from a monitor."""
    if signal.integration is None:
        raise ValueError(f"signal {signal.pk} is a message")
    return signal.integration


def origin_of(signal: Signal, *, counts: bool, marks: tuple[Mark, ...]) -> Origin:
    """Return the origin of a signal."""
    receipt = Receipt(signal.pk, signal.received_at)
    return origin_at(integration_of(signal), receipt, counts=counts, marks=marks)


def origin_at(
    integration: Integration, receipt: Receipt, *, counts: bool, marks: tuple[Mark, ...] = ()
) -> Origin:
    """Return the origin of what counts as come then; an account that was switched off must not cost an alert."""
    cause = f"signal of {integration.name}"
    by = Actor(integration.account, Channel.MONITORING, cause=cause)
    if not integration.account.is_active:
        by = the_product(cause, channel=Channel.MONITORING)
        marks = (*marks, Mark.ACCOUNT_INACTIVE)
    return Origin(integration, by, receipt, counts, marks)
