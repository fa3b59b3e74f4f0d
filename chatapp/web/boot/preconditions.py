"""What has to be there before the server listens: a free port, and a database with its tables."""

import errno
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection
from django.db.backends.utils import CursorWrapper

from chatapp.knowledge.product_docs import sync_product_docs
from chatapp.providers import environment as provider_environment

from . import schema
from .child_process import manage

Say = Callable[[str], object]

# Any number that no other user of the same database takes for a lock of its own.
MIGRATION_LOCK = 7_252_417_001
_LOCK_SECONDS = 0.2


def require_free_port(host: str, port: int) -> None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise ImproperlyConfigured(_port_sentence(host, port, error)) from error


def require_database(say: Say) -> None:
    if not settings.EMBEDDED:
        say("Connecting to the database")
    elif not (settings.EMBEDDED_DIR / "PG_VERSION").exists():
        say(f"Creating a database in {settings.EMBEDDED_DIR}")
    try:
        connection.ensure_connection()
        major = connection.get_database_version()[0]
    except OperationalError as error:
        reason = " ".join(str(error).split())
        raise ImproperlyConfigured(f"The database behind DATABASE_URL cannot be reached: {reason}") from error
    if major < 15:
        raise ImproperlyConfigured(f"The database is Postgres {major}: version 15 or later is needed.")


def migrate(say: Say) -> None:
    """Bring the tables up to date. Of processes that start at once, one does it and the others wait.

    Raises ImproperlyConfigured where a newer version has been there, or where the role may not change tables.
    """
    schema.refuse_newer()
    if not schema.missing():
        return
    with migration_lock():
        schema.refuse_newer()
        if missing := schema.missing():
            say(f"Preparing the database: {missing} {'step' if missing == 1 else 'steps'}")
            manage("migrate", "--no-input", "--skip-checks")


def refresh() -> None:
    """Bring into the database what the environment and the product's own folder say now."""
    provider_environment.sync()
    sync_product_docs()


@contextmanager
def migration_lock() -> Iterator[None]:
    """Inside, no other process changes the tables.

    Who waits asks again and again: an index that is built concurrently waits for every statement that is under way.
    """
    with connection.cursor() as cursor, ExitStack() as stack:
        while not _taken(cursor):
            time.sleep(_LOCK_SECONDS)
        stack.callback(cursor.execute, "SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])
        yield


def _taken(cursor: CursorWrapper) -> bool:
    cursor.execute("SELECT pg_try_advisory_lock(%s)", [MIGRATION_LOCK])
    return bool(cursor.fetchone()[0])


def _port_sentence(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} of {host} is in use: stop the other server, or set PORT to a free one."
    if error.errno == errno.EACCES:
        return f"Port {port} is reserved for root: set PORT to one above 1023."
    return f"The server cannot listen on {host}, port {port}: {error.strerror or error}."
