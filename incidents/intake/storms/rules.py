"""When many reports are a storm, and when it is over; decided from plain numbers."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """More than so many open reports within so many minutes are a storm; no number means: never."""

    reports: int
    minutes: int

    @property
    def window(self) -> timedelta:
        """Return how far to look back."""
        return timedelta(minutes=self.minutes)

    def is_broken_by(self, count: int) -> bool:
        """Say whether so many reports are a storm."""
        return bool(self.reports) and count > self.reports

    def is_calm_at(self, count: int) -> bool:
        """Say whether it is over: at half the limit, so that reports around the limit make one storm and not many."""
        return not self.reports or count * 2 <= self.reports


def limit_of(own_reports: int | None, own_minutes: int | None, default: Limit) -> Limit:
    """Return the limit of a service: its own figures, and the general one for what it does not say."""
    return Limit(
        default.reports if own_reports is None else own_reports,
        default.minutes if own_minutes is None else own_minutes,
    )


def is_over(limit: Limit, count: int, *, is_decided: bool, left: int) -> bool:
    """Say whether a storm has ended: it is calm, and nobody needs to decide about two or more reports any more."""
    return limit.is_calm_at(count) and (is_decided or left < 2)
