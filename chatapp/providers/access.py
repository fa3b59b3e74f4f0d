"""The door: which models a person may choose. Providers are the admin's alone, on its own pages."""

from django.db import connection

from chatapp.providers import names
from chatapp.providers.models import Model


def chat_models() -> list[Model]:
    """What the picker shows, each with its provider; the built-in model comes last."""
    shown = Model.objects.filter(chat=True, missing_since=None, provider__enabled=True)
    found = shown.select_related("provider").order_by("provider_id", "name")
    return sorted(found, key=lambda model: model.provider.built_in)


def api_models() -> list[names.ListedModel]:
    """What callers of the API may name now, as `GET /v1/models` lists it."""
    with connection.cursor() as cursor:
        cursor.execute(names.LISTING)
        return names.listed(cursor.fetchall())
