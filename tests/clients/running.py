"""Scripts of users, run by the interpreters that have their clients."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.clients.site import Site
from tests.timeouts import TIMEOUT

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PYTHON = ROOT / ".build" / "clients" / "bin" / "python"
MODULES = HERE / "node_modules"


def python(script: str, site: Site, *arguments: str) -> Any:
    """What the script prints, which is JSON."""
    return _printed(_required(PYTHON), script, site, *arguments)


def node(script: str, site: Site, *arguments: str) -> Any:
    """As `python`. The Node of the browser tests is on every machine, and new enough for the client."""
    _required(MODULES)
    found = next((ROOT / ".venv").glob("lib/*/site-packages/playwright/driver/node"))
    return _printed(found, script, site, *arguments)


def _printed(program: Path, script: str, site: Site, *arguments: str) -> Any:
    done = subprocess.run(
        [program, HERE / "scripts" / script, *arguments],
        env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **site.environment()},
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _required(place: Path) -> Path:
    if not place.exists():
        pytest.fail(f"{place.relative_to(ROOT)} is missing: python3 deploy/prepare.py clients")
    return place
