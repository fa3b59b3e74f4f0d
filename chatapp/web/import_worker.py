"""The process in which imports run: a file of 500 MB costs the server neither its loop nor its memory.

One beside each server while something waits; it ends by itself. Where one was killed, the next goes on.
"""

from __future__ import annotations

import subprocess
from threading import Lock

from chatapp.exchange.imports import work
from chatapp.web.boot import child_process


class ImportWorker:
    def __init__(self) -> None:
        self._lock = Lock()
        self._serving = False
        self._process: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """From now on there is a server that this can run beside."""
        self._serving = True
        self.wake()

    def wake(self) -> None:
        """Let a process run while imports wait. Asked again and again: one that just ended may have missed the last."""
        with self._lock:
            if self._serving and not self._runs() and work.is_waiting():
                self._process = child_process.start("importchats")

    def _runs(self) -> bool:
        return self._process is not None and self._process.poll() is None


# The process has one server.
import_worker = ImportWorker()
