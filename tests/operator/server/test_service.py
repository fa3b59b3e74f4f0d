"""The server as a service: what it tells its manager, and what the sample asks for."""

from __future__ import annotations

import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from tests.servers.processes import ROOT, StartServer

_PATIENCE = 60


@pytest.mark.processes
def test_the_manager_is_told_when_the_server_is_up_and_when_it_stops(
    start_server: StartServer, tmp_path: Path
) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(_PATIENCE)
        server = start_server(NOTIFY_SOCKET=str(tmp_path / "notify"))
        assert manager.recv(100) == b"READY=1"
        assert server.stop() == 0
        assert manager.recv(100) == b"STOPPING=1"


@pytest.mark.skipif(
    not shutil.which("systemd-analyze"), reason="systemd-analyze is missing: apt-get install systemd"
)
def test_systemd_understands_every_line_of_the_sample(tmp_path: Path) -> None:
    # It looks whether the program is there.
    sample = (
        (ROOT / "deploy" / "chatapp.service")
        .read_text()
        .replace("/opt/chatapp/.venv/bin/python", "/bin/true")
    )
    unit = tmp_path / "chatapp.service"
    unit.write_text(sample)
    checked = subprocess.run(
        ["systemd-analyze", "verify", str(unit)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert (checked.returncode, checked.stdout) == (0, "")
