"""Templates of new incidents: they fill in what was left empty (LOG-05)."""
