from django.db import migrations

import chatapp.conversations.fields


class Migration(migrations.Migration):
    dependencies = [("conversations", "0007_places_of_chats")]

    operations = [
        migrations.AddField("conversation", "parameters", chatapp.conversations.fields.JsonText(null=True)),
        # What was sent with the request, also where the chat's own have changed since.
        migrations.AddField("turn", "parameters", chatapp.conversations.fields.JsonText(null=True)),
    ]
