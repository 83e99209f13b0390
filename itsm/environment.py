"""Reads the environment for the settings; a wrong value stops the start with one line that names it."""

import os
import re
import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

T = TypeVar("T")


def stop(name: str, problem: str) -> None:
    """End the start: say which variable is wrong and what it should be."""
    sys.exit(f"evenkeel: {name}: {problem}")


def read(name: str, parse: Callable[[str], T], default: T, expected: str) -> T:
    """Parse the variable `name`; absent or empty means `default`."""
    raw = os.environ.get(name, "").strip()
    if not raw:
        return default
    try:
        return parse(raw)
    except (ValueError, KeyError, OSError):
        stop(name, f"{raw!r} is not {expected}")
        raise


def text(name: str, default: str = "") -> str:
    """Return the variable as it is."""
    return os.environ.get(name, "").strip() or default


def switch(name: str, *, default: bool = False) -> bool:
    """Return a yes/no variable."""
    words = {
        "1": True,
        "true": True,
        "yes": True,
        "on": True,
        "0": False,
        "false": False,
        "no": False,
        "off": False,
    }
    return read(name, lambda raw: words[raw.lower()], default, "one of true, false")


def number(name: str, default: int) -> int:
    """Return a whole number that is not negative."""

    def parse(raw: str) -> int:
        if not raw.isascii() or not raw.isdigit():
            raise ValueError(raw)
        return int(raw)

    return read(name, parse, default, "a whole number")


def words(name: str) -> list[str]:
    """Return a comma-separated list."""
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


_HOST = re.compile(r"(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?")


def hosts(name: str) -> list[str]:
    """Return a comma-separated list of hosts, each with or without a port."""
    found = [word.lower() for word in words(name)]
    for word in found:
        if not _HOST.fullmatch(word):
            stop(name, f"{word!r} is not a host such as hooks.example.org or 10.0.0.5:8443")
    return found


def zone(name: str, default: str) -> str:
    """Return the name of an IANA time zone."""
    return read(name, lambda raw: ZoneInfo(raw).key, default, "a time zone such as Europe/London")


def address(name: str, default: str) -> str:
    """Return an absolute http(s) address without a path."""

    def parse(raw: str) -> str:
        parts = urlsplit(raw)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError(raw)
        return f"{parts.scheme}://{parts.netloc}"

    return read(name, parse, default, "an address such as https://desk.example.org")


def generated_secret(path: Path) -> str:
    """Return the secret key kept in `path`; make it at the first start."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
    return path.read_text().strip()
