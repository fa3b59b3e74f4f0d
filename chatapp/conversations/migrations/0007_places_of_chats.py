from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("conversations", "0006_folders")]

    operations = [
        AddIndexConcurrently(
            "conversation",
            models.Index(
                condition=models.Q(("pinned_at__isnull", False)), fields=["owner"], name="conversation_pinned"
            ),
        ),
        AddIndexConcurrently(
            "conversation",
            models.Index(
                condition=models.Q(("archived_at__isnull", False)),
                fields=["owner", "-updated_at", "-id"],
                name="conversation_archived",
            ),
        ),
        AddIndexConcurrently(
            "conversation",
            models.Index(
                condition=models.Q(("folder__isnull", False)),
                fields=["folder", "-updated_at", "-id"],
                name="conversation_of_folder",
            ),
        ),
    ]
