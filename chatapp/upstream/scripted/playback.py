"""Plays a script's steps on one connection, without a task per stream: hundreds of streams cost little."""

import asyncio
import socket
import struct
from collections.abc import Callable, Iterator
from typing import Protocol

from chatapp.upstream.scripted.scripts.response import Cut, Hold, Response, Silence, Step, Wait

_WRITES_PER_TURN = 64
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class Holds(Protocol):
    """Where a playback waits: `passed` is called once, when the gate lets it through, unless it left."""

    def hold(self, gate: str, passed: Callable[[], None]) -> None: ...
    def leave(self, gate: str, passed: Callable[[], None]) -> None: ...


class Playback:
    """One response on its way. `done` is called when all was sent; a cut connection never gets there."""

    def __init__(
        self, response: Response, transport: asyncio.Transport, holds: Holds, done: Callable[[], None]
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._transport, self._holds, self._done = transport, holds, done
        self._whole = isinstance(response.body, bytes)
        self._head = response.head
        self._steps: Iterator[Step] = iter(
            (response.body,) if isinstance(response.body, bytes) else response.body
        )
        self._due = self._loop.time()
        self._timer: asyncio.Handle | None = None
        self._gate: str | None = None
        self._paused = self._stalled = self._stopped = False

    def play(self) -> None:
        """Goes on to the next step that must wait."""
        for _ in range(_WRITES_PER_TURN):
            if self._stopped:
                return
            if self._paused:
                self._stalled = True
                return
            step = next(self._steps, None)
            if step is None:
                self._finish()
                return
            if not isinstance(step, bytes):
                self._wait(step)
                return
            self._write(step)
        self._timer = self._loop.call_soon(self.play)

    def pause(self) -> None:
        """The socket takes no more."""
        self._paused = True

    def resume(self) -> None:
        """The socket takes more again."""
        self._paused = False
        if self._stalled:
            self._stalled = False
            self.play()

    def stop(self) -> bool:
        """The connection is gone. True where the client left, False where the script itself cut it."""
        left, self._stopped = not self._stopped, True
        if self._timer:
            self._timer.cancel()
        if self._gate is not None:
            self._holds.leave(self._gate, self._passed)
        return left

    def _write(self, data: bytes) -> None:
        framed = data if self._whole else b"%x\r\n%b\r\n" % (len(data), data)
        self._transport.write(self._head + framed if self._head else framed)
        self._head = b""

    def _wait(self, step: Wait | Hold | Cut | Silence) -> None:
        match step:
            case Wait(seconds):
                self._due += seconds
                self._timer = self._loop.call_at(self._due, self.play)
            case Hold(gate):
                self._gate = gate
                self._holds.hold(gate, self._passed)
            case Cut(reset):
                self._cut(reset)
            case Silence():
                pass

    def _passed(self) -> None:
        self._gate = None
        self._due = self._loop.time()
        self.play()

    def _cut(self, reset: bool) -> None:
        if reset:
            self._transport.get_extra_info("socket").setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE
            )
        self._stopped = True
        self._transport.close()

    def _finish(self) -> None:
        if not self._whole:
            self._transport.write(self._head + b"0\r\n\r\n")
        self._done()
