"""The tools that a call's answer called, in the ledger, its sums, and the views of both."""

from django.db import migrations, models

COUNTS = (
    "prompt_tokens", "cached_tokens", "audio_prompt_tokens", "completion_tokens", "reasoning_tokens",
    "audio_completion_tokens", "accepted_prediction_tokens", "rejected_prediction_tokens", "total_tokens",
)  # fmt: skip
PRICES = (
    "price_input", "price_cached_input", "price_audio_input", "price_output", "price_reasoning_output",
    "price_audio_output",
)  # fmt: skip
SAME = (
    "id", "completion_id", "at", "kind", "turn_id", "user_id", "user_email", "api_key_id", "provider_id",
    "provider_name", "model_id", "model_name", "served_model", "store", "labels", "attempt", "call_id", "group_names",
    "assistant",
)  # fmt: skip
# What is known only when the call really ended: the last correction says it.
LAST = ("status", "details", "estimated", "first_token_ms", "duration_ms", "tools")

CALL = f"""
CREATE VIEW usage_call AS
SELECT {", ".join(f"u.{name}" for name in SAME)},
    {", ".join(f"coalesce(later.{name}, u.{name}) AS {name}" for name in LAST)},
    {", ".join(f"(u.{name} + coalesce(later.{name}, 0))::bigint AS {name}" for name in COUNTS)},
    {", ".join(f"u.{name}" for name in PRICES)},
    CASE WHEN later.cost IS NULL THEN u.cost ELSE coalesce(u.cost, 0) + later.cost END AS cost,
    u.cost IS NULL AND later.cost IS NULL AS unpriced, later.corrects IS NOT NULL AS corrected
FROM usage_usagerecord u
LEFT JOIN (
    SELECT c.corrects,
        {", ".join(f"(array_agg(c.{name} ORDER BY c.id DESC))[1] AS {name}" for name in LAST)},
        {", ".join(f"sum(c.{name}) AS {name}" for name in COUNTS)}, sum(c.cost) AS cost
    FROM usage_usagerecord c WHERE c.corrects IS NOT NULL GROUP BY c.corrects
) later ON later.corrects = u.id
WHERE u.corrects IS NULL
"""

KEPT = (
    "kind", "user_id", "user_email", "api_key_id", "provider_name", "model_name", "served_model", "store", "labels",
    "group_names", "assistant",
)  # fmt: skip
ADDED = ("prompt_tokens", "cached_tokens", "completion_tokens", "reasoning_tokens", "total_tokens")
STATE = ("status", "tools", "estimated")
COLUMNS = ("at", *KEPT, *STATE, "unpriced", "calls", *ADDED, "cost")

# A call adds itself. A correction takes away what the call had added until then, under the status and the tools that
# it had then, and adds the call as it is now.
SUMMAND = f"""
CREATE VIEW usage_summand AS
SELECT u.id, u.at, {", ".join(f"u.{name}" for name in (*KEPT, *STATE))}, u.cost IS NULL AS unpriced,
    1::bigint AS calls, {", ".join(f"u.{name}" for name in ADDED)}, coalesce(u.cost, 0) AS cost
FROM usage_usagerecord u WHERE u.corrects IS NULL
UNION ALL
SELECT c.id, o.at, {", ".join(f"o.{name}" for name in KEPT)}, {", ".join(f"way.{name}" for name in STATE)},
    way.unpriced, way.calls, {", ".join(f"(way.calls * way.{name})::bigint" for name in ADDED)},
    way.calls * way.cost
FROM usage_usagerecord c
JOIN usage_usagerecord o ON o.id = c.corrects
CROSS JOIN LATERAL (
    SELECT {", ".join(f"coalesce((array_agg(e.{name} ORDER BY e.id DESC))[1], o.{name}) AS {name}" for name in STATE)},
        o.cost IS NULL AND count(e.cost) = 0 AS unpriced,
        {", ".join(f"o.{name} + coalesce(sum(e.{name}), 0) AS {name}" for name in ADDED)},
        coalesce(o.cost, 0) + coalesce(sum(e.cost), 0) AS cost
    FROM usage_usagerecord e WHERE e.corrects = c.corrects AND e.id < c.id
) before
CROSS JOIN LATERAL (
    SELECT -1::bigint AS calls, before.*
    UNION ALL
    SELECT 1, {", ".join(f"c.{name}" for name in STATE)}, before.unpriced AND c.cost IS NULL,
        {", ".join(f"before.{name} + c.{name}" for name in ADDED)}, before.cost + coalesce(c.cost, 0)
) way
WHERE c.corrects IS NOT NULL
"""
FOLDED = f"""
CREATE VIEW usage_foldedsummand AS
SELECT id, {", ".join(COLUMNS)}, 'month' AS grain FROM usage_monthlysum
UNION ALL
SELECT id, {", ".join(COLUMNS)}, 'day' FROM usage_dailysum
UNION ALL
SELECT id, {", ".join(COLUMNS)}, 'call' FROM usage_summand
WHERE id > coalesce((SELECT max(up_to) FROM usage_fold), 0)
"""
DROP = "DROP VIEW usage_foldedsummand; DROP VIEW usage_summand; DROP VIEW usage_call"
# Rows that are folded already name no tools, and neither do those of the ledger: their sums stay right.
TABLES = ("usagerecord", "dailysum", "monthlysum")
VIEWS = ("meteredcall", "ledgersummand", "foldedsummand")


def tools(*, blank: bool) -> "models.CharField[str, str]":
    return models.CharField(blank=blank, db_default="", max_length=600)


class Migration(migrations.Migration):
    dependencies = [("usage", "0011_price_tiers")]

    operations = [
        migrations.RunSQL(DROP),
        *(
            migrations.AddField(name, "tools", tools(blank=name in ("usagerecord", "meteredcall")))
            for name in (*TABLES, *VIEWS)
        ),
        migrations.RunSQL([CALL, SUMMAND, FOLDED]),
    ]
