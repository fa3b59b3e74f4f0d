"""Something that answers Chat Completions calls, and the callers that ask it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Self

from bench.processes import Footprint
from bench.provider import MODEL

from .connection import Answer, Connection

_INSTRUCTIONS: Final = (
    "You are the assistant of a team. Answer in the language of the question, briefly and with facts. "
    "Name the source of each figure that you give. Say so when you do not know something. "
) * 3


@dataclass(frozen=True)
class Target:
    """`database` is what the server writes to; `fields` are added to the body of each call."""

    name: str
    port: int
    key: str
    server: Footprint = field(default_factory=Footprint)
    database: Footprint = field(default_factory=Footprint)
    fields: Mapping[str, Any] = field(default_factory=dict)

    def asking(self, name: str, **fields: Any) -> Self:
        """The same server, asked for more."""
        return replace(self, name=f"{self.name}, {name}", fields=fields)

    def request(self, script: str, streamed: bool) -> bytes:
        """`script` is `deltas@per second`. Streams ask for the usage, so that nobody has to count it."""
        messages = [
            {"role": "system", "content": _INSTRUCTIONS},
            {"role": "user", "content": f"What do you know of the following? {script}"},
        ]
        shape = {"stream": True, "stream_options": {"include_usage": True}} if streamed else {}
        asked = {"model": MODEL, "messages": messages, "temperature": 0.7, **shape, **self.fields}
        body = json.dumps(asked).encode()
        head = (
            f"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
            f"Authorization: Bearer {self.key}\r\nContent-Type: application/json\r\n"
            f"Accept: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


class Callers:
    """Asks one target over connections that are kept, as the official clients keep theirs."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._all: list[Connection] = []
        self._idle: list[Connection] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for connection in self._all:
            connection.close()

    async def whole(self, script: str) -> Answer:
        """The answer of a call that does not stream."""
        return await self._ended(script, streamed=False)

    async def stream(self, script: str) -> Answer:
        """The answer of a call that streams, at its end."""
        return await self._ended(script, streamed=True)

    async def begin(self, script: str) -> Answer:
        """The answer of a call that streams, while it grows; its connection takes no other call."""
        answer, _ = await self._ask(script, streamed=True)
        return answer

    async def _ended(self, script: str, *, streamed: bool) -> Answer:
        answer, connection = await self._ask(script, streamed=streamed)
        await answer.has_ended.wait()
        if connection:
            self._idle.append(connection)
        return answer

    async def _ask(self, script: str, *, streamed: bool) -> tuple[Answer, Connection | None]:
        answer = Answer(streamed)
        try:
            connection = await self._connection()
        except OSError as error:
            answer.end(str(error))
            return answer, None
        connection.ask(self._target.request(script, streamed), answer)
        return answer, connection

    async def _connection(self) -> Connection:
        while self._idle:
            connection = self._idle.pop()
            if connection.open:
                return connection
        loop = asyncio.get_running_loop()
        _, made = await loop.create_connection(Connection, "127.0.0.1", self._target.port)
        self._all.append(made)
        return made
