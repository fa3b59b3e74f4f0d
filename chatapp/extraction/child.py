"""One file in a process of its own, which a hostile one may take down."""

from __future__ import annotations

import asyncio
import json
import logging
import signal
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from tempfile import SpooledTemporaryFile
from threading import Lock, Timer
from typing import IO, Any, BinaryIO, Final

from .errors import ExtractionError, Reason
from .media_types import described
from .workers import Worker, idle_worker, keep

__all__ = ["SECONDS", "Answer", "answer_of", "refusal"]

SECONDS: Final = 30
"""That a file of a chat may take, by the clock."""

_MOST_BYTES: Final = 100 << 20
_HELD_BYTES: Final = 1 << 20
"""Of an answer in memory. A longer one lies on the disk until there is memory for it."""
_AT_ONCE: Final = 1 << 18
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
_FAILED: Final = "The process that read a file failed: %s"
_log = logging.getLogger(__name__)


class Answer:
    """What the worker said of a file: `size` bytes of JSON."""

    def __init__(self, said: IO[bytes], size: int, refusal: Callable[[Reason], ExtractionError]) -> None:
        self.size = size
        self._said = said
        self._refusal = refusal

    def parsed(self) -> dict[str, Any]:
        """Blocking, and of a long answer it takes some times its size. Raises ExtractionError."""
        self._said.seek(0)
        answer: dict[str, Any] = json.loads(self._said.read())
        if why := answer.get("why"):
            _log.warning(_FAILED, why)
        if "refused" in answer:
            raise self._refusal(Reason(answer["refused"]))
        return answer

    def close(self) -> None:
        self._said.close()


@asynccontextmanager
async def answer_of(path: Path, name: str, media_type: str, seconds: int) -> AsyncIterator[Answer]:
    """What the worker says of a file, there until the end of the context. Raises ExtractionError."""
    child = _Child(path, name, media_type, seconds)
    running = _children.submit(child.run)
    try:
        answer = await asyncio.wrap_future(running)
    except asyncio.CancelledError:
        running.add_done_callback(_unwanted)
        raise
    finally:
        # Nobody waits any longer for one whose caller was cancelled.
        child.kill()
    try:
        yield answer
    finally:
        answer.close()


def _unwanted(running: Future[Answer]) -> None:
    if not running.cancelled() and running.exception() is None:
        running.result().close()


def refusal(reason: Reason, name: str, media_type: str) -> ExtractionError:
    return ExtractionError(reason, _SENTENCES[reason].format(name=name, kind=described(media_type)))


class _Child:
    """`kill` may come from another thread, before, during or after it."""

    def __init__(self, path: Path, name: str, media_type: str, seconds: int) -> None:
        self._path = path
        self._refusal = partial(refusal, name=name, media_type=media_type)
        self._media_type = media_type
        self._seconds = seconds
        self._worker: Worker | None = None
        self._killed = False
        self._changing = Lock()

    def run(self) -> Answer:
        """Raises ExtractionError: of one that died, why."""
        with self._path.open("rb") as file, ExitStack() as opened:
            said = opened.enter_context(SpooledTemporaryFile(_HELD_BYTES))
            answer = Answer(said, self._ask(file, said), self._refusal)
            opened.pop_all()
            return answer

    def kill(self) -> None:
        with self._changing:
            self._killed = True
            if self._worker is not None:
                self._worker.kill()

    def _ask(self, file: BinaryIO, said: IO[bytes]) -> int:
        """How many bytes the worker said."""
        with self._changing:
            if self._killed:
                raise self._refusal(Reason.SLOW)
            worker = self._worker = idle_worker()
        try:
            return self._listen(worker, file, said)
        except ExtractionError:
            raise
        except BaseException:
            # What it still has to say is not for the next file.
            worker.kill()
            raise
        finally:
            with self._changing:
                self._worker = None
            keep(worker)

    def _listen(self, worker: Worker, file: BinaryIO, said: IO[bytes]) -> int:
        timer = Timer(self._seconds, self.kill)
        timer.start()
        try:
            cpu_seconds = max(self._seconds * 2 // 3, 1)
            with worker.begin(file, self._media_type, cpu_seconds) as answer:
                while said.tell() <= _MOST_BYTES and (part := answer.read(_AT_ONCE)):
                    said.write(part)
            if said.tell() > _MOST_BYTES:
                self.kill()
                raise self._refusal(Reason.COMPLEX)
            if status := worker.status():
                _log.warning(_FAILED, f"status {status}")
                raise self._refusal(_DEATHS.get(-status, Reason.DAMAGED))
            return said.tell()
        finally:
            timer.cancel()
