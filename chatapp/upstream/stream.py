"""One streamed answer on its way in."""

import time
from collections.abc import Mapping
from typing import Self

import httpx

from chatapp.upstream.answer import completion_of
from chatapp.upstream.body import Body
from chatapp.upstream.endpoint import Endpoint
from chatapp.upstream.errors import Break, StreamBroken
from chatapp.upstream.rejection import broken_by_event, request_id
from chatapp.wire.chunk import Chunk
from chatapp.wire.errors import ErrorEvent, MalformedChunk, MissingDone, WireError
from chatapp.wire.replay import completion_to_chunks
from chatapp.wire.stream import ChunkDecoder

_JSON_OR_PAGE = (b"{", b"[", b"<")


class Stream:
    """Iterate it once: each item holds the chunks that one read completed. Ends after `[DONE]`.

    Raises StreamBroken and TimedOut after what came before was given out, and Rejected where the provider
    answered with an error under status 200. `opened_at` and `first_byte_at` are `time.monotonic()`.
    """

    def __init__(self, response: httpx.Response, body: Body, endpoint: Endpoint) -> None:
        self.status = response.status_code
        self.headers: Mapping[str, str] = response.headers
        self.request_id = request_id(response.headers)
        self.opened_at = time.monotonic()
        self.first_byte_at: float | None = None
        self._body, self._endpoint = body, endpoint
        self._decoder = ChunkDecoder()
        self._error: WireError | None = None
        self._ended = False

    @property
    def done(self) -> bool:
        """Was `[DONE]` seen?"""
        return self._decoder.done

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> list[Chunk]:
        # No generator: one costs as much as the decoding, for each read.
        while not self._ended:
            data = await self._body.read()
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
                return chunks
        error, self._error = self._error, None
        if error is not None:
            raise self._broken(error) from error
        raise StopAsyncIteration

    async def _replayed(self, begun: bytes) -> list[Chunk]:
        content = begun + await self._body.rest()
        return completion_to_chunks(completion_of(content, self.status, self.headers, self._endpoint))

    def _broken(self, error: WireError) -> StreamBroken:
        match error:
            case ErrorEvent():
                return broken_by_event(error.body, self._endpoint, self.request_id)
            case MalformedChunk():
                sentence, kind = "The provider sent something that cannot be read.", Break.MALFORMED_CHUNK
            case MissingDone():
                sentence, kind = "The provider ended the answer without its closing mark.", Break.MISSING_DONE
            case _:
                sentence, kind = f"The provider's answer is too large: {error}", Break.TOO_LARGE
        return StreamBroken(sentence, kind, retryable=kind != Break.TOO_LARGE, request_id=self.request_id)
