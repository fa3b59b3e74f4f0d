"""`manage.py serve`: the server alone; with the embedded database where `DATABASE_URL` is unset."""

import logging
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand
from django.db import connection

from chatapp import environment
from chatapp.accounts import admins
from chatapp.accounts.setup import setup_link
from chatapp.logs.capture import capture_everything
from chatapp.logs.formats import JsonFormatter
from chatapp.web.boot import preconditions, static_files
from chatapp.web.server import event_loop


class Command(BaseCommand):
    help = "Prepare the database and the static files, then serve until a signal ends it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
        parser.add_argument(
            "--port", type=_port, default=settings.PORT, help="the port, 0 for any (PORT, or 8000)"
        )

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        capture_everything()
        host = host.strip("[]")
        preconditions.require_free_port(host, port)
        preconditions.require_database(self._say)
        preconditions.migrate(self._say)
        preconditions.refresh()
        static_files.collect(self._say)
        connection.close()
        # From here on there are many threads, and Postgres has room for few connections.
        connection.settings_dict["OPTIONS"]["pool"] = settings.DATABASE_POOL
        loop = event_loop.install()
        # Imported late: it runs in the loop that is installed.
        from chatapp.web.server.process import ServerProcess

        if not ServerProcess(loop, host, port, self._announce).run():
            # Another server may have taken the port while this one prepared itself.
            preconditions.require_free_port(host, port)
            raise ImproperlyConfigured(f"The server could not listen on {host}, port {port}: start it again.")

    def _announce(self, host: str, port: int) -> None:
        base = settings.PUBLIC_URL or f"http://{_name(host)}:{port}"
        link = setup_link(base)
        self._say(f"Server is up. Create the first admin at {link}" if link else f"Server is up at {base}")
        if not link and not admins.exist():
            self._say("No admin is active: python manage.py createsuperuser makes one.")

    def _say(self, line: str) -> None:
        self.stdout.write(_FORMATS[settings.LOG_FORMAT](line))
        self.stdout.flush()


def _for_machines(line: str) -> str:
    said = {"name": "chatapp.server", "levelname": "INFO", "msg": line}
    return JsonFormatter().format(logging.makeLogRecord(said))


_FORMATS: dict[str, Callable[[str], str]] = {"text": str, "json": _for_machines}


def _port(value: str) -> int:
    return environment.whole_number("--port", value, least=0, most=65535)


def _name(host: str) -> str:
    """A host that listens everywhere is reached on this machine by its loopback address."""
    if host in ("0.0.0.0", "::"):  # noqa: S104
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
