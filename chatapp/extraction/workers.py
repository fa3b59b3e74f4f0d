"""Processes that wait for files to read: to start one takes longer than most files."""

from __future__ import annotations

import atexit
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

from .worker import STATUS

__all__ = ["Worker", "end_idle", "idle_worker", "keep"]

_ROOT: Final = Path(__file__).resolve().parents[2]
_idle: Final[list[Worker]] = []


class Worker:
    """Reads one file at a time; ends with this process, however that ends."""

    def __init__(self) -> None:
        self._killed = False
        self._control, theirs = socket.socketpair()
        # Neither variables nor packages of the person who runs the server; no bytecode is written.
        command = [sys.executable, "-E", "-s", "-B", "-m", "chatapp.extraction.worker"]
        with theirs:
            self._process = subprocess.Popen(
                command, cwd=_ROOT, env={}, start_new_session=True,
                stdin=theirs.fileno(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip

    def begin(self, file: BinaryIO, media_type: str, seconds: int) -> BinaryIO:
        """What its fork says of the file: all of it is there when the pipe ends. `seconds` of CPU time are its own."""
        answer, theirs = os.pipe()
        try:
            # Of a worker that was killed the pipe is empty.
            with suppress(BrokenPipeError, ConnectionResetError):
                socket.send_fds(self._control, [f"{media_type} {seconds}".encode()], [file.fileno(), theirs])
        finally:
            os.close(theirs)
        return os.fdopen(answer, "rb")

    def status(self) -> int:
        """Of the fork, when it has ended; below zero it is the signal that ended it."""
        with suppress(ConnectionResetError):
            if said := self._control.recv(STATUS.size):
                return int(STATUS.unpack(said)[0])
        self.kill()
        return -signal.SIGKILL

    @property
    def is_spent(self) -> bool:
        return self._killed or self._process.poll() is not None

    def kill(self) -> None:
        """With the fork that it has."""
        self._killed = True
        if self._process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def end(self) -> None:
        self._control.close()
        self._process.wait()


def idle_worker() -> Worker:
    """One that nobody else has, until it is given to `keep`."""
    while _idle:
        worker = _idle.pop()
        if not worker.is_spent:
            return worker
        worker.end()
    return Worker()


def keep(worker: Worker) -> None:
    """For another file, if it lives."""
    if worker.is_spent:
        worker.end()
    else:
        _idle.append(worker)


@atexit.register
def end_idle() -> None:
    while _idle:
        _idle.pop().end()
