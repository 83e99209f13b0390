"""Drop the indexes of history tables that no question uses."""

from django.db import migrations

from accounts.lean_history import DropHistoryIndexes


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_page_choices")]
    operations = [DropHistoryIndexes()]
