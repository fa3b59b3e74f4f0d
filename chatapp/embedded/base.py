"""Django's Postgres backend, on the embedded server; Django loads the module by this name."""

from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base

from chatapp.embedded.server import started


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        started(settings.EMBEDDED_DIR)
        return super().get_connection_params()
