"""What may be done with web-hooks: keep them, owe calls, deliver and replay them; a file each."""
