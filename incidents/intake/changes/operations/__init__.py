"""What may be done with changes: record one, judge one, forget old ones."""
