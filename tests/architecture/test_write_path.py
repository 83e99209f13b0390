"""Only operations write, only the nudge sends tasks, only the clock knows what time it is."""

import ast
from pathlib import Path

import pytest

from tests.architecture.sources import APPS, ROOT, calls_in, name_of, python_files, tree_of

WRITES = {"save", "create", "acreate", "get_or_create", "update_or_create", "bulk_create", "bulk_update"}
WRITES_OF_OURS = {"insert_rows", "insert_objects"}
# Dictionaries, digests and caches have these words too, but take what they change as a positional argument.
WRITES_WITHOUT_POSITIONAL = {"update", "delete"}
SENDS = {"delay", "apply_async", "delay_on_commit", "apply_async_on_commit", "send_task"}
CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("timezone", "now"),
    ("timezone", "localdate"),
    ("timezone", "localtime"),
    ("time", "time"),
}


def may_write(path: Path) -> bool:
    """Operations, the signer they use, and commands, which are operations of the person at the keyboard."""
    inside = path.relative_to(ROOT)
    return (
        inside.stem == "operations"
        or "operations" in inside.parts
        or inside.name in ("history.py", "many_rows.py")
        or inside.parts[1:3] == ("management", "commands")
    )


def is_write(call: ast.Call) -> bool:
    if isinstance(call.func, ast.Name):
        return call.func.id in WRITES_OF_OURS
    if not isinstance(call.func, ast.Attribute):
        return False
    of_super = isinstance(call.func.value, ast.Call) and ast.unparse(call.func.value.func) == "super"
    if of_super:
        return False
    word = call.func.attr
    return word in WRITES or (word in WRITES_WITHOUT_POSITIONAL and not call.args)


def is_send(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr in SENDS


def is_clock(call: ast.Call) -> bool:
    """Asking for the present; turning a known moment into a zone (`localtime(moment)`) asks nothing."""
    if not isinstance(call.func, ast.Attribute) or (call.func.attr == "localtime" and call.args):
        return False
    owner = ast.unparse(call.func.value).rsplit(".", 1)[-1]
    return (owner, call.func.attr) in CLOCKS


def is_dice(call: ast.Call) -> bool:
    """Chance without a seed; `Random(seed)` repeats itself and may stay."""
    return (
        isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "random"
        and not (call.func.attr == "Random" and call.args)
    )


def found(path: Path, calls: list[ast.Call]) -> list[str]:
    return [f"{name_of(path)}:{call.lineno} {ast.unparse(call.func)}" for call in calls]


def offences(judge: object, *, but: object) -> list[str]:
    """List the calls that `judge` recognises, in all files that `but` does not excuse."""
    assert callable(judge)
    assert callable(but)
    return [
        line
        for path in python_files(*APPS)
        if not but(path)
        for line in found(path, [call for call in calls_in(path) if judge(call)])
    ]


def test_only_operations_write() -> None:
    assert offences(is_write, but=may_write) == []


def test_only_the_nudge_sends_tasks() -> None:
    assert offences(is_send, but=lambda path: name_of(path) == "accounts/notices/wake.py") == []


def test_only_the_clock_knows_the_time() -> None:
    assert offences(is_clock, but=lambda path: name_of(path) == "accounts/clock.py") == []


def test_chance_has_a_seed() -> None:
    assert offences(is_dice, but=lambda _path: False) == []
    loose = [
        f"{name_of(path)}:{node.lineno}"
        for path in python_files(*APPS)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom)
        and node.module == "random"
        and {alias.name for alias in node.names} - {"Random"}
    ]
    assert loose == []


@pytest.mark.parametrize(
    ("line", "judge", "expected"),
    [
        ("incident.save()", is_write, True),
        ("Incident.objects.create(title='x')", is_write, True),
        ("rows.filter(pk=1).update(state='new')", is_write, True),
        ("rows.delete()", is_write, True),
        ("super().save(*args)", is_write, False),
        ("digest.update(b'x')", is_write, False),
        ("cache.delete('key')", is_write, False),
        ("sweep.delay()", is_send, True),
        ("app.send_task('x')", is_send, True),
        ("django.utils.timezone.now()", is_clock, True),
        ("datetime.now(UTC)", is_clock, True),
        ("time.monotonic()", is_clock, False),
        ("clock.now()", is_clock, False),
        ("random.choice([1])", is_dice, True),
        ("random.Random(7)", is_dice, False),
        ("random.Random()", is_dice, True),
    ],
)
def test_the_judges_know_their_cases(line: str, judge: object, expected: bool) -> None:
    expression = ast.parse(line, mode="eval").body
    assert isinstance(expression, ast.Call)
    assert callable(judge)
    assert judge(expression) is expected
