"""One event, one line, whatever is in it."""

import json
import logging
import logging.config
from collections.abc import Iterator

import pytest
import structlog

from itsm.logging import logging_config


@pytest.fixture
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.usefixtures("_restored")
def test_json_lines_carry_the_request_id(capsys: pytest.CaptureFixture[str]) -> None:
    logging.config.dictConfig(logging_config("json"))
    with structlog.contextvars.bound_contextvars(correlation_id="abc"):
        logging.getLogger("evenkeel.test").warning("two\nlines", extra={"incident": 7})
        structlog.get_logger("evenkeel.test").warning("opened", incident=8)
    first, second = (json.loads(line) for line in capsys.readouterr().err.strip().splitlines())
    assert (first["event"], first["incident"], first["correlation_id"]) == ("two\nlines", 7, "abc")
    assert (second["event"], second["incident"], second["correlation_id"]) == ("opened", 8, "abc")
    assert second["timestamp"].endswith("Z")


@pytest.mark.usefixtures("_restored")
def test_a_value_cannot_forge_a_line_of_text(capsys: pytest.CaptureFixture[str]) -> None:
    logging.config.dictConfig(logging_config("text"))
    logging.getLogger("evenkeel.test").warning("signed in\n2026-01-01 admin \x1b[2J", extra={"name_": "a\rb"})
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
