"""Tests of the composition: broker, health, supervisor, middleware."""
