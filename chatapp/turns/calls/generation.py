"""One answer of a model, whatever attempts it takes. Serves the chat's turns and `/v1` alike."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from datetime import UTC, datetime
from typing import Any, Protocol

from chatapp.upstream.answer import Answer
from chatapp.upstream.errors import Break, StreamBroken, UpstreamError
from chatapp.upstream.stream import Stream
from chatapp.wire.accumulate.deltas import Change
from chatapp.wire.accumulate.growth import LARGEST_IMAGES
from chatapp.wire.accumulate.replay import completion_to_chunks
from chatapp.wire.accumulate.truncation import truncated
from chatapp.wire.request.chat import Request
from chatapp.wire.types.chunk import Chunk, LargeChunk

from .attempt import outgoing
from .attempts import Attempts, Retrying, Run
from .result import public_answer


class AnswerObserver(Protocol):
    """Receives the chunks and deltas of an answer while it comes."""

    def tell(self, chunk: Chunk | None, changes: list[Change]) -> None:
        """A chunk, and what became new by it; at the end, without one, what had been held back."""

    def flush(self) -> Awaitable[None] | None:
        """All that one read of the network brought was told. What it returns is awaited before more is read."""

    async def retry(self, retrying: Retrying) -> None:
        """What was told counts no more."""


class Generation(Attempts[Request]):
    """One of `stream` and `whole` is called, once."""

    async def stream(self, listener: AnswerObserver) -> None:
        """Stream the answer. Raises UpstreamError when no attempt is left, or in the middle of the answer."""
        while True:
            try:
                return await self._streamed(listener)
            except UpstreamError as error:
                again = self.again(error)
                if again is None:
                    raise
            await listener.retry(again)
            await asyncio.sleep(again.delay)

    async def whole(self) -> dict[str, Any]:
        """The answer at once, as it is given out. Raises UpstreamError when no attempt is left."""
        return await self.persist(self._at_once)

    async def _streamed(self, listener: AnswerObserver) -> None:
        async with self.attempted() as run:
            request = outgoing(run.attempt, self.request, stream=True)
            async with self.upstream.stream(request) as stream:
                self.headers = stream.headers
                # A task of its own: a delta wakes this and what is below it, and none of what is above.
                await asyncio.create_task(self._read(run, stream, listener))

    async def _at_once(self) -> dict[str, Any]:
        async with self.attempted() as run:
            answered = await self.upstream.complete(outgoing(run.attempt, self.request, stream=False))
            self.headers = answered.headers
            return _take(run, answered)

    async def _read(self, run: Run, stream: Stream, listener: AnswerObserver) -> None:
        run.request_id = stream.request_id
        answer, longest = run.answer, self.longest_answer
        try:
            async for chunks in stream:
                run.last = datetime.now(UTC)
                for chunk in chunks:
                    if type(chunk) is LargeChunk:
                        chunk, self.reached_limit = truncated(chunk, longest - answer.size, longest)
                    listener.tell(chunk, answer.feed(chunk))
                    over = answer.size > longest or answer.images_size > LARGEST_IMAGES
                    self.reached_limit = self.reached_limit or over
                    if self.reached_limit:
                        break
                if run.first is None and answer.seen:
                    run.first = run.last
                if (wait := listener.flush()) is not None:
                    await wait
                if self.reached_limit:
                    break
        except StreamBroken as error:
            # Many servers never send [DONE]; an answer that said why it finished is whole.
            if error.kind is not Break.MISSING_DONE or not answer.finished:
                raise
        if self.reached_limit and (unfinished := answer.unfinished):
            end = _cut(unfinished)
            listener.tell(end, answer.feed(end))
        listener.tell(None, answer.close())
        if (wait := listener.flush()) is not None:
            await wait


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
    run.given = public_answer(run.attempt, run.answer, answered.completion.raw)
    return run.given
