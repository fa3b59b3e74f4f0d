from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

import chatapp.conversations.models.search_entry


class Migration(migrations.Migration):
    dependencies = [("conversations", "0003_message_deleted_at")]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("terms", chatapp.conversations.models.search_entry.Terms()),
                (
                    "conversation",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=models.CASCADE,
                        related_name="+",
                        to="conversations.conversation",
                    ),
                ),
            ],
            options={
                "indexes": [GinIndex(fastupdate=False, fields=["terms"], name="search_terms")],
            },
        ),
        migrations.AddField(
            model_name="conversation", name="indexed_at", field=models.DateTimeField(null=True)
        ),
    ]
