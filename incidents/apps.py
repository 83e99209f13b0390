"""The application incidents."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class IncidentsConfig(AppConfig):
    name = "incidents"
    verbose_name = "Incidents"

    def ready(self) -> None:
        """Keep the search index whole after migrations; teach inbox, web-hooks and preferences our events."""
        from accounts.notices.reach.topics import add_topics
        from accounts.notices.sentences import add_sentences
        from accounts.people.figures import add_figure, counted
        from accounts.webhooks.subjects import add_kinds
        from incidents.api.webhook_subjects import KINDS, describe
        from incidents.intake.correlation.models import Suggestion
        from incidents.intake.storms.models import Storm
        from incidents.lifecycle.sentences import SENTENCES
        from incidents.lifecycle.topics import KINDS as TOPICS_OF_KINDS
        from incidents.lifecycle.topics import OWN, TOPICS
        from incidents.records.search import ensure_triggers

        post_migrate.connect(ensure_triggers, sender=self)
        add_sentences(SENTENCES)
        add_topics(TOPICS, TOPICS_OF_KINDS, OWN)
        add_kinds(KINDS, describe)
        add_figure("groupings", lambda _user, _now: counted(Suggestion.objects.undecided()))
        add_figure("storms", lambda _user, _now: counted(Storm.objects.to_gather()))
