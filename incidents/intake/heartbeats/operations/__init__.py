"""What may be done with heartbeats; one file per topic."""
