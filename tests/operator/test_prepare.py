"""What `make run` installs before the server starts, and what it leaves alone."""

import fcntl
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "deploy" / "prepare.py"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """One without packages, whose locks are empty."""
    (tmp_path / "deploy").mkdir()
    shutil.copy(SCRIPT, tmp_path / "deploy")
    for lock in ("requirements.lock", "requirements-dev.lock", "package-lock.json"):
        (tmp_path / lock).touch()
    return tmp_path


def test_what_is_in_place_is_not_touched(checkout: Path) -> None:
    _install(checkout)
    before = sorted(checkout.rglob("*"))
    with _prepare(checkout) as start:
        assert start.communicate()[0] == ""
    assert start.returncode == 0
    assert sorted(checkout.rglob("*")) == before


def test_of_two_starts_at_once_one_waits_and_finds_everything_in_place(checkout: Path) -> None:
    (checkout / ".build").mkdir()
    with (checkout / ".build" / "prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with _prepare(checkout) as start:
            assert start.stdout is not None
            assert start.stdout.readline() == "Another start is installing what is missing: waiting for it\n"
            _install(checkout)
            fcntl.flock(lock, fcntl.LOCK_UN)
            assert start.stdout.read() == ""
    assert start.returncode == 0


def test_a_checkout_that_cannot_be_prepared_is_named(checkout: Path) -> None:
    (checkout / ".build").touch()
    with _prepare(checkout) as start:
        assert (
            start.communicate()[0]
            == f"{checkout / '.build'} cannot be used (File exists): is {checkout} yours?\n"
        )
    assert start.returncode == 2


def _prepare(checkout: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, str(checkout / "deploy" / "prepare.py"), "run"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def _install(checkout: Path) -> None:
    """What an installation leaves behind at its end."""
    stamp = hashlib.sha256(b"").hexdigest()
    for path in (".venv/installed-requirements.lock", "node_modules/.installed"):
        (checkout / path).parent.mkdir()
        (checkout / path).write_text(stamp)
