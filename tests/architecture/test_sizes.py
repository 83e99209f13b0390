"""Files and functions stay small enough to be read at once, and every file says what is in it."""

import ast
from statistics import median

from tests.architecture.sources import APPS, files_of_git, name_of, python_files, tree_of

LONGEST_FILE = 400
LONGEST_FUNCTION = 50
LONGEST_TEMPLATE = 120
LONGEST_TYPICAL_FILE = 150


def lines_of(text: str) -> int:
    return len(text.splitlines())


def test_no_file_is_longer_than_one_topic() -> None:
    long = {name_of(path): lines_of(path.read_text()) for path in python_files(*APPS, "tests")}
    assert {name: lines for name, lines in long.items() if lines > LONGEST_FILE} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{name_of(path)}:{node.lineno} {node.name}"
        for path in python_files(*APPS, "tests")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []


def test_the_typical_file_is_short() -> None:
    sizes = [lines_of(path.read_text()) for path in python_files(*APPS) if path.name != "__init__.py"]
    assert median(sizes) <= LONGEST_TYPICAL_FILE


def test_no_template_is_longer_than_one_topic() -> None:
    templates = [path for path in files_of_git() if path.suffix == ".html"]
    sizes = {name_of(path): lines_of(path.read_text()) for path in templates}
    assert {name: lines for name, lines in sizes.items() if lines > LONGEST_TEMPLATE} == {}


def test_every_file_with_code_begins_with_a_sentence() -> None:
    silent = [
        name_of(path)
        for path in python_files(*APPS, "tests")
        if tree_of(path).body and not (ast.get_docstring(tree_of(path)) or "").strip()
    ]
    assert silent == []
