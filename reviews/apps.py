"""The application reviews."""

from importlib import import_module

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "reviews"
    verbose_name = "Post-incident reviews"

    def ready(self) -> None:
        """Listen to incidents; tell the frame what is owed to reviews."""
        from accounts.people.figures import add_figure
        from reviews.actions.queries import owed_by

        import_module("reviews.receivers")
        add_figure("reviews", owed_by)
