"""Drop the indexes of history tables that no question uses."""

from django.db import migrations

from accounts.lean_history import DropHistoryIndexes


class Migration(migrations.Migration):
    dependencies = [("reviews", "0002_numbers")]
    operations = [DropHistoryIndexes()]
