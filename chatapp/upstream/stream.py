"""One streamed answer on its way in."""

import time
from collections.abc import Mapping
from typing import Self

import httpx

from chatapp.upstream.answer import completion_of, without_choices
from chatapp.upstream.body import Body
from chatapp.upstream.endpoint import Endpoint
from chatapp.upstream.rejection import broken_by, request_id
from chatapp.upstream.turnstile import Turnstile
from chatapp.wire.accumulate.replay import completion_to_chunks
from chatapp.wire.errors import WireError
from chatapp.wire.stream.decoder import ChunkDecoder
from chatapp.wire.types.chunk import Chunk, LargeChunk

_JSON_OR_PAGE = (b"{", b"[", b"<")


class Stream:
    """Iterate it once: each item holds the chunks that one read completed. Ends after `[DONE]`.

    Raises StreamBroken and TimedOut after what came before was given out, and Rejected where the provider
    answered with an error under status 200. `first_byte_at` is `time.monotonic()`.
    """

    def __init__(
        self, response: httpx.Response, body: Body, endpoint: Endpoint, turnstile: Turnstile
    ) -> None:
        self.status = response.status_code
        self.headers: Mapping[str, str] = response.headers
        self.request_id = request_id(response.headers)
        self.first_byte_at: float | None = None
        self._body, self._endpoint, self._turnstile = body, endpoint, turnstile
        self._decoder = ChunkDecoder()
        self._error: WireError | None = None
        self._ended = False
        self._has_choices = False

    @property
    def done(self) -> bool:
        """Was `[DONE]` seen?"""
        return self._decoder.done

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> list[Chunk]:
        # No generator: one costs as much as the decoding, for each read.
        while not self._ended:
            await self._body.arrival()
            if self.first_byte_at is not None and not self._turnstile.free():
                await self._turnstile.turn()
            data = self._body.take()
            if self.first_byte_at is None:
                if data.isspace():  # some providers send empty lines while they think
                    continue
                self.first_byte_at = time.monotonic()
                if data.lstrip()[:1] in _JSON_OR_PAGE:
                    # A provider that ignores `stream`, whatever its content type says.
                    self._ended = True
                    return await self._replayed(data)
            chunks, self._error, done = self._decoder.feed(data) if data else self._decoder.close()
            self._ended = done or not data or self._error is not None
            if chunks:
                self._has_choices = self._has_choices or any(chunk.choices for chunk in chunks)
                return chunks
        error, self._error = self._error, None
        if error is not None:
            raise broken_by(error, self._endpoint, self.request_id) from error
        if self.done and not self._has_choices:
            raise without_choices(self.request_id)
        raise StopAsyncIteration

    async def _replayed(self, begun: bytes) -> list[Chunk]:
        content = begun + await self._body.rest()
        completion = completion_of(content, self.status, self.headers, self._endpoint)
        return [LargeChunk(chunk.raw) for chunk in completion_to_chunks(completion)]
