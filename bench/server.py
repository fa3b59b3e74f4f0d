"""This server as a user starts it, with a database of its own in a folder that is removed afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.environment import BARE
from bench.processes import ROOT, free_port, speaking


@dataclass(frozen=True)
class Server:
    """`database` is the process id of its Postgres; `env` is what its commands need."""

    url: str
    pid: int
    database: int
    env: Mapping[str, str]

    def run(self, *command: str, **env: str) -> str:
        """What a Python command in the server's environment prints."""
        done = subprocess.run(
            [sys.executable, *command], cwd=ROOT, env={**self.env, **env}, stdout=subprocess.PIPE, text=True
        )
        if done.returncode:
            raise SystemExit(f"{' '.join(command)} failed")
        return done.stdout


@contextmanager
def server(provider: str) -> Iterator[Server]:
    """Started, with the provider at this base URL as its only one."""
    with tempfile.TemporaryDirectory(prefix="chatapp-bench-") as folder:
        # The embedded database of root runs as somebody else, who has to get in.
        Path(folder).chmod(0o711)
        env = {
            **BARE,
            "CHATAPP_DATA_DIR": folder, "CHATAPP_ENV_FILE": os.devnull, "GRACE_SECONDS": "0",
            "OPENAI_BASE_URL": provider, "OPENAI_API_KEY": "bench", "PYTHONUNBUFFERED": "1",
        }  # fmt: skip
        port = str(free_port())
        command = (sys.executable, "manage.py", "serve", "--port", port)
        with speaking(*command, env=env, ready="Server is up") as started:
            database = (Path(folder) / "postgres" / "postmaster.pid").read_text().split()[0]
            yield Server(f"http://127.0.0.1:{port}", started.pid, int(database), env)
