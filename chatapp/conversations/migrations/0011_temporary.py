from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversations", "0010_attachment")]

    operations = [
        migrations.AddField(
            "conversation", "temporary", models.BooleanField(db_default=False, default=False)
        ),
        migrations.AddField("conversation", "closed_at", models.DateTimeField(null=True)),
    ]
