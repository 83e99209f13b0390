"""Flap control: the rule, and what it does to incidents."""
