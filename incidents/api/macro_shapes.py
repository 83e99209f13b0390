"""Macros as the API shows them: what there is, and what one would do."""

from rest_framework.serializers import BooleanField, CharField

from incidents.api.answers import Answer
from incidents.api.inputs import Input
from incidents.api.representation import Json
from incidents.prepared.macros.models import Macro
from incidents.prepared.macros.plans import Plan


class NothingIn(Input):
    """An object without members."""


class MacroOut(Answer):
    """A macro that fits."""

    slug = CharField()
    name = CharField()
    description = CharField()
    step = CharField(help_text="The step of the life cycle; empty without one.")


class PlannedChangeOut(Answer):
    """What will differ, in words."""

    name = CharField()
    before = CharField()
    after = CharField()


class PlanOut(MacroOut):
    """What a macro would do now, or why it would not."""

    is_possible = BooleanField()
    refusals = CharField(help_text="Sentences, one after the other.")
    changes = PlannedChangeOut(many=True)
    reply = CharField(help_text="What everybody concerned would read.")
    note = CharField()


def macro_json(macro: Macro) -> Json:
    """Return a macro."""
    return {
        "slug": macro.slug,
        "name": macro.name,
        "description": macro.description,
        "step": macro.step,
    }


def plan_json(plan: Plan) -> Json:
    """Return what a macro would do."""
    return {
        **macro_json(plan.doing.macro),
        "is_possible": not plan.refusals,
        "refusals": " ".join(plan.sentences),
        "changes": [{"name": name, "before": before, "after": after} for name, before, after in plan.changes],
        "reply": plan.doing.reply,
        "note": plan.doing.note,
    }
