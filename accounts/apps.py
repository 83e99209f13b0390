"""The application accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "People and access"

    def ready(self) -> None:
        """Let the frame of the staff pages show how many notices wait, and the database say what time it is."""
        from accounts import clock
        from accounts.notices.queries import unread_figure
        from accounts.people.figures import add_figure

        add_figure("unread", unread_figure)
        clock.listen()
