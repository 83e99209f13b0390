"""Taking over what other tools hold: incidents and reference data from CSV and Excel files (IMP-01)."""
