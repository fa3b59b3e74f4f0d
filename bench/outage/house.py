"""Servers on one database, and the people who ask them."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass

from bench.environment import BARE
from bench.processes import ROOT, free_port, speaking

from .database import Database

PEOPLE = 24


@dataclass(frozen=True)
class Server:
    url: str
    pid: int

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)


class House:
    """`cookies` are log-ins of different people, `key` is an API key of the first."""

    def __init__(self, database: Database, provider: str, folder: str, stack: AsyncExitStack) -> None:
        self._env = {
            **BARE,
            "SECRET_KEY": "only for the bench", "CHATAPP_DATA_DIR": folder, "CHATAPP_ENV_FILE": os.devnull,
            "GRACE_SECONDS": "0", "OPENAI_BASE_URL": provider, "OPENAI_API_KEY": "bench", "PYTHONUNBUFFERED": "1",
        }  # fmt: skip
        self._database = database
        self._stack = stack
        self.cookies: list[str] = []
        self.key = ""

    async def furnish(self) -> None:
        self.cookies = json.loads(await self.run("-m", "bench.relay.people", str(PEOPLE)))["cookies"]
        made = await self.run("manage.py", "createapikey", "bench0@example.com", "--name", "bench")
        self.key = made.strip()

    async def server(self) -> Server:
        """A new one; it has ended when the bench has."""
        life = ExitStack()
        # Not in the loop, which is the way to the database.
        self._stack.push_async_callback(asyncio.to_thread, life.close)
        return await asyncio.to_thread(self._start, life, await self._database.way())

    def _start(self, life: ExitStack, database: str) -> Server:
        port = str(free_port())
        command = (sys.executable, "manage.py", "serve", "--port", port)
        started = life.enter_context(
            speaking(*command, env={**self._env, "DATABASE_URL": database}, ready="Server is up")
        )
        return Server(f"http://127.0.0.1:{port}", started.pid)

    async def run(self, *command: str) -> str:
        """What a Python command in the servers' environment prints."""
        env = {**self._env, "DATABASE_URL": await self._database.way()}
        return await asyncio.to_thread(
            subprocess.check_output, [sys.executable, *command], cwd=ROOT, env=env, text=True
        )
