"""The desk is the same as in the tests of the agent's pages."""

from tests.incidents.desk.conftest import desk

__all__ = ["desk"]
