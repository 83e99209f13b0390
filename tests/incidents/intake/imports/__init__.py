"""Importing from other tools."""
