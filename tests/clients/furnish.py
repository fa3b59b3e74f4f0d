"""Run by `manage.py shell` before the server starts: people, their keys, and what their models are.

What `main` prints is read by `tests.clients.site`.
"""

import json
from datetime import timedelta
from uuid import UUID

from asgiref.sync import async_to_sync
from django.utils import timezone

from chatapp.accounts import keys
from chatapp.accounts.models import User
from chatapp.files.models import Content
from chatapp.knowledge.models import Collection, SentFile
from chatapp.providers.models import Alias, Fallback, Model, Price, Provider
from chatapp.web.boot.preconditions import refresh
from chatapp.web.server.model_discovery import discover_models
from tests.clients.named import COLLECTION, FILES

# Nobody listens on the port that is kept for discarding.
NOBODY = "http://127.0.0.1:9/v1"


def main() -> None:
    refresh()
    async_to_sync(discover_models)()
    _describe_models()
    print("furnished", json.dumps(_keys()))


def _describe_models() -> None:
    """A price, an alias, chains of fallbacks, a name that two providers have, and two providers that fail.

    The first provider takes all parameters, also those that are about storing.
    """
    first = Provider.objects.get(from_environment=True)
    first.forward_store_api = True
    first.save()
    models = {model.name: model for model in first.models.all()}
    Price.objects.create(model=models["words-5"], input=1, output=2)
    Alias.objects.create(name="fast", model=models["words-5"])
    Fallback.objects.create(model=models["always-down"], position=0, to=models["error-503"])
    Fallback.objects.create(model=models["always-down"], position=1, to=models["echo"])
    second = Provider.objects.create(name="Second", base_url=first.base_url)
    Model.objects.create(provider=second, name="shared")
    hasty = Provider.objects.create(
        name="Hasty", base_url=first.base_url, connect_timeout=5, idle_timeout=1, total_timeout=10
    )
    Model.objects.create(provider=hasty, name="silence")
    Model.objects.create(provider=hasty, name="silence-after")
    nowhere = Provider.objects.create(name="Nowhere", base_url=NOBODY)
    Model.objects.create(provider=nowhere, name="unreachable")
    covered = Model.objects.create(provider=nowhere, name="unreachable-but-covered")
    Fallback.objects.create(model=covered, position=0, to=models["echo"])


def _fill(collection: Collection) -> None:
    content = Content.objects.create(sha256="0" * 64, size=0)
    for id in FILES:
        SentFile.objects.create(
            id=UUID(id), collection=collection, name=id, external_id=id, purpose="user_data", content=content
        )


def _keys() -> dict[str, str]:
    """By what is special about each: whose they are, or what they cannot do."""
    alice, bob, charlie = map(_person, ["Alice", "Bob", "Charlie"])
    _fill(Collection.objects.create(name="Alice's", slug=COLLECTION, owner=alice))
    revoked, revoked_text = keys.make(alice, "revoked", actor=None)
    keys.revoke(revoked, alice)
    expired, expired_text = keys.make(alice, "expired", actor=None)
    expired.expires_at = timezone.now() - timedelta(seconds=1)
    expired.save()
    deactivated = keys.make(charlie, "deactivated", actor=None)[1]
    charlie.is_active = False
    charlie.save()
    return {
        "bob": keys.make(bob, "tests", actor=None)[1],
        "revoked": revoked_text,
        "expired": expired_text,
        "deactivated": deactivated,
        "read-only": keys.make(alice, "read only", read_only=True, actor=None)[1],
        "echo-only": keys.make(alice, "one model", allowed_models=["echo"], actor=None)[1],
        "two-a-minute": keys.make(alice, "two a minute", requests_per_minute=2, actor=None)[1],
    }


def _person(name: str) -> User:
    return User.objects.create_user(f"{name.lower()}@example.com", "violet kettle 42", name=name)
