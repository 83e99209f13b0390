"""Mark incidents as flapping, and end it when there was quiet for long enough."""
