"""Gathers the models of the rooms for Django."""

from reviews.actions.models import ActionItem
from reviews.records.content_models import ContributingFactor, TimelineEntry
from reviews.records.models import Author, CoveredIncident, Review

__all__ = ["ActionItem", "Author", "ContributingFactor", "CoveredIncident", "Review", "TimelineEntry"]
