"""What every test may ask for."""

import gc
import inspect
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django.test
import pytest
from django.conf import settings
from django.core.cache import caches
from hypothesis import settings as hypothesis_settings

from tests.browser import chromium, window
from tests.cast import Cast, Rehearsal, rehearse
from tests.committed import Committing, origin
from tests.prepared import prepared

__all__ = ["cast", "chromium", "prepared", "window"]

# What no database engine can change runs once: files, processes, pure arithmetic, the look of pages.
_WITHOUT_ENGINE = (
    "architecture/test_imports",
    "architecture/test_no_machine_paths",
    "architecture/test_sizes",
    "architecture/test_templates",
    "architecture/test_tokens",
    "architecture/test_write_path",
    "contracts/test_guards",
    "contracts/test_invariants",
    "contracts/test_hostile_cycles",
    "contracts/test_hostile_downloads",
    "contracts/test_hostile_files",
    "contracts/test_hostile_json",
    "contracts/test_hostile_headers",
    "contracts/test_hostile_sockets",
    "contracts/test_hostile_text",
    "contracts/test_hostile_urls",
    "contracts/test_hostile_values",
    "contracts/test_hostile_web",
    "contracts/test_majors",
    "contracts/test_sla_calendars",
    "accounts/access/test_sign_in",
    "accounts/notices/test_inbox",
    "accounts/test_admin",
    "accounts/test_strict_json",
    "architecture/test_rights_per_url",
    "incidents/api/test_hostile",
    "incidents/api/test_schema",
    "incidents/catalogue/test_admin",
    "incidents/desk/test_browser",
    "incidents/desk/test_calls",
    "incidents/desk/test_noticing",
    "incidents/intake/mail/test_corpus",
    "incidents/intake/mail/test_doors",
    "incidents/intake/mail/test_fetching",
    "incidents/intake/mail/test_quarantine",
    "incidents/intake/mail/test_round_trip",
    "incidents/intake/mail/test_tokens",
    "incidents/intake/test_admin",
    "incidents/intake/test_correlation_admin",
    "incidents/intake/test_correlation_rules",
    "incidents/intake/test_grafana",
    "incidents/intake/test_hostile",
    "incidents/intake/test_mapping",
    "incidents/intake/test_real_senders",
    "incidents/records/test_files",
    "incidents/sla/test_explanation",
    "incidents/sla/test_public_holidays",
    "incidents/records/test_admin",
    "incidents/sla/test_admin_browser",
    "incidents/sla/test_calendar",
    "accounts/me/",
    "accounts/outgoing/",
    "accounts/webhooks/test_admin",
    "accounts/notices/test_worker",
    "accounts/roles/",
    "contracts/test_hostile_api",
    "contracts/test_hostile_call_values",
    "contracts/test_hostile_search",
    "contracts/test_hostile_signals",
    "accounts/notices/reach/",
    "accounts/notices/test_template_admin",
    "contracts/test_effects",
    "contracts/test_matrix",
    "incidents/api/test_breaches",
    "incidents/api/test_merging",
    "incidents/api/test_metrics",
    "incidents/api/test_parts",
    "incidents/api/test_records",
    "incidents/desk/test_changes",
    "incidents/desk/test_drafts",
    "incidents/desk/test_gathering",
    "incidents/desk/test_judging",
    "incidents/desk/test_merging",
    "incidents/desk/test_parts",
    "incidents/desk/test_told",
    "incidents/test_demo",
    "incidents/desk/test_log_form",
    "incidents/desk/test_pages",
    "incidents/desk/test_properties",
    "incidents/desk/test_steps",
    "incidents/lifecycle/test_copying",
    "incidents/lifecycle/test_details",
    "incidents/lifecycle/test_splitting",
    "incidents/lifecycle/test_who_is_told",
    "incidents/portal/",
    "incidents/sla/test_admin",
    "reviews/",
    "itsm/",
)
# Hostile inputs meet every field of every door. The suite tries some doors for each row, THOROUGH=1 all of them;
# and only then what is marked as slow.
_EVERY_DOOR = "contracts/test_hostile_"
_DOORS_TRIED = 2
# Few tests that take long: begun first, they do not keep one process busy when the others are done.
_LONG = (
    "incidents/desk/test_browser",
    "contracts/test_hostile_web",
    "journeys/",
    "incidents/intake/faults/",
    "itsm/test_slow_clients",
    "incidents/intake/mail/test_fetching",
    "incidents/intake/test_real_senders",
    "incidents/intake/mail/test_round_trip",
    "incidents/sla/test_simulated_week",
    "contracts/test_hostile_times",
    "itsm/test_serve",
    "contracts/test_hostile_search",
    "incidents/desk/test_plans",
    "accounts/notices/test_worker",
    "contracts/test_invariants",
    "incidents/sla/test_admin_browser",
)
_HERE = Path(__file__).parent

