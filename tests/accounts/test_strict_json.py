"""The one reader of JSON."""

import pytest

from accounts.strict_json import BadJsonError, read


@pytest.mark.parametrize("number", ["1e999", "-1e999", "NaN", "Infinity", "9" * 5000])
def test_numbers_that_are_none_are_refused(number):
    with pytest.raises(BadJsonError):
        read(f'{{"a": [{number}]}}'.encode())


def test_numbers_within_reason_are_read():
    assert read(b'{"a": 1e30, "b": -0.5}') == {"a": 1e30, "b": -0.5}
