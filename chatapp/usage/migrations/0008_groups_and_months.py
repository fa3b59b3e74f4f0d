"""The groups and the assistant of a call in the ledger and its sums, and the days of past months folded once more."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

calls = import_module("chatapp.usage.migrations.0004_charge_back")
daily = import_module("chatapp.usage.migrations.0005_daily_sums")

NEW = ("group_names", "assistant")
COLUMNS = (*daily.COLUMNS, *NEW)

CALL = calls.VIEW.replace("u.call_id,", "u.call_id, u.group_names, u.assistant,")
SUMMAND = daily.SUMMAND.replace("u.labels,", "u.labels, u.group_names, u.assistant,").replace(
    "o.labels,", "o.labels, o.group_names, o.assistant,"
)
FOLDED = f"""
CREATE VIEW usage_foldedsummand AS
SELECT id, {", ".join(COLUMNS)}, 'month' AS grain FROM usage_monthlysum
UNION ALL
SELECT id, {", ".join(COLUMNS)}, 'day' FROM usage_dailysum
UNION ALL
SELECT id, {", ".join(COLUMNS)}, 'call' FROM usage_summand
WHERE id > coalesce((SELECT max(up_to) FROM usage_fold), 0)
"""
ANONYMISE = daily.ANONYMISE.replace(
    "    RETURN",
    "    UPDATE usage_monthlysum SET user_id = NULL, user_email = '' WHERE user_id = person;\n    RETURN",
)
# What was folded knows no groups: it is folded anew within the hour, and until then sums read the ledger.
FORGET = "DELETE FROM usage_dailysum; DELETE FROM usage_fold"
DROP = "DROP VIEW usage_foldedsummand; DROP VIEW usage_summand; DROP VIEW usage_call"


def new() -> list[tuple[str, models.Field[Any, Any]]]:
    return [
        ("group_names", ArrayField(models.TextField(), null=True)),
        ("assistant", models.CharField(max_length=100)),
    ]


class Migration(migrations.Migration):
    dependencies = [("usage", "0007_usagerecord_assistant")]

    operations = [
        migrations.RunSQL(f"{DROP}; {FORGET}", [daily.ANONYMISE, daily.FOLDED]),
        migrations.RunSQL(migrations.RunSQL.noop, [calls.VIEW, daily.SUMMAND]),
        migrations.AddField("usagerecord", "group_names", ArrayField(models.TextField(), null=True)),
        migrations.AddField("dailysum", "group_names", ArrayField(models.TextField(), null=True)),
        migrations.AddField(
            "dailysum", "assistant", models.CharField(default="", max_length=100), preserve_default=False
        ),
        migrations.AddField("fold", "months_until", models.DateTimeField(null=True)),
        migrations.CreateModel(
            "MonthlySum",
            [*daily.summand(), *new()],
            {"indexes": [models.Index(fields=["at"], name="usage_month_at")]},
        ),
        migrations.RunSQL([CALL, SUMMAND, FOLDED, ANONYMISE], DROP),
        *(
            migrations.AddField(view, name, field)
            for view in ("meteredcall", "ledgersummand", "foldedsummand")
            for name, field in new()
        ),
        migrations.AddField(
            "foldedsummand",
            "grain",
            models.CharField(choices=[("month", "Month"), ("day", "Day"), ("call", "Call")], max_length=8),
        ),
    ]
