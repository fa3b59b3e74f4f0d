"""The door: which models a person may choose, which providers an admin may manage."""

from django.contrib.auth.models import AnonymousUser

from chatapp.accounts.errors import NotFound
from chatapp.accounts.models import User
from chatapp.providers.models import Model, Provider


def chat_models() -> list[Model]:
    """What the picker shows, each with its provider; the built-in model comes last."""
    shown = Model.objects.filter(chat=True, missing_since=None, provider__enabled=True)
    found = shown.select_related("provider").order_by("provider_id", "name")
    return sorted(found, key=lambda model: model.provider.built_in)


def get_provider(user: User | AnonymousUser, provider_id: int) -> Provider:
    """For admins; raises `NotFound`."""
    found = Provider.objects.filter(pk=provider_id).first()
    if found is None or not (isinstance(user, User) and user.is_admin):
        raise NotFound
    return found
