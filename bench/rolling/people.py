"""Makes the model, one log-in for each chat, and a key for scripts: prints JSON. Run in the server's environment."""

import json
import sys

from bench.relay.people import cookies
from chatapp.accounts import keys
from chatapp.accounts.models import User
from chatapp.providers.models import Model, Provider


def model(name: str, base_url: str) -> int:
    """At a provider of its own: discovery would take a model away that it does not find listed."""
    provider = Provider.objects.create(name="Rolling", base_url=base_url)
    return Model.objects.create(provider=provider, name=name).pk


if __name__ == "__main__":
    made = {"cookies": cookies(int(sys.argv[1])), "model": model(*sys.argv[2:4])}
    _, key = keys.make(User.objects.get(email="bench0@example.com"), "bench", actor=None)
    json.dump({**made, "key": key}, sys.stdout)
