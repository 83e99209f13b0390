"""Flap control: what fires and ends again and again keeps one incident open (CH-11)."""
