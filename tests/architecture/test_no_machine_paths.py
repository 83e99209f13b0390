"""No file names a place on somebody's machine or the address of a package registry."""

import re

import pytest

from tests.architecture.sources import files_of_git, name_of

# Written in two halves, so that this file does not find itself.
PLACES = ["/wo" + "rk/", "/ho" + "me/", "/ro" + "ot/", "/Us" + "ers/", "C:" + "\\\\Users"]
REGISTRIES = ["pypi." + "org", "python" + "hosted", "npm" + "js", "index" + "-url", "docker" + r"\.io"]
PATTERN = re.compile("|".join([*(rf"(?<![\w.}}-]){place}" for place in PLACES), *REGISTRIES]))


def test_no_machine_path_and_no_registry() -> None:
    offences = []
    for path in files_of_git():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        offences += [
            f"{name_of(path)}:{number} {line.strip()[:100]}"
            for number, line in enumerate(text.splitlines(), 1)
            if PATTERN.search(line)
        ]
    assert offences == []


@pytest.mark.parametrize("line", ["cd /wo" + "rk/main", "'/ho" + "me/ann'", "--index" + "-url=x"])
def test_the_pattern_finds(line: str) -> None:
    assert PATTERN.search(line)


@pytest.mark.parametrize("line", ["team/wo" + "rk/load", "{% url 'x' %}/ho" + "me"])
def test_the_pattern_leaves(line: str) -> None:
    assert not PATTERN.search(line)
