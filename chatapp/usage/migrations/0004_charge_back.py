"""What charge-back needs of each call, and the calls as they are summed: one row each, with its corrections added."""

from django.db import migrations, models

COUNTS = (
    "prompt_tokens", "cached_tokens", "audio_prompt_tokens", "completion_tokens", "reasoning_tokens",
    "audio_completion_tokens", "accepted_prediction_tokens", "rejected_prediction_tokens", "total_tokens",
)  # fmt: skip
PRICES = (
    "price_input", "price_cached_input", "price_audio_input", "price_output", "price_reasoning_output",
    "price_audio_output",
)  # fmt: skip
LAST = ("status", "details", "estimated")
# A correction is written when the call really ended: only then its times are known.
TIMES = ("first_token_ms", "duration_ms")
SAME = (
    "id", "completion_id", "at", "kind", "turn_id", "user_id", "user_email", "api_key_id", "provider_id",
    "provider_name", "model_id", "model_name", "served_model", "store", "labels", "attempt", "call_id",
)  # fmt: skip

# Corrections are few: they are summed once and joined, where `usage_settled` looks for those of each row.
VIEW = f"""
CREATE VIEW usage_call AS
SELECT {", ".join(f"u.{name}" for name in SAME)},
    {", ".join(f"coalesce(later.{name}, u.{name}) AS {name}" for name in (*LAST, *TIMES))},
    {", ".join(f"(u.{name} + coalesce(later.{name}, 0))::bigint AS {name}" for name in COUNTS)},
    {", ".join(f"u.{name}" for name in PRICES)},
    CASE WHEN later.cost IS NULL THEN u.cost ELSE coalesce(u.cost, 0) + later.cost END AS cost,
    u.cost IS NULL AND later.cost IS NULL AS unpriced, later.corrects IS NOT NULL AS corrected
FROM usage_usagerecord u
LEFT JOIN (
    SELECT c.corrects,
        {", ".join(f"(array_agg(c.{name} ORDER BY c.id DESC))[1] AS {name}" for name in (*LAST, *TIMES))},
        {", ".join(f"sum(c.{name}) AS {name}" for name in COUNTS)}, sum(c.cost) AS cost
    FROM usage_usagerecord c WHERE c.corrects IS NOT NULL GROUP BY c.corrects
) later ON later.corrects = u.id
WHERE u.corrects IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("usage", "0003_settled")]

    operations = [
        migrations.CreateModel(
            name="CostLabel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=64, unique=True, verbose_name="metadata key")),
            ],
            options={"ordering": ["name"]},
        ),
        migrations.AddField("usagerecord", "served_model", models.CharField(blank=True, db_default="", max_length=200)),
        migrations.AddField("usagerecord", "store", models.BooleanField(null=True)),
        migrations.AddField("usagerecord", "labels", models.JSONField(null=True)),
        migrations.AddField("usagerecord", "attempt", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField("usagerecord", "call_id", models.UUIDField(null=True)),
        migrations.AddField("usagerecord", "first_token_ms", models.BigIntegerField(null=True)),
        migrations.AddField("usagerecord", "duration_ms", models.BigIntegerField(null=True)),
        migrations.RunSQL(VIEW, "DROP VIEW usage_call"),
        migrations.CreateModel(
            name="MeteredCall",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("completion_id", models.UUIDField(null=True)),
                ("status", models.CharField(max_length=16)),
                ("prompt_tokens", models.BigIntegerField(default=0)),
                ("cached_tokens", models.BigIntegerField(default=0)),
                ("audio_prompt_tokens", models.BigIntegerField(default=0)),
                ("completion_tokens", models.BigIntegerField(default=0)),
                ("reasoning_tokens", models.BigIntegerField(default=0)),
                ("audio_completion_tokens", models.BigIntegerField(default=0)),
                ("accepted_prediction_tokens", models.BigIntegerField(default=0)),
                ("rejected_prediction_tokens", models.BigIntegerField(default=0)),
                ("total_tokens", models.BigIntegerField(default=0)),
                ("details", models.JSONField(null=True)),
                ("estimated", models.BooleanField(default=False, verbose_name="usage not reported (estimated)")),
                ("price_input", models.DecimalField(decimal_places=6, max_digits=12, null=True)),
                ("price_cached_input", models.DecimalField(decimal_places=6, max_digits=12, null=True)),
                ("price_audio_input", models.DecimalField(decimal_places=6, max_digits=12, null=True)),
                ("price_output", models.DecimalField(decimal_places=6, max_digits=12, null=True)),
                ("price_reasoning_output", models.DecimalField(decimal_places=6, max_digits=12, null=True)),
                ("price_audio_output", models.DecimalField(decimal_places=6, max_digits=12, null=True)),
                ("cost", models.DecimalField(decimal_places=10, help_text="US dollars; empty: unpriced.", max_digits=20, null=True)),
                ("at", models.DateTimeField()),
                ("kind", models.CharField(choices=[("chat", "Chat"), ("title", "Title"), ("api", "API"), ("embedding", "Embedding")], max_length=16)),
                ("turn_id", models.UUIDField(null=True)),
                ("user_id", models.BigIntegerField(null=True)),
                ("user_email", models.CharField(max_length=254)),
                ("api_key_id", models.BigIntegerField(null=True)),
                ("provider_id", models.BigIntegerField(null=True)),
                ("provider_name", models.CharField(max_length=100)),
                ("model_id", models.BigIntegerField(null=True)),
                ("model_name", models.CharField(max_length=200)),
                ("served_model", models.CharField(blank=True, db_default="", max_length=200)),
                ("store", models.BooleanField(null=True)),
                ("labels", models.JSONField(null=True)),
                ("attempt", models.PositiveSmallIntegerField(null=True)),
                ("call_id", models.UUIDField(null=True)),
                ("first_token_ms", models.BigIntegerField(null=True)),
                ("duration_ms", models.BigIntegerField(null=True)),
                ("unpriced", models.BooleanField()),
                ("corrected", models.BooleanField()),
            ],
            options={"db_table": "usage_call", "managed": False},
        ),
    ]
