"""One file in a process of its own, which a hostile one may take down."""

from __future__ import annotations

import asyncio
import json
import logging
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock, Timer
from typing import Any, BinaryIO, Final

from .errors import ExtractionError, Reason
from .media_types import described
from .workers import Worker, idle_worker, keep

__all__ = ["SECONDS", "answer_of", "refusal"]

SECONDS: Final = 30
"""That a file of a chat may take, by the clock."""

_MOST_BYTES: Final = 100 << 20
# A child takes a core and up to 1 GiB: the files of all people wait in one row.
_children: Final = ThreadPoolExecutor(max_workers=2, thread_name_prefix="extraction")
_SENTENCES: Final = {
    Reason.UNSUPPORTED: "“{name}” is {kind}: its text cannot be read.",
    Reason.PASSWORD: "“{name}” needs a password: save it without one and upload it again.",
    Reason.COMPLEX: "“{name}” is too complex to be read: it needs too much memory.",
    Reason.SLOW: "“{name}” is too complex to be read: it took too long.",
    Reason.DAMAGED: "“{name}” is damaged, or not {kind}: it cannot be read.",
}
# Who died by what. A parser that gets no memory aborts, or reads where there is none.
_DEATHS: Final[dict[int, Reason]] = {
    signal.SIGABRT: Reason.COMPLEX,
    signal.SIGSEGV: Reason.COMPLEX,
    signal.SIGBUS: Reason.COMPLEX,
    signal.SIGXCPU: Reason.SLOW,
    signal.SIGKILL: Reason.SLOW,
}
_log = logging.getLogger(__name__)


async def answer_of(path: Path, name: str, media_type: str, seconds: int) -> dict[str, Any]:
    """What the worker says of a file. Raises ExtractionError."""
    child = _Child(path, seconds)
    try:
        answer = await asyncio.get_running_loop().run_in_executor(_children, child.run, media_type)
    finally:
        # Nobody waits any longer for one whose caller was cancelled.
        child.kill()
    if "refused" in answer:
        raise refusal(Reason(answer["refused"]), name, media_type)
    return answer


def refusal(reason: Reason, name: str, media_type: str) -> ExtractionError:
    return ExtractionError(reason, _SENTENCES[reason].format(name=name, kind=described(media_type)))


class _Child:
    """`kill` may come from another thread, before, during or after it."""

    def __init__(self, path: Path, seconds: int) -> None:
        self._path = path
        self._seconds = seconds
        self._worker: Worker | None = None
        self._killed = False
        self._changing = Lock()

    def run(self, media_type: str) -> dict[str, Any]:
        """What the worker answers; of one that died, why."""
        with self._path.open("rb") as file:
            with self._changing:
                if self._killed:
                    return {"refused": Reason.SLOW}
                worker = self._worker = idle_worker()
            try:
                return self._answer(worker, file, media_type)
            except BaseException:
                # What it still has to say is not for the next file.
                worker.kill()
                raise
            finally:
                with self._changing:
                    self._worker = None
                keep(worker)

    def kill(self) -> None:
        with self._changing:
            self._killed = True
            if self._worker is not None:
                self._worker.kill()

    def _answer(self, worker: Worker, file: BinaryIO, media_type: str) -> dict[str, Any]:
        timer = Timer(self._seconds, self.kill)
        timer.start()
        try:
            cpu_seconds = max(self._seconds * 2 // 3, 1)
            with worker.begin(file, media_type, cpu_seconds) as answer:
                said = answer.read(_MOST_BYTES + 1)
            if len(said) > _MOST_BYTES:
                self.kill()
                return {"refused": Reason.COMPLEX}
            return _parsed(said, worker.status())
        finally:
            timer.cancel()


def _parsed(said: bytes, status: int) -> dict[str, Any]:
    answer: dict[str, Any] = {"refused": _DEATHS.get(-status, Reason.DAMAGED)} if status else json.loads(said)
    if why := answer.get("why", f"status {status}" if status else ""):
        _log.warning("The process that read a file failed: %s", why)
    return answer
