"""The application reviews."""

from importlib import import_module

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "reviews"
    verbose_name = "Post-incident reviews"

    def ready(self) -> None:
        """Listen to incidents; tell the frame what is owed, and notices, preferences and web-hooks what happens."""
        from accounts.notices.reach.topics import add_topics
        from accounts.notices.wordings import add_wordings
        from accounts.people.figures import add_figure
        from accounts.webhooks.subjects import add_kinds
        from reviews.actions.queries import owed_by
        from reviews.actions.words import WORDINGS as OF_ACTIONS
        from reviews.records.topics import KINDS as TOPICS_OF_KINDS
        from reviews.records.topics import TOPICS
        from reviews.records.webhook_subjects import KINDS, describe
        from reviews.records.words import WORDINGS as OF_REVIEWS

        import_module("reviews.receivers")
        add_figure("reviews", owed_by)
        add_kinds(KINDS, describe)
        add_wordings((*OF_REVIEWS, *OF_ACTIONS))
        add_topics(TOPICS, TOPICS_OF_KINDS)
