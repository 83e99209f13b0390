"""How a person is reached: by which ways of which event, when, and what the roles start with."""
