"""The processes that a benchmark starts, and what they cost. For Linux: it reads their clocks."""

from __future__ import annotations

import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

import psutil

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Spoken:
    """A child process, and the line in which it said that it is ready."""

    pid: int
    line: str


class Footprint:
    """CPU and memory of these processes and of all below them; of none it is zero."""

    def __init__(self, *pids: int) -> None:
        self._roots = [psutil.Process(pid) for pid in pids]

    def cpu(self) -> float:
        """Seconds so far. Those of children that have ended are counted, in hundredths."""
        times = [root.cpu_times() for root in self._roots]
        ended = sum(one.children_user + one.children_system for one in times)
        return float(ended) + sum(_clock(process.pid) for process in self._all())

    def memory(self) -> int:
        """Bytes that are resident."""
        total = 0
        for process in self._all():
            with suppress(psutil.NoSuchProcess):
                total += int(process.memory_info().rss)
        return total

    def _all(self) -> Iterator[psutil.Process]:
        for root in self._roots:
            yield root
            yield from root.children(recursive=True)


def _clock(pid: int) -> float:
    # The clock that clock_getcpuclockid(3) names: nanoseconds, where /proc has hundredths of a second.
    try:
        return time.clock_gettime(~pid << 3 | 2)
    except OSError:  # it has just ended
        return 0.0


@contextmanager
def speaking(*command: str, env: Mapping[str, str], ready: str) -> Iterator[Spoken]:
    """A child that prints a line with `ready` in it when it is."""
    process = subprocess.Popen(
        command, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        line = next((line for line in process.stdout if ready in line), None)
        if line is None:
            raise SystemExit(f"{' '.join(command)} ended before it was ready")
        yield Spoken(process.pid, line.strip())
    finally:
        _end(process)


@contextmanager
def answering(*command: str, env: Mapping[str, str], url: str) -> Iterator[int]:
    """A child that is ready when it answers there, whatever it says; gives its process id."""
    with TemporaryFile("w+") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=output, stderr=subprocess.STDOUT, text=True
        )
        try:
            if not _answers(url, process):
                output.seek(0)
                raise SystemExit(f"{' '.join(command)} did not come up:\n{output.read()[-2000:]}")
            yield process.pid
        finally:
            _end(process)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(url: str, process: subprocess.Popen[str], seconds: float = 120) -> bool:
    latest = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < latest:
        try:
            urllib.request.urlopen(url, timeout=1).close()
            return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            time.sleep(0.05)
    return False


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(20)
    process.kill()
    process.wait()
