"""The desk and the callers are the same as in the tests of the pages and of the API."""

from tests.incidents.api.conftest import caller
from tests.incidents.desk.conftest import desk

__all__ = ["caller", "desk"]
