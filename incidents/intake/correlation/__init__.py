"""Alerts that belong together: rules, the groups they make, and suggestions that a person decides (CH-12)."""
