"""What the image and the compose file name is there. (Building them needs a container tool, and a network.)"""

import json
import os
import re
import shlex
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from tests.servers.processes import Serve

ROOT = Path(__file__).resolve().parents[3]
# Of tests, of development, and what the image itself sets.
NOT_FOR_COMPOSE = {
    "CHATAPP_DATA_DIR", "CHATAPP_ENV_FILE", "CHATAPP_STATIC_DIR", "CHROMIUM", "DEBUG", "TEST_DATABASE_URL",
}  # fmt: skip
MADE_BY_THE_BUILD = {".build", ".venv", "node_modules"}


def _instructions(name: str) -> list[list[str]]:
    text = re.sub(r"\\\n(\s*#.*\n)*", " ", (ROOT / "Dockerfile").read_text())
    lines = [line.split(maxsplit=1)[1] for line in text.splitlines() if line.startswith(f"{name} ")]
    return [shlex.split(line) for line in lines]


def _sent() -> set[str]:
    """What .dockerignore lets through to the build."""
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in lines
    return {line[1:] for line in lines if line.startswith("!")}


def _compose() -> Any:
    return yaml.safe_load((ROOT / "compose.yaml").read_text())


def _documented() -> set[str]:
    page = (ROOT / "docs" / "configuration.md").read_text()
    return set(re.findall(r"^\| `([A-Z][A-Z_]+)` \|", page, re.MULTILINE))


def test_all_that_is_sent_to_the_build_exists() -> None:
    assert {path for path in _sent() if not (ROOT / path).exists()} == set()


def test_all_that_is_copied_is_sent_or_made() -> None:
    copied = [words for words in _instructions("COPY") if words != [".", "."]]
    own = {path for words in copied if not words[0].startswith("--") for path in words[:-1]}
    made = {
        path.removeprefix("/app/") for words in copied if words[0] == "--from=build" for path in words[1:-1]
    }
    assert own <= _sent()
    assert made <= _sent() | MADE_BY_THE_BUILD
    # What is sent and neither needed to install, nor kept, is a mistake.
    assert _sent() == own | (made - MADE_BY_THE_BUILD)


def test_the_image_runs_as_an_ordinary_user_of_group_0() -> None:
    assert _instructions("USER") == [["10001:0"]]


def test_the_image_sets_what_the_server_knows() -> None:
    names = {word.split("=")[0] for words in _instructions("ENV") for word in words}
    assert {name for name in names if name.startswith("CHATAPP_")} <= _documented()


@pytest.mark.processes
def test_the_health_check_tells_a_server_that_is_well(standing_server: Serve) -> None:
    [line] = re.findall(
        r"^HEALTHCHECK (?:.|\n)*?CMD (\[.*\])$", (ROOT / "Dockerfile").read_text(), re.MULTILINE
    )
    _, *arguments = json.loads(line)

    def status(port: int) -> int:
        environment = {**os.environ, "PORT": str(port)}
        command = [sys.executable, *arguments]
        return subprocess.run(command, env=environment, capture_output=True, check=False).returncode

    assert status(urlsplit(standing_server.url).port or 0) == 0
    with socket.socket() as taken:
        # Bound, and nobody listens.
        taken.bind(("127.0.0.1", 0))
        assert status(taken.getsockname()[1]) == 1


def test_compose_passes_on_every_variable_of_an_operator() -> None:
    assert set(_compose()["services"]["server"]["environment"]) == _documented() - NOT_FOR_COMPOSE


def test_compose_holds_no_secret_and_opens_no_port_to_other_machines() -> None:
    server, database = (_compose()["services"][name] for name in ("server", "database"))
    assert all(port.startswith("127.0.0.1:") for port in server["ports"])
    assert "ports" not in database
    assert database["network_mode"] == "none"
    written = {name for name, value in server["environment"].items() if value}
    assert written == {"DATABASE_URL", "PORT"}
    assert urlsplit(server["environment"]["DATABASE_URL"]).password is None


def test_every_volume_is_declared() -> None:
    parts = _compose()
    used = {volume.split(":")[0] for service in parts["services"].values() for volume in service["volumes"]}
    assert used == parts["volumes"].keys()
