from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversations", "0012_temporary_index")]

    operations = [
        migrations.AddField("conversation", "unread", models.BooleanField(db_default=False, default=False)),
    ]
