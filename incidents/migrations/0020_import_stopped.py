"""An import may be stopped and go on; the column stays as it is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("incidents", "0019_subscriptions")]

    operations = [
        migrations.AlterField(
            model_name="importrun",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "To be mapped"),
                    ("checking", "Dry run"),
                    ("checked", "Dry run done"),
                    ("importing", "Importing"),
                    ("stopped", "Stopped"),
                    ("done", "Done"),
                    ("failed", "Failed"),
                    ("cancelled", "Cancelled"),
                ],
                default="draft",
                max_length=10,
                verbose_name="state",
            ),
        ),
    ]
