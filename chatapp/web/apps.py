from typing import Any

from django.apps import AppConfig, apps
from django.core.management import call_command
from django.db.models.signals import post_migrate


class WebConfig(AppConfig):
    name = "chatapp.web"

    def ready(self) -> None:
        # Django sends the signal for apps with models only, so it is heard for one that has some.
        post_migrate.connect(_create_cache_table, sender=apps.get_app_config("accounts"))


def _create_cache_table(using: str, **_: Any) -> None:
    """No migration makes the table of the cache: whoever runs `migrate` by hand has it too."""
    call_command("createcachetable", database=using, verbosity=0)
