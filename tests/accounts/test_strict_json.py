"""The one reader of JSON: bounded, strict, and clear about what is wrong."""

import pytest

from accounts.strict_json import MAX_DEPTH, BadJsonError, read


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b"{}", {}),
        (b' {"a": [1, 2.5, true, null, "x"]} ', {"a": [1, 2.5, True, None, "x"]}),
        ('"\u00e9 \U0001f600"'.encode(), "\u00e9 \U0001f600"),
        (rb'"\ud83d\ude00"', "\U0001f600"),
        (rb'"[[[[ \" {{{"', '[[[[ " {{{'),
    ],
)
def test_json_is_read(body, value):
    assert read(body) == value


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "line 1"),
        (b"not json", "line 1"),
        (b'{"a": 1,}', "line 1"),
        (b"{'a': 1}", "line 1"),
        (b'{"a": 1} {"b": 2}', "column 10"),
        (b"\xff\xfe{", "UTF-8 at byte 0"),
        (b'{"a": "\xe9"}', "UTF-8 at byte 7"),
        ('{"a": 1}'.encode("utf-16"), "UTF-8"),
        (b"\xef\xbb\xbf{}", "byte order mark"),
        (b'{"a": 1, "a": 2}', "'a' stands twice"),
        (b'{"a": NaN}', "NaN"),
        (b"[Infinity, -Infinity]", "Infinity"),
        (b"[" + b"9" * 5000 + b"]", "too long"),
        (b"[1e999]", "too large"),
        (b"[-1e999]", "too large"),
        (rb'"a\u0000b"', "NUL"),
        (rb'{"a\u0000": 1}', "NUL"),
        (rb'["\ud800"]', "half of a character"),
    ],
)
def test_what_lax_readers_take_is_refused(body, says):
    with pytest.raises(BadJsonError, match=says):
        read(body)


@pytest.mark.parametrize("opening", [b"[", b'{"a":'])
def test_depth_is_bounded_however_deep(opening):
    closing = b"]" if opening == b"[" else b"}"
    inner = b"1"
    assert read(opening * MAX_DEPTH + inner + closing * MAX_DEPTH)
    for depth in (MAX_DEPTH + 1, 100_000):
        with pytest.raises(BadJsonError, match="levels deep"):
            read(opening * depth + inner + closing * depth)


def test_an_alert_is_not_lost_for_a_broken_character():
    assert read(rb'{"a\u0000": ["\ud800x", "ok"]}', replace_unstorable=True) == {"a\ufffd": ["\ufffdx", "ok"]}


@pytest.mark.parametrize("number", ["1e999", "-1e999", "NaN", "Infinity", "9" * 5000])
def test_numbers_that_are_none_are_refused(number):
    with pytest.raises(BadJsonError):
        read(f'{{"a": [{number}]}}'.encode())


def test_numbers_within_reason_are_read():
    assert read(b'{"a": 1e30, "b": -0.5}') == {"a": 1e30, "b": -0.5}
