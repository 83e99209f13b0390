"""Forms of the agent's pages: they check shapes and call operations."""
