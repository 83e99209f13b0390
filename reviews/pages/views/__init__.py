"""The views of reviews; one file per topic."""
