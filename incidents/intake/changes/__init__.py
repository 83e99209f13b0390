"""Changes and deployments as they are told to us, and what agents think of them (INV-07)."""
