"""Indexes that find completions by what the admin filters and searches them by."""

import django.contrib.postgres.indexes
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("accounts", "0004_group"),
        ("completions", "0002_errors_without_words"),
        ("conversations", "0003_message_deleted_at"),
        ("providers", "0003_price_source"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="completion",
            index=models.Index(
                condition=models.Q(("status__in", ["stopped", "failed", "interrupted"])),
                fields=["status", "-queued_at"],
                name="completion_not_done",
            ),
        ),
        AddIndexConcurrently(
            model_name="completion",
            index=models.Index(
                condition=models.Q(("kind__in", ("title", "embedding"))),
                fields=["kind", "-queued_at"],
                name="completion_of_kind",
            ),
        ),
        AddIndexConcurrently(
            model_name="completion",
            index=models.Index(fields=["model_name", "-queued_at"], name="completion_of_model"),
        ),
        AddIndexConcurrently(
            model_name="completion",
            index=models.Index(
                condition=models.Q(("asked_model", ""), _negated=True),
                fields=["asked_model", "-queued_at"],
                name="completion_asked",
            ),
        ),
        AddIndexConcurrently(
            model_name="completion",
            index=models.Index(
                condition=models.Q(("upstream_id", ""), _negated=True),
                fields=["upstream_id"],
                name="completion_upstream_id",
            ),
        ),
        AddIndexConcurrently(
            model_name="completion",
            index=models.Index(
                condition=models.Q(("request_id", ""), _negated=True),
                fields=["request_id"],
                name="completion_request_id",
            ),
        ),
        AddIndexConcurrently(
            model_name="completion",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["metadata"], name="completion_metadata_pairs"
            ),
        ),
        RemoveIndexConcurrently(
            model_name="completion",
            name="completion_metadata",
        ),
    ]
