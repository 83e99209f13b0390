"""How a review changes; one file per topic."""
