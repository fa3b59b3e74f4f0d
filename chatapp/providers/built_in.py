"""The provider and the model that are a part of this server: in every database, a freshly emptied one too."""

from datetime import UTC, datetime
from typing import Any

from django.apps import apps as current_apps
from django.apps.registry import Apps

from chatapp.providers.models import BUILT_IN_URL

NAME = "built-in"

# Before every price that an admin enters: theirs hold from their own moments on.
_ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)


def ensure(apps: Apps = current_apps, **signal: Any) -> None:
    """Receives `post_migrate`, which follows a flush as well as a migration."""
    try:
        providers, models, prices = (
            apps.get_model("providers", name) for name in ("Provider", "Model", "Price")
        )
    except LookupError:
        return
    provider, _ = providers._default_manager.get_or_create(
        base_url=BUILT_IN_URL, defaults={"name": "Built-in", "slug": NAME}
    )
    model, _ = models._default_manager.get_or_create(
        provider=provider, name=NAME, defaults={"display_name": "Built-in", "tools": True}
    )
    prices._default_manager.get_or_create(model=model, valid_from=_ALWAYS, defaults={"input": 0, "output": 0})
