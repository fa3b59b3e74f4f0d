from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conversations', '0015_attached_collection'),
    ]

    operations = [
        migrations.AddField(
            model_name='turn',
            name='left_out',
            field=models.PositiveIntegerField(db_default=0, default=0, help_text='Messages at the beginning of its path that the model was not sent.'),
        ),
    ]
