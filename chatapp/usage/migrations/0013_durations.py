"""The folded months know no durations: they are folded anew within the hour, and until then the ledger is read."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("usage", "0012_tools")]

    operations = [
        migrations.RunSQL("DELETE FROM usage_speedfold; DELETE FROM usage_monthlyspeed", migrations.RunSQL.noop),
    ]
