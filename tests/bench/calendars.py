"""Measures working time: how often in a second each question of a calendar is answered; needs no database."""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from timeit import Timer

from incidents.sla.calendars import WorkingCalendar
from tests.incidents.sla.calendars_cast import NYC, calendar

_START = datetime(2026, 1, 13, 14, 30, tzinfo=UTC)
_FIVE_YEARS = timedelta(days=1826)
_WORKING_YEAR = 260 * 9 * 3600


def rates(rounds: int = 7) -> dict[str, float]:
    """Return the operations per second of each question: medians of some rounds."""
    compiled = calendar("NYC")
    compiled.working_seconds(_START, _START + _FIVE_YEARS)
    plan = compiled.plan
    acts: dict[str, Callable[[], object]] = {
        "due_at a year ahead": lambda: compiled.due_at(_START, _WORKING_YEAR),
        "breach_at a year ahead": lambda: compiled.breach_at(_START, _WORKING_YEAR),
        "working_seconds over five years": lambda: compiled.working_seconds(_START, _START + _FIVE_YEARS),
        "compile of one year": lambda: WorkingCalendar(plan).is_open_at(_START),
        "from_dict": lambda: WorkingCalendar.from_dict(NYC),
    }
    return {name: _rate(act, rounds) for name, act in acts.items()}


def table(rounds: int = 7) -> list[str]:
    """Return the rates as lines of a table."""
    return [
        "| working time | operations per second | each in ms |",
        "|---|---|---|",
        *(f"| {name} | {rate:,.0f} | {1000 / rate:.4f} |" for name, rate in rates(rounds).items()),
    ]


def _rate(act: Callable[[], object], rounds: int) -> float:
    # Processor time: nothing waits here, and what else the machine does must not show.
    timer = Timer(act, timer=time.process_time)
    number, _taken = timer.autorange()
    return number / statistics.median(timer.repeat(rounds, number))


if __name__ == "__main__":
    print("\n".join(table()))
