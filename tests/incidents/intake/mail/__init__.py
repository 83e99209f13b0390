"""Tests of e-mail as a way in."""
