"""Notices: outbox, e-mail, inbox."""
