"""One request to the application in this process: read piece by piece as it comes, and hung up at will."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, cast

from starlette.types import ASGIApp

from chatapp.asgi import application
from chatapp.turns.runtime import cancellation
from chatapp.wire.json import jsontext
from tests.timeouts import TIMEOUT

WHOLE = cast(ASGIApp, application)


@dataclass(frozen=True)
class Answer:
    """A whole response. Header names are lower case."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def value(self) -> Any:
        return jsontext.loads(self.content)

    @property
    def error(self) -> dict[str, Any]:
        """The error, in the shape that all errors have; providers may say more."""
        error: dict[str, Any] = self.value["error"]
        assert error.keys() >= {"message", "type", "param", "code"}
        return error

    @property
    def chunks(self) -> list[dict[str, Any]]:
        """The events of a stream, without its `[DONE]`, an error among them."""
        return [jsontext.loads(event) for event in self._events if event != b"[DONE]"]

    @property
    def done(self) -> bool:
        """Did the stream end as it should?"""
        return self._events[-1:] == [b"[DONE]"]

    @property
    def text(self) -> str:
        return text_of(self.content)

    @property
    def _events(self) -> list[bytes]:
        return [line[6:] for line in self.content.split(b"\n\n") if line.startswith(b"data: ")]


def text_of(stream: bytes) -> str:
    """The content that whole events of a stream bring."""
    events = [line[6:] for line in stream.split(b"\n\n") if line.startswith(b"data: {")]
    choices = [choice for event in events for choice in jsontext.loads(event).get("choices", ())]
    return "".join(choice["delta"].get("content") or "" for choice in choices)


class Call:
    """`status` and `headers` are there after `head`."""

    def __init__(self, scope: dict[str, Any], body: bytes, application: ASGIApp) -> None:
        self._to: asyncio.Queue[Any] = asyncio.Queue()
        self._from: asyncio.Queue[Any] = asyncio.Queue()
        self._to.put_nowait({"type": "http.request", "body": body, "more_body": False})
        self._task = asyncio.ensure_future(application(scope, self._to.get, self._from.put))
        self.status = 0
        self.headers: dict[str, str] = {}
        self.received = b""

    async def head(self) -> int:
        """The status, when it comes."""
        message = await self._message()
        assert message["type"] == "http.response.start"
        self.status = message["status"]
        self.headers = {name.decode().lower(): value.decode("latin-1") for name, value in message["headers"]}
        return self.status

    async def until(self, words: str) -> None:
        """Read until the text of the stream holds these words."""
        while words not in text_of(self.received):
            assert await self.piece() is not None, self.received

    async def piece(self) -> bytes | None:
        """The next bytes of the body; None at its end."""
        if not self.status:
            await self.head()
        message = await self._message()
        self.received += message["body"]
        return message["body"] if message.get("more_body") else None

    async def whole(self) -> Answer:
        while await self.piece() is not None:
            pass
        await self.ended()
        return Answer(self.status, self.headers, self.received)

    def hang_up(self) -> None:
        self._to.put_nowait({"type": "http.disconnect"})

    async def ended(self) -> None:
        """Returns when the application has nothing more to do with it."""
        async with asyncio.timeout(TIMEOUT):
            await self._task

    async def end(self) -> None:
        await cancellation.end([self._task])

    async def _message(self) -> dict[str, Any]:
        waiting = asyncio.ensure_future(self._from.get())
        async with asyncio.timeout(TIMEOUT):
            await asyncio.wait({waiting, self._task}, return_when=asyncio.FIRST_COMPLETED)
        if not waiting.done():
            waiting.cancel()
            raise AssertionError(f"The application ended without a word: {self._task!r}")
        return waiting.result()


@asynccontextmanager
async def called(
    method: str,
    path: str,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    *,
    application: ASGIApp = WHOLE,
) -> AsyncIterator[Call]:
    """The request, which is over when the block is left."""
    path, _, query = path.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in (headers or {}).items()],
        "client": ["127.0.0.1", 1],
        "server": ["127.0.0.1", 80],
    }
    call = Call(scope, body, application)
    try:
        yield call
    finally:
        await call.end()
