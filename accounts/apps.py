"""The application accounts."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "People and access"

    def ready(self) -> None:
        """Let pages show how many notices wait, web-hooks hear of events, and the database say what time it is."""
        from accounts import clock
        from accounts.notices.queries import unread_figure
        from accounts.notices.wordings import add_wordings
        from accounts.people.figures import add_figure
        from accounts.webhooks.notices import SWITCHED_OFF

        import_module("accounts.webhooks.receivers")
        add_figure("unread", unread_figure)
        add_wordings([SWITCHED_OFF])
        clock.listen()
