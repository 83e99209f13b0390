"""What may be done with storms: watch for them, gather their reports, reject the suggestion."""
