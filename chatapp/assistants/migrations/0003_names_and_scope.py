from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils.text import slugify


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Assistants that are there get their names in addresses; those with collections keep to them."""
    assistants = apps.get_model("assistants", "Assistant")
    taken = {"new"}
    for assistant in assistants.objects.order_by("-is_default", "pk").prefetch_related("collections"):
        wanted = "default" if assistant.is_default else slugify(assistant.name)[:80].strip("-_") or "assistant"
        slug, number = wanted, 1
        while slug in taken:
            number += 1
            slug = f"{wanted}-{number}"
        taken.add(slug)
        assistant.slug = slug
        assistant.narrowed = bool(assistant.collections.all())
        assistant.save(update_fields=["slug", "narrowed"])


class Migration(migrations.Migration):

    dependencies = [
        ('assistants', '0002_made_by_people'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
