"""One's own pages: details and API tokens."""
