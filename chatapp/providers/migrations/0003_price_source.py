"""Where a price comes from."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("providers", "0002_store_and_other_values")]

    operations = [
        migrations.AddField(
            "price", "source", models.CharField(blank=True, db_default="", editable=False, max_length=100)
        ),
    ]
