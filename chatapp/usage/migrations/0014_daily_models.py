"""The folded days once more by model, for the sums that ask nothing else."""

from __future__ import annotations

from importlib import import_module

from django.db import migrations, models

tools = import_module("chatapp.usage.migrations.0012_tools")

KNOWN = (
    "id", "at", "kind", "provider_name", "model_name", "served_model", "status", "store", "estimated", "unpriced", "calls",
    *tools.ADDED, "cost",
)  # fmt: skip
# Null where they know nothing of it. A server of an older version asks for none of these rows.
EMPTY = {
    "user_id": "bigint", "user_email": "varchar(254)", "api_key_id": "bigint", "labels": "jsonb", "group_names": "text[]",
    "assistant": "varchar(100)", "tools": "varchar(600)",
}  # fmt: skip
COLUMNS = (name if name in KNOWN else f"NULL::{EMPTY[name]}" for name in ("id", *tools.COLUMNS))
FOLDED = tools.FOLDED.replace("CREATE VIEW", "CREATE OR REPLACE VIEW") + f"""
UNION ALL
SELECT {", ".join(COLUMNS)}, 'modelday' FROM usage_dailymodelsum
"""


class Migration(migrations.Migration):
    dependencies = [("usage", "0013_durations")]

    operations = [
        migrations.AddField("fold", "models_up_to", models.BigIntegerField(db_default=0, default=0)),
        migrations.CreateModel(
            "DailyModelSum",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("kind", models.CharField(max_length=16)),
                ("provider_name", models.CharField(max_length=100)),
                ("model_name", models.CharField(max_length=200)),
                ("served_model", models.CharField(max_length=200)),
                ("status", models.CharField(max_length=16)),
                ("store", models.BooleanField(null=True)),
                ("estimated", models.BooleanField()),
                ("unpriced", models.BooleanField()),
                ("calls", models.BigIntegerField()),
                *((name, models.BigIntegerField()) for name in tools.ADDED),
                ("cost", models.DecimalField(decimal_places=10, max_digits=30)),
            ],
            {"indexes": [models.Index(fields=["at"], name="usage_model_day_at")]},
        ),
        migrations.RunSQL(FOLDED, f"DROP VIEW usage_foldedsummand; {tools.FOLDED}"),
    ]
