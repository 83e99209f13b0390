"""Start with two calendars and three policies, so that every incident has its clocks from the first day."""

import uuid

from django.conf import settings
from django.db import migrations
from django.utils import timezone

from incidents.sla import defaults


def fill(apps, schema_editor):
    now = timezone.now().replace(microsecond=0)
    model = {name: apps.get_model("incidents", name) for name in _MODELS}
    calendars = {}
    for slug, name, definition in defaults.calendars(settings.TIME_ZONE):
        calendar, _made = model["Calendar"].objects.get_or_create(slug=slug, defaults={"name": name})
        model["CalendarVersion"].objects.get_or_create(
            calendar=calendar, number=1, defaults={"definition": definition, "created_at": now}
        )
        calendars[slug] = calendar
    for told in defaults.POLICIES:
        add_policy(model, calendars, told, now)
    model["ConfigurationStamp"].objects.get_or_create(
        name=defaults.STAMP, defaults={"token": str(uuid.uuid4())}
    )
    model["HoldReason"].objects.filter(slug="awaiting_supplier").update(is_supplier=True)


_MODELS = (
    "Calendar",
    "CalendarVersion",
    "ConfigurationStamp",
    "EscalationStep",
    "HoldReason",
    "Policy",
    "PolicyVersion",
    "Target",
)
_OF_THE_VERSION = ("follows_service", "priorities", "majors", "update_mode")


def add_policy(model, calendars, told, now):
    policy, is_new = model["Policy"].objects.get_or_create(
        slug=told["slug"], defaults={"name": told["name"], "position": told["position"]}
    )
    if not is_new:
        return
    version = model["PolicyVersion"].objects.create(
        policy=policy,
        number=1,
        calendar=calendars[told["calendar"]],
        created_at=now,
        **{name: told[name] for name in _OF_THE_VERSION if name in told},
    )
    for kind, minutes in told["targets"].items():
        for priority, count in enumerate(minutes, start=1):
            model["Target"].objects.create(version=version, kind=kind, priority=priority, minutes=count)
    for percent, tell in defaults.STEPS:
        model["EscalationStep"].objects.create(version=version, percent=percent, tell=list(tell))


class Migration(migrations.Migration):
    replaces = [("incidents", "0008_service_level_defaults")]
    dependencies = [("incidents", "0003_search")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
