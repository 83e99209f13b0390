"""The application incidents."""

from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class IncidentsConfig(AppConfig):
    name = "incidents"
    verbose_name = "Incidents"

    def ready(self) -> None:
        """Keep the search index whole after migrations; teach notices, preferences and web-hooks about incidents."""
        from accounts.notices.answers import add_finder
        from accounts.notices.reach.topics import add_topics
        from accounts.notices.sentences import add_sentences
        from accounts.notices.wordings import add_wordings
        from accounts.people.figures import add_figure, counted
        from accounts.webhooks.subjects import add_kinds
        from incidents.api.webhook_subjects import KINDS, describe
        from incidents.intake.correlation.models import Suggestion
        from incidents.intake.mail.choices import Shelf
        from incidents.intake.mail.models import MailMessage
        from incidents.intake.mail.queries import address_of_conversation
        from incidents.intake.storms.models import Storm
        from incidents.intake.words import WORDINGS as OF_INTAKE
        from incidents.lifecycle.sentences import SENTENCES
        from incidents.lifecycle.topics import KINDS as TOPICS_OF_KINDS
        from incidents.lifecycle.topics import OWN, TOPICS
        from incidents.lifecycle.words import WORDINGS as OF_THE_LIFE_CYCLE
        from incidents.records.mentions import ensure_triggers
        from incidents.sla.alarms import DIFFER

        import_module("incidents.intake.receivers")
        post_migrate.connect(ensure_triggers, sender=self)
        add_sentences(SENTENCES)
        add_finder(address_of_conversation)
        add_wordings((*OF_THE_LIFE_CYCLE, *OF_INTAKE, DIFFER))
        add_topics(TOPICS, TOPICS_OF_KINDS, OWN)
        add_kinds(KINDS, describe)
        add_figure("groupings", lambda _user, _now: counted(Suggestion.objects.undecided()))
        add_figure("storms", lambda _user, _now: counted(Storm.objects.to_gather()))
        add_figure("quarantine", lambda _user, _now: counted(MailMessage.objects.on_shelf(Shelf.REVIEW)))
