"""One answer of a model, whatever attempts it takes. Serves the chat's turns and `/v1` alike."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from chatapp.upstream.answer import Answer
from chatapp.upstream.errors import Break, StreamBroken, UpstreamError
from chatapp.upstream.stream import Stream
from chatapp.wire.accumulate import Accumulator
from chatapp.wire.changes import Change
from chatapp.wire.chunk import Chunk
from chatapp.wire.growth import growth
from chatapp.wire.replay import completion_to_chunks
from chatapp.wire.request import Request

from .attempt import outgoing
from .attempts import Attempts, Retrying, Run
from .given import given_out


@dataclass(frozen=True)
class Progress:
    """What one read of the network brought."""

    chunks: list[Chunk]
    changes: list[Change]


class Generation(Attempts[Request]):
    """One of `steps` and `whole` is called, once."""

    async def steps(self) -> AsyncGenerator[Progress | Retrying]:
        """Stream the answer. Raises UpstreamError when no attempt is left, or in the middle of the answer."""
        while True:
            try:
                async with aclosing(self._streamed()) as steps:
                    async for progress in steps:
                        yield progress
                return
            except UpstreamError as error:
                again = self.again(error)
                if again is None:
                    raise
            yield again
            await asyncio.sleep(again.delay)

    async def whole(self) -> dict[str, Any]:
        """The answer at once, as it is given out. Raises UpstreamError when no attempt is left."""
        return await self.persist(self._at_once)

    async def _streamed(self) -> AsyncGenerator[Progress]:
        async with self.attempted() as run:
            request = outgoing(run.attempt, self.request, stream=True)
            async with self.upstream.stream(request) as stream, aclosing(self._read(run, stream)) as steps:
                self.headers = stream.headers
                async for progress in steps:
                    yield progress

    async def _at_once(self) -> dict[str, Any]:
        async with self.attempted() as run:
            answered = await self.upstream.complete(outgoing(run.attempt, self.request, stream=False))
            self.headers = answered.headers
            return _take(run, answered)

    async def _read(self, run: Run, stream: Stream) -> AsyncGenerator[Progress]:
        run.request_id = stream.request_id
        left = self.longest_answer
        try:
            async for chunks in stream:
                changes, size = _fed(run.answer, chunks)
                run.last = datetime.now(UTC)
                if run.first is None and run.answer.seen:
                    run.first = run.last
                yield Progress(chunks, changes)
                left -= size
                if left < 0:
                    self.reached_limit = True
                    break
        except StreamBroken as error:
            # Many servers never send [DONE]; an answer that said why it finished is whole.
            if error.kind is not Break.MISSING_DONE or not run.answer.finished:
                raise
        if self.reached_limit and (unfinished := run.answer.unfinished):
            end = _cut(unfinished)
            yield Progress([end], run.answer.feed(end))
        if rest := run.answer.close():
            yield Progress([], rest)


def _fed(answer: Accumulator, chunks: list[Chunk]) -> tuple[list[Change], int]:
    """What became new by the chunks, and by how much the answer has grown."""
    changes: list[Change] = []
    size = 0
    for chunk in chunks:
        new = answer.feed(chunk)
        size += growth(chunk, new)
        changes += new
    return changes, size


def _cut(choices: list[int]) -> Chunk:
    """The end of choices that go no further, in the word that clients know for it."""
    ends = [{"index": index, "delta": {}, "finish_reason": "length"} for index in choices]
    return Chunk({"object": "chat.completion.chunk", "choices": ends})


def _take(run: Run, answered: Answer) -> dict[str, Any]:
    """A whole answer, as it is given out."""
    run.request_id = answered.request_id
    run.last = datetime.now(UTC)
    for chunk in completion_to_chunks(answered.completion):
        run.answer.feed(chunk)
    run.answer.close()
    run.given = given_out(run.attempt, run.answer, answered.completion.raw)
    return run.given
