"""How records change; one file per topic."""
