"""Many reports on one service at once: one suggestion to gather them below a parent (CH-23)."""
