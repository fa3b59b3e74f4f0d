"""Daily sums of the ledger: what is folded, how far, and views that add what is not folded yet."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

KEPT = (
    "kind", "user_id", "user_email", "api_key_id", "provider_name", "model_name", "served_model", "store", "labels",
)  # fmt: skip
COUNTS = ("prompt_tokens", "cached_tokens", "completion_tokens", "reasoning_tokens", "total_tokens")
COLUMNS = ("at", *KEPT, "status", "estimated", "unpriced", "calls", *COUNTS, "cost")

# A call adds itself. A correction takes away what the call had added until then, under the status that it had
# then, and adds the call as it is now.
SUMMAND = f"""
CREATE VIEW usage_summand AS
SELECT u.id, u.at, {", ".join(f"u.{name}" for name in KEPT)}, u.status, u.estimated, u.cost IS NULL AS unpriced,
    1::bigint AS calls, {", ".join(f"u.{name}" for name in COUNTS)}, coalesce(u.cost, 0) AS cost
FROM usage_usagerecord u WHERE u.corrects IS NULL
UNION ALL
SELECT c.id, o.at, {", ".join(f"o.{name}" for name in KEPT)}, way.status, way.estimated, way.unpriced,
    way.calls, {", ".join(f"(way.calls * way.{name})::bigint" for name in COUNTS)}, way.calls * way.cost
FROM usage_usagerecord c
JOIN usage_usagerecord o ON o.id = c.corrects
CROSS JOIN LATERAL (
    SELECT coalesce((array_agg(e.status ORDER BY e.id DESC))[1], o.status) AS status,
        coalesce((array_agg(e.estimated ORDER BY e.id DESC))[1], o.estimated) AS estimated,
        o.cost IS NULL AND count(e.cost) = 0 AS unpriced,
        {", ".join(f"o.{name} + coalesce(sum(e.{name}), 0) AS {name}" for name in COUNTS)},
        coalesce(o.cost, 0) + coalesce(sum(e.cost), 0) AS cost
    FROM usage_usagerecord e WHERE e.corrects = c.corrects AND e.id < c.id
) before
CROSS JOIN LATERAL (
    SELECT -1::bigint AS calls, before.*
    UNION ALL
    SELECT 1, c.status, c.estimated, before.unpriced AND c.cost IS NULL,
        {", ".join(f"before.{name} + c.{name}" for name in COUNTS)}, before.cost + coalesce(c.cost, 0)
) way
WHERE c.corrects IS NOT NULL
"""
FOLDED = f"""
CREATE VIEW usage_foldedsummand AS
SELECT id, {", ".join(COLUMNS)} FROM usage_dailysum
UNION ALL
SELECT id, {", ".join(COLUMNS)} FROM usage_summand
WHERE id > coalesce((SELECT max(up_to) FROM usage_fold), 0)
"""
# A person that is taken off the ledger is taken off the days, too.
ANONYMISE = """
CREATE OR REPLACE FUNCTION usage_anonymise(person bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    changed bigint;
BEGIN
    PERFORM set_config('chatapp.anonymising', 'on', true);
    UPDATE usage_usagerecord SET user_id = NULL, user_email = '' WHERE user_id = person;
    GET DIAGNOSTICS changed = ROW_COUNT;
    PERFORM set_config('chatapp.anonymising', '', true);
    UPDATE usage_dailysum SET user_id = NULL, user_email = '' WHERE user_id = person;
    RETURN changed;
END $$;
"""


def summand() -> list[tuple[str, models.Field[Any, Any]]]:
    """The columns of a table or view of summands."""
    return [
        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
        ("at", models.DateTimeField()),
        ("kind", models.CharField(max_length=16)),
        ("user_id", models.BigIntegerField(null=True)),
        ("user_email", models.CharField(max_length=254)),
        ("api_key_id", models.BigIntegerField(null=True)),
        ("provider_name", models.CharField(max_length=100)),
        ("model_name", models.CharField(max_length=200)),
        ("served_model", models.CharField(max_length=200)),
        ("status", models.CharField(max_length=16)),
        ("store", models.BooleanField(null=True)),
        ("labels", models.JSONField(null=True)),
        ("estimated", models.BooleanField()),
        ("unpriced", models.BooleanField()),
        ("calls", models.BigIntegerField()),
        *((name, models.BigIntegerField()) for name in COUNTS),
        ("cost", models.DecimalField(decimal_places=10, max_digits=30)),
    ]


class Migration(migrations.Migration):
    dependencies = [("usage", "0004_charge_back")]

    operations = [
        migrations.CreateModel("DailySum", summand(), {"indexes": [models.Index(fields=["at"], name="usage_day_at")]}),
        migrations.CreateModel(
            "Fold",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("up_to", models.BigIntegerField(default=0)),
                ("zone", models.CharField(max_length=64)),
            ],
        ),
        migrations.RunSQL([SUMMAND, FOLDED, ANONYMISE], "DROP VIEW usage_foldedsummand; DROP VIEW usage_summand"),
        migrations.CreateModel("LedgerSummand", summand(), {"managed": False, "db_table": "usage_summand"}),
        migrations.CreateModel("FoldedSummand", summand(), {"managed": False, "db_table": "usage_foldedsummand"}),
    ]
