"""Indexes that find calls by what the admin filters them by."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("usage", "0008_groups_and_months"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="usagerecord",
            index=models.Index(fields=["user_email", "-at"], name="usage_email_at"),
        ),
        AddIndexConcurrently(
            model_name="usagerecord",
            index=models.Index(fields=["provider_name", "-at"], name="usage_provider_at"),
        ),
        AddIndexConcurrently(
            model_name="usagerecord",
            index=models.Index(fields=["model_name", "-at"], name="usage_model_at"),
        ),
        AddIndexConcurrently(
            model_name="usagerecord",
            index=models.Index(
                condition=models.Q(("api_key_id__isnull", False)),
                fields=["api_key_id", "-at"],
                name="usage_key_at",
            ),
        ),
        AddIndexConcurrently(
            model_name="usagerecord",
            index=models.Index(
                condition=models.Q(("status", "done"), _negated=True),
                fields=["status", "-at"],
                name="usage_status_at",
            ),
        ),
        AddIndexConcurrently(
            model_name="usagerecord",
            index=models.Index(
                condition=models.Q(("kind__in", ("title", "embedding"))),
                fields=["kind", "-at"],
                name="usage_kind_at",
            ),
        ),
        AddIndexConcurrently(
            model_name="usagerecord",
            index=models.Index(
                condition=models.Q(("cost__isnull", True)), fields=["-at"], name="usage_unpriced_at"
            ),
        ),
        AddIndexConcurrently(
            model_name="usagerecord",
            index=models.Index(
                condition=models.Q(("estimated", True)), fields=["-at"], name="usage_estimated_at"
            ),
        ),
    ]
