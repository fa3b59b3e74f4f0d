from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shares", "0001_initial")]

    operations = [
        migrations.AddField("share", "pictures", models.BooleanField(db_default=False, default=False)),
    ]
