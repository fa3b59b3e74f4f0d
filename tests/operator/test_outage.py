"""What the server does when its database ends under it."""

import os
import signal
from pathlib import Path

import httpx
import pytest

from tests.processes import Serve

pytestmark = pytest.mark.processes


def test_an_embedded_postgres_that_was_killed_is_started_again(tmp_path: Path) -> None:
    server = Serve(tmp_path, {})
    try:
        os.kill(int((tmp_path / "postgres" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        server.line_with("The embedded Postgres had ended and was started again")
        server.line_with("The database is back")
        assert httpx.get(f"{server.url}/readyz").json() == {"ready": True, "reasons": []}
        assert httpx.get(f"{server.url}/account/login/").status_code == 200
        assert server.output.count("The database is away") == 1
        assert "Traceback" not in server.output
        assert "psycopg.pool" not in server.output
        assert server.stop() == 0
    finally:
        server.process.kill()
        server.wait()
    assert not (tmp_path / "postgres" / "postmaster.pid").exists()
