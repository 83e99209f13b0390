"""Macros: several changes, a step and words in one action (UX-09)."""
