"""Gives the tests a Postgres before Django's settings are read: TEST_DATABASE_URL, or one per run.

Either way the tests come as a plain role: what a managed Postgres refuses, it refuses here.
"""

import atexit
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

import psycopg

for name in [name for name in os.environ if name.startswith("OPENAI_")]:
    del os.environ[name]
os.environ["CHATAPP_TESTING"] = "1"
# What the tests upload, and nothing of the person who runs them.
os.environ["CHATAPP_DATA_DIR"] = tempfile.mkdtemp(prefix="chatapp-test-data-")
atexit.register(shutil.rmtree, os.environ["CHATAPP_DATA_DIR"], ignore_errors=True)


def _embedded() -> str:
    from chatapp.embedded.server import OPTIONS, Server

    folder = Path(tempfile.mkdtemp(prefix="chatapp-test-"))
    folder.chmod(0o711)
    server = Server(folder / "postgres", {**OPTIONS, "fsync": "off", "full_page_writes": "off"})
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    # A run that is told to end stops its Postgres too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    server.start()
    atexit.register(server.leave)
    place = f"host={quote(str(server.socket), safe='')}&port=5432"
    with psycopg.connect(f"postgresql://postgres@/postgres?{place}", autocommit=True) as connection:
        connection.execute("CREATE ROLE tester LOGIN NOSUPERUSER NOCREATEROLE CREATEDB")
        connection.execute("CREATE DATABASE tester OWNER tester")
    return f"postgresql://tester@/tester?{place}"


os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or _embedded()
