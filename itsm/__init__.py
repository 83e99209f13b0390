"""Composes the product: settings, addresses, worker, health. Imports all, imported by none."""

from itsm.celery import app as celery_app

__all__ = ["celery_app"]
