"""Prices, a fallback and abilities of the day's models: prints their ids as JSON. Run in the server's environment."""

from __future__ import annotations

import json
import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatapp.settings")
django.setup()

from chatapp.providers.models import Fallback, Model, Price  # noqa: E402

from .prices import CACHED_INPUT, INPUT, OUTPUT  # noqa: E402
from .provider import SCRIPTS  # noqa: E402


def models() -> dict[str, int]:
    """Discovery finds them after the server is up."""
    while len(found := dict(Model.objects.filter(name__in=SCRIPTS).values_list("name", "id"))) < len(SCRIPTS):
        time.sleep(0.1)
    return found


def furnish() -> dict[str, int]:
    ids = models()
    Model.objects.filter(name="tool").update(tools=True)
    for pk in ids.values():
        Price.objects.create(model_id=pk, input=INPUT, cached_input=CACHED_INPUT, output=OUTPUT)
    Fallback.objects.create(model_id=ids["down"], to_id=ids["bench"])
    return ids


if __name__ == "__main__":
    json.dump(furnish(), sys.stdout)
