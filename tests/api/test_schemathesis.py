"""The server does what its own document says: schemathesis asks it thousands of things, right and wrong."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.promises import operations
from tests.clients.site import Site, running_site
from tests.servers.processes import ROOT, made_database
from tests.timeouts import TIMEOUT

EXAMPLES = 20
"""Made up for each call, beside those that cover every keyword of its schemas."""

pytestmark = pytest.mark.processes


@pytest.fixture
def site(migrated_database: str, tmp_path: Path) -> Iterator[Site]:
    with made_database(migrated_database) as database, running_site(database, tmp_path) as site:
        yield site


def test_the_server_does_what_its_document_says(site: Site, tmp_path: Path) -> None:
    ended = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli"),
            *("--config-file", str(ROOT / "tests" / "api" / "schemathesis.toml"), "run"),
            f"{site.base_url}/openapi.json",
            *("--header", f"Authorization: Bearer {site.keys['alice']}"),
            *("--checks", "all"),
            *("--max-examples", str(EXAMPLES)),
            *("--continue-on-failure", "--no-shrink", "--no-color"),
        ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=3 * TIMEOUT,
        text=True,
    )
    assert ended.returncode == 0, ended.stdout
    assert "No issues found" in ended.stdout, ended.stdout
    # All but the one by which it has the document.
    selected = len(operations()) - 1
    assert f"Selected: {selected}/{selected}" in ended.stdout, ended.stdout
