"""Own addresses of people at chat and SMS services: kept sealed, and written to through Apprise."""
