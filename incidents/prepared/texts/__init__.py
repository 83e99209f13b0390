"""Text blocks: what is written often, with variables, put into the composer (COM-18)."""
