"""Every way an incident may move; one file per topic, one function per step."""
