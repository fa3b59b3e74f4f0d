"""What a completion came to, with its corrections added: they are found by the row that they correct."""

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

VIEW = f"""
CREATE VIEW usage_settled AS
SELECT u.id, u.completion_id, {", ".join(f"coalesce(later.{name}, u.{name}) AS {name}" for name in LAST)},
    {", ".join(f"(u.{name} + coalesce(later.{name}, 0))::bigint AS {name}" for name in COUNTS)},
    {", ".join(f"u.{name}" for name in PRICES)},
    CASE WHEN later.cost IS NULL THEN u.cost ELSE coalesce(u.cost, 0) + later.cost END AS cost
FROM usage_usagerecord u
LEFT JOIN LATERAL (
    SELECT {", ".join(f"(array_agg(c.{name} ORDER BY c.id DESC))[1] AS {name}" for name in LAST)},
        {", ".join(f"sum(c.{name}) AS {name}" for name in COUNTS)}, sum(c.cost) AS cost
    FROM usage_usagerecord c WHERE c.corrects = u.id
) later ON true
WHERE u.corrects IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("usage", "0002_insert_only")]

    operations = [
        migrations.AddIndex(
            "usagerecord",
            models.Index(
                fields=["corrects"], name="usage_corrections", condition=models.Q(corrects__isnull=False)
            ),
        ),
        migrations.RunSQL(VIEW, "DROP VIEW usage_settled"),
        migrations.CreateModel(
            name="SettledUsage",
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
            ],
            options={"db_table": "usage_settled", "managed": False},
        ),
    ]
