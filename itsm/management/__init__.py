"""Commands of the composition."""
