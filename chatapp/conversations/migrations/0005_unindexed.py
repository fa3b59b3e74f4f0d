from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("conversations", "0004_search")]

    operations = [
        AddIndexConcurrently(
            model_name="conversation",
            index=models.Index(
                condition=models.Q(
                    ("deleted_at__isnull", True),
                    models.Q(
                        ("indexed_at__isnull", True),
                        ("indexed_at__lt", models.F("updated_at")),
                        _connector="OR",
                    ),
                ),
                fields=["owner", "-updated_at"],
                name="conversation_unindexed",
            ),
        ),
    ]
