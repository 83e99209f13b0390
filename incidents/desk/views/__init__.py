"""The agent's pages, a file per page."""
