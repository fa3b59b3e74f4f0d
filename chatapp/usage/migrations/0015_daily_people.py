"""The folded days once more by person, and the folded speed once more without the hours.

What of a summand's calls failed, was estimated and so on are columns now: a row by person has calls of both kinds.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.db import migrations, models

groups = import_module("chatapp.usage.migrations.0008_groups_and_months")
tools = import_module("chatapp.usage.migrations.0012_tools")
daily = import_module("chatapp.usage.migrations.0014_daily_models")

PARTS = {
    "failed_calls": "CASE WHEN status IN ('failed', 'interrupted') THEN calls END",
    "unpriced_calls": "CASE WHEN unpriced THEN calls END",
    "estimated_calls": "CASE WHEN estimated THEN calls END",
    "estimated_cost": "CASE WHEN estimated THEN cost END",
    "stored_calls": "CASE WHEN store THEN calls END",
}
OF_CALLS = ", ".join(f"{value} AS {name}" for name, value in PARTS.items())
SUMMAND = f"""
CREATE OR REPLACE VIEW usage_summand AS
SELECT id, {", ".join(tools.COLUMNS)}, {OF_CALLS}
FROM ({tools.SUMMAND.replace("CREATE VIEW usage_summand AS", "")}) AS summand
"""

OF_PEOPLE = ("id", "at", "user_id", "user_email", "calls", *tools.ADDED, "cost")
# Null where they know nothing of it. A server of an older version asks for none of these rows.
EMPTY = {
    "kind": "varchar(16)", "api_key_id": "bigint", "provider_name": "varchar(100)", "model_name": "varchar(200)",
    "served_model": "varchar(200)", "store": "boolean", "labels": "jsonb", "group_names": "text[]",
    "assistant": "varchar(100)", "status": "varchar(16)", "tools": "varchar(600)", "estimated": "boolean",
    "unpriced": "boolean",
}  # fmt: skip
COLUMNS = (name if name in OF_PEOPLE else f"NULL::{EMPTY[name]}" for name in ("id", *tools.COLUMNS))
FOLDED = f"""
CREATE OR REPLACE VIEW usage_foldedsummand AS
SELECT id, {", ".join(tools.COLUMNS)}, 'month' AS grain, {OF_CALLS} FROM usage_monthlysum
UNION ALL
SELECT id, {", ".join(tools.COLUMNS)}, 'day', {OF_CALLS} FROM usage_dailysum
UNION ALL
SELECT id, {", ".join(tools.COLUMNS)}, 'call', {", ".join(PARTS)} FROM usage_summand
WHERE id > coalesce((SELECT max(up_to) FROM usage_fold), 0)
UNION ALL
SELECT {", ".join(name if name in daily.KNOWN else f"NULL::{daily.EMPTY[name]}" for name in ("id", *tools.COLUMNS))},
    'modelday', {OF_CALLS} FROM usage_dailymodelsum
UNION ALL
SELECT {", ".join(COLUMNS)}, 'person', {", ".join(PARTS)} FROM usage_dailypersonsum
"""
# A person that is taken off the ledger is taken off these days, too.
ANONYMISE = groups.ANONYMISE.replace(
    "    RETURN",
    "    UPDATE usage_dailypersonsum SET user_id = NULL, user_email = '' WHERE user_id = person;\n    RETURN",
)
# Without the new columns: a view cannot lose any while it is replaced.
BACK = f"DROP VIEW usage_foldedsummand; DROP VIEW usage_summand; {tools.SUMMAND}; {daily.FOLDED}; {groups.ANONYMISE}"


def key() -> models.BigAutoField[int, int]:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def parts() -> list[tuple[str, models.Field[Any, Any]]]:
    return [
        (
            name,
            models.DecimalField(decimal_places=10, max_digits=30)
            if name == "estimated_cost"
            else models.BigIntegerField(),
        )
        for name in PARTS
    ]


class Migration(migrations.Migration):
    dependencies = [("usage", "0014_daily_models")]

    operations = [
        migrations.AddField("fold", "people_up_to", models.BigIntegerField(db_default=0, default=0)),
        migrations.CreateModel(
            "DailyPersonSum",
            [
                ("id", key()),
                ("at", models.DateTimeField()),
                ("user_id", models.BigIntegerField(null=True)),
                ("user_email", models.CharField(max_length=254)),
                ("calls", models.BigIntegerField()),
                *((name, models.BigIntegerField()) for name in tools.ADDED),
                ("cost", models.DecimalField(decimal_places=10, max_digits=30)),
                *parts(),
            ],
            {"indexes": [models.Index(fields=["at"], name="usage_person_day_at")]},
        ),
        migrations.AddField("speedfold", "models_last", models.BigIntegerField(db_default=0, default=0)),
        migrations.CreateModel(
            "MonthlyModelSpeed",
            [
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("provider_name", models.CharField(max_length=100)),
                ("model_name", models.CharField(max_length=200)),
                ("measure", models.CharField(max_length=8)),
                ("bin", models.PositiveSmallIntegerField()),
                ("calls", models.BigIntegerField()),
            ],
            {"indexes": [models.Index(fields=["at"], name="usage_model_speed_at")]},
        ),
        *(
            migrations.AddField(view, name, field)
            for view in ("ledgersummand", "foldedsummand")
            for name, field in parts()
        ),
        migrations.RunSQL([SUMMAND, FOLDED, ANONYMISE], BACK),
    ]
