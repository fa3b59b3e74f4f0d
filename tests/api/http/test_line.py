"""The deltas of a stream go straight to its connection, where the server hands that over."""

import pytest
from starlette.types import Message, Receive, Scope, Send

from chatapp.api.http.relay import Relay
from chatapp.turns.calls.attempt import Caller
from chatapp.turns.calls.routing import resolve
from chatapp.upstream.scripted.scripts.text import numbered
from chatapp.usage.models import Kind
from chatapp.wire.request.chat import Request
from chatapp.wiring import Services
from tests.api.calling import called
from tests.api.stage import Stage

pytestmark = pytest.mark.anyio


class Line:
    """A connection that takes what has begun, if its body has chunks."""

    def __init__(self, sent: list[tuple[str, bytes]], *, is_chunked: bool) -> None:
        self._sent = sent
        self._is_chunked = is_chunked
        self.waits = 0

    def write_on(self, data: bytes) -> bool:
        if self._is_chunked:
            self._sent.append(("line", data))
        return self._is_chunked

    async def _wait(self) -> None:
        self.waits += 1

    def writable(self) -> object:
        return self._wait()


@pytest.mark.parametrize("is_chunked", [True, False])
async def test_what_has_begun_goes_on_over_the_line(stage: Stage, engine: Services, is_chunked: bool) -> None:
    await stage.model("gated")
    async with engine.pool.connection() as connection:
        route = await resolve(connection, "gated")
    request = Request.parse(
        {"model": "gated", "messages": [{"role": "user", "content": "Hello"}], "stream": True}
    )
    sent: list[tuple[str, bytes]] = []
    line = Line(sent, is_chunked=is_chunked)

    async def relay(scope: Scope, receive: Receive, send: Send) -> None:
        async def note(message: Message) -> None:
            sent.append((message["type"], message.get("body", b"")))
            await send(message)

        scope["extensions"] = {"chatapp.line": line}
        await Relay(Caller(Kind.API, stage.user.pk), route, request)(scope, receive, note)

    async with called("POST", "/", application=relay) as call:
        await call.piece()
        await stage.scripted.gate("gated").reached()
        stage.scripted.gate("gated").release()
        await call.whole()
    start, first, *middle, last = (way for way, _ in sent)
    assert (start, first, last) == ("http.response.start", "http.response.body", "http.response.body")
    assert {*middle} == {"line" if is_chunked else "http.response.body"}
    assert line.waits == (len(middle) if is_chunked else 0)
    body = b"".join(data for _, data in sent)
    assert body.endswith(b"data: [DONE]\n\n")
    assert all(word.encode() in body for word in numbered(40).split())
