"""A streamed answer on its way out."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Protocol

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from chatapp import wiring
from chatapp.turns.calls.attempt import Caller
from chatapp.turns.calls.attempts import Retrying
from chatapp.turns.calls.generation import Generation
from chatapp.turns.calls.result import identity, usage_of
from chatapp.turns.calls.routing import Route
from chatapp.wire.accumulate.deltas import Change
from chatapp.wire.normalize.stream import OutgoingStream
from chatapp.wire.request.chat import Request
from chatapp.wire.types.chunk import Chunk
from chatapp.wire.types.error_body import ErrorBody

from .disconnect import Gone, attended
from .errors import failure
from .headers import raw, told

_HEADERS = {
    "content-type": "text/event-stream; charset=utf-8",
    # nginx would keep the deltas back until it has a page of them.
    "x-accel-buffering": "no",
}
# Proxies take a line for dead that is silent for a minute.
_QUIET_SECONDS = 15.0
# A first chunk mostly brings nothing but a role. Until more comes another model may still answer. Bytes.
_MOST_HELD = 4096
_STILL_HERE = b": the model is silent\n\n"


class ResponseConnection(Protocol):
    """The connection below an answer, handed over by the server (chatapp/web/server/daphne.py)."""

    def write_on(self, data: bytes) -> bool:
        """Send more of a body that has begun. False: this body has to be sent as ASGI has it."""

    def writable(self) -> Awaitable[None] | None:
        """What returns when more can be written, where it cannot be now."""


class Relay(Response):
    """Its headers are sent with the first delta: until then a failure still has a status of its own.

    After `quiet_seconds` without data, at most twice as long, a comment keeps the connection alive.
    """

    def __init__(
        self, caller: Caller, route: Route, request: Request, *, quiet_seconds: float = _QUIET_SECONDS
    ) -> None:
        self._call = caller, route, request
        self._quiet_seconds = quiet_seconds
        self._begun = False
        self._quiet = True
        self._out: OutgoingStream | None = None
        self._unsent = bytearray()
        self._settled = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._send = send
        self._connection: ResponseConnection | None = scope.get("extensions", {}).get("chatapp.line")
        try:
            await attended(receive, self._relay(), meanwhile=self._keep_alive, every=self._quiet_seconds)
        except Gone:
            raise
        except Exception as error:
            if not self._begun:
                raise
            await self._break_off(failure(error).body)

    async def _relay(self) -> None:
        services = await wiring.start()
        with services.calls.generation(*self._call) as generation:
            self._generation = generation
            await generation.stream(self)
            out = self._out or self._outgoing(generation)
            rest = out.close(usage_of(generation.attempt, generation.answer).raw)
            await self._write(bytes(self._unsent + rest), generation, more=False)

    def tell(self, chunk: Chunk | None, changes: list[Change]) -> None:
        if self._out is None:
            self._out = self._outgoing(self._generation)
        self._unsent += self._out.feed(chunk, changes)

    def flush(self) -> Awaitable[None] | None:
        if not self._unsent:
            return None
        if not self._settled:
            if not self._generation.answer.seen and len(self._unsent) <= _MOST_HELD:
                return None
            self._generation.settle()
            self._settled = True
        data = bytes(self._unsent)
        self._unsent.clear()
        if self._begun and self._connection is not None and self._connection.write_on(data):
            self._quiet = False
            return self._connection.writable()
        return self._write(data, self._generation)

    async def retry(self, retrying: Retrying) -> None:
        self._out, self._unsent = None, bytearray()

    def _outgoing(self, generation: Generation) -> OutgoingStream:
        options = self._call[2].stream_options
        return OutgoingStream(
            generation.answer,
            identity(generation.attempt),
            include_usage=options.include_usage,
            obfuscation=options.include_obfuscation,
        )

    async def _write(self, data: bytes, generation: Generation | None, *, more: bool = True) -> None:
        if not self._begun:
            await self._begin(generation)
        self._quiet = False
        await self._send({"type": "http.response.body", "body": data, "more_body": more})

    async def _begin(self, generation: Generation | None) -> None:
        self._begun = True
        headers = _HEADERS | (told(generation) if generation else {})
        await self._send({"type": "http.response.start", "status": 200, "headers": raw(headers)})

    async def _break_off(self, body: ErrorBody) -> None:
        data = OutgoingStream.error(body)
        await self._send({"type": "http.response.body", "body": data, "more_body": False})

    async def _keep_alive(self) -> None:
        if self._quiet:
            await self._write(_STILL_HERE, None)
        self._quiet = True
