"""Why a person corrected a row."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("usage", "0005_daily_sums")]

    operations = [
        migrations.AddField("usagerecord", "reason", models.CharField(blank=True, db_default="", max_length=300)),
    ]
