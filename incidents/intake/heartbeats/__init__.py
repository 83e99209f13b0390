"""Heartbeats: jobs that report by themselves, and what it means when they do not (CH-14)."""
