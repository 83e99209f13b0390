"""Questions that hold for every kind of configuration row."""

from django.db import models


def is_referred_to(row: models.Model) -> bool:
    """Say whether any other row refers to this one, by a key or in a list; history does not count."""
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: row.pk}).exists()
        for relation in row._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ForeignObjectRel) and _counts(relation)
    )


def _counts(relation: models.ForeignObjectRel) -> bool:
    # History tables point at rows that may be gone; link tables of lists are seen through the list itself.
    return relation.on_delete is not models.DO_NOTHING and not relation.related_model._meta.auto_created
