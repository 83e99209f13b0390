"""E-mail as a way in: mailboxes, what their messages say, and what becomes of them."""
