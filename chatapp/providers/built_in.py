"""The provider and the model that are a part of this server: in every database, a freshly emptied one too."""

from typing import Any

from django.apps import apps as current_apps
from django.apps.registry import Apps

from chatapp.providers.models import BUILT_IN_URL

NAME = "built-in"


def ensure(apps: Apps = current_apps, **signal: Any) -> None:
    """Receives `post_migrate`, which follows a flush as well as a migration."""
    try:
        providers, models = (apps.get_model("providers", name) for name in ("Provider", "Model"))
    except LookupError:
        return
    provider, _ = providers._default_manager.get_or_create(
        base_url=BUILT_IN_URL, defaults={"name": "Built-in", "slug": NAME}
    )
    models._default_manager.get_or_create(
        provider=provider, name=NAME, defaults={"display_name": "Built-in", "tools": True}
    )
