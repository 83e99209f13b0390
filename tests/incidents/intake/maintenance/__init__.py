"""Maintenance windows: the rule, what they hold, and the doors to them."""
