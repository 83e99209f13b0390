"""Make the roles of ROL-01, and the account under which the product itself acts."""

from django.contrib.auth.hashers import make_password
from django.db import migrations

from accounts.access.roles import ROLES
from accounts.choices import PersonKind, Right


def make_roles(apps, schema_editor):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="accounts", model="rightset"
    )
    permission_model = apps.get_model("auth", "Permission")
    permissions = {
        right: permission_model.objects.get_or_create(
            content_type=content_type, codename=right.value, defaults={"name": str(right.label)}
        )[0]
        for right in Right
    }
    for role in ROLES:
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=role.name)
        group.permissions.add(*(permissions[right] for right in role.rights))


def make_system_account(apps, schema_editor):
    apps.get_model("accounts", "User").objects.get_or_create(
        username="system",
        defaults={"kind": PersonKind.SYSTEM, "password": make_password(None), "first_name": "Evenkeel"},
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_tables"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [
        migrations.RunPython(make_roles, migrations.RunPython.noop),
        migrations.RunPython(make_system_account, migrations.RunPython.noop),
    ]
