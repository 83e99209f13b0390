"""What may be done with mail: store it, fetch it, take it in, release it."""
