"""What providers said of a failure, which may repeat what a person said, is not kept beside the figures any more."""

from django.db import migrations

SUMMARISE = """
    UPDATE completions_completion SET error = error || jsonb_build_object(
        'message', split_part(error ->> 'message', ': ', 1),
        'param', NULL,
        'type', CASE WHEN error ->> 'type' ~ '^[A-Za-z0-9_.-]{1,64}$' THEN error ->> 'type' END,
        'code', CASE WHEN error ->> 'code' ~ '^[A-Za-z0-9_.-]{1,64}$' THEN error ->> 'code' END
    )
    WHERE jsonb_typeof(error) = 'object' AND error ? 'message'
"""


class Migration(migrations.Migration):
    dependencies = [("completions", "0001_initial")]

    operations = [migrations.RunSQL(SUMMARISE, migrations.RunSQL.noop)]
