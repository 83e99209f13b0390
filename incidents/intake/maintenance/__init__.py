"""Maintenance windows: announced work during which monitors open nothing and page nobody (CH-13)."""
