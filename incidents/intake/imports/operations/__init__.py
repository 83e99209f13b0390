"""How a file comes in: taken in, tried, and carried out lot by lot."""
