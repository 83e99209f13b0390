"""How signals come in and what they do; one file per topic."""
