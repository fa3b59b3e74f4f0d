from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("conversations", "0002_runner_steady_since")]

    operations = [
        migrations.AddField("message", "deleted_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "message",
            models.Index(fields=["deleted_at"], name="message_deleted", condition=Q(deleted_at__isnull=False)),
        ),
    ]