# No deadline: the machine is shared, and a slow example is no wrong one.
hypothesis_settings.register_profile("suite", max_examples=200, deadline=None)
hypothesis_settings.register_profile("thorough", max_examples=2000, deadline=None)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))


def _turn(item: pytest.Item) -> int:
    return next((turn for turn, prefix in enumerate(_LONG) if _place(item).startswith(prefix)), len(_LONG))


def _place(item: pytest.Item) -> str:
    return item.path.relative_to(_HERE).as_posix()


def _spread(items: list[pytest.Item]) -> set[pytest.Item]:
    """Return some of each row's tests, evenly spread over its doors."""
    rows: dict[tuple[str, str], list[pytest.Item]] = {}
    for item in items:
        row = re.search(r"\[([A-Z]\d+)", item.name)
        rows.setdefault((item.nodeid.split("[")[0], row[1] if row else ""), []).append(item)
    return {
        found[number * len(found) // min(len(found), _DOORS_TRIED)]
        for found in rows.values()
        for number in range(min(len(found), _DOORS_TRIED))
    }


def _leave_out_repetitions(config: pytest.Config, items: list[pytest.Item]) -> None:
    everywhere = [item for item in items if _place(item).startswith(_EVERY_DOOR)]
    if os.environ.get("THOROUGH"):
        return
    left_out = set(everywhere) - _spread(everywhere)
    left_out |= {item for item in items if item.get_closest_marker("slow")}
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = [item for item in items if item not in left_out]


@pytest.hookimpl(tryfirst=True, wrapper=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    """Mark what runs once, and what needs a database; long tests come first."""
    _leave_out_repetitions(config, items)
    for item in items:
        if _place(item).startswith(_WITHOUT_ENGINE):
            item.add_marker(pytest.mark.once)
        if "window" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.django_db(transaction=True))
        if "prepared" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.django_db)
    yield
    # After the database plugin has put its own order.
    items.sort(key=_turn)
    # The program and the collected tests stay: to look through them for rubbish again and again is a tenth of the time.
    gc.collect()
    gc.freeze()


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name builders in test ids: the address that pytest would write differs between two processes."""
    return val.__name__ if inspect.isfunction(val) else None


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    """Let no test pay for the calls of another one."""
    for name in settings.CACHES:
        caches[name].clear()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Let tests that commit be followed by our clean-up."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        origin.note()
        patch.setattr(django.test, "TransactionTestCase", Committing)
        with django_db_blocker.block():
            yield


@pytest.fixture(autouse=True)
def _nothing_left(django_db_blocker: Any) -> None:
    """Clean up what a test left that broke off in its own clean-up."""
    if origin.is_disturbed:
        with django_db_blocker.unblock():
            origin.bring_back()


@pytest.fixture(scope="session")
def rehearsal(django_db_setup: None, django_db_blocker: Any) -> Rehearsal:
    """The cast, made once."""
    with django_db_blocker.unblock():
        return rehearse()


@pytest.fixture
def cast(db: None, rehearsal: Rehearsal) -> Cast:
    """Everybody, with teams, services and categories."""
    return rehearsal.perform()
