"""Builds the demo organisation and plays its story through the operations that users have."""
