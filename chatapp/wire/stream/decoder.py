"""A streamed answer: bytes to chunks, with named errors."""

from typing import Any, NamedTuple

from chatapp.wire.errors import Malformed, TooLarge, WireError
from chatapp.wire.json import jsontext
from chatapp.wire.stream.errors import ErrorEvent, MalformedChunk, MissingDone, StreamError
from chatapp.wire.stream.sse import Event, SSEDecoder
from chatapp.wire.types.chunk import Chunk, LargeChunk
from chatapp.wire.types.error_body import ErrorBody
from chatapp.wire.types.finish_reason import error_at_end, without_end

__all__ = ["DONE", "Batch", "ChunkDecoder"]

DONE = b"[DONE]"

_STATUS_OF_STREAM = 200
_LARGE = 64 * 1024
# To look for these bytes costs less than to look at the choices of every chunk. They stand in "Error", too.
_ERROR, _ERROR_LOUD = b'rror"', b'RROR"'

_DONE: dict[str, Any] = {}  # stands for `[DONE]`; compared by identity


class Batch(NamedTuple):
    """What one read brought: `chunks`, then `error` if it broke after them; `done` once `[DONE]` was seen.

    `error` is a StreamError or TooLarge.
    """

    chunks: list[Chunk]
    error: WireError | None
    done: bool


class ChunkDecoder:
    """Feed it the body of a streamed answer. After an error or `[DONE]` it takes nothing more."""

    def __init__(self, max_event: int = 32 * 1024 * 1024) -> None:
        self._events = SSEDecoder(max_event)
        self._error: WireError | None = None
        self._done = False

    @property
    def done(self) -> bool:
        """Was `[DONE]` seen?"""
        return self._done

    def feed(self, data: bytes) -> Batch:
        """The chunks that `data` completes. Never raises."""
        if self._done or self._error is not None:
            return Batch([], self._error, self._done)
        try:
            events = self._events.feed(data)
        except TooLarge as error:
            batch = self._chunks(error.events)
            self._error = self._error or (None if self._done else error)
            return Batch(batch.chunks, self._error, self._done)
        return self._chunks(events)

    def close(self) -> Batch:
        """The end of the body: MissingDone unless `[DONE]` or an error came before it.

        Many servers leave out the last blank line: an unfinished event that is whole JSON or `[DONE]` counts.
        """
        tail = b"" if self._done or self._error is not None else self._events.tail.strip()
        batch = self._chunks([Event(tail, "", "")] if _is_whole(tail) else [])
        if not self._done and self._error is None:
            self._error = MissingDone(b"" if _is_whole(tail) else tail)
        return Batch(batch.chunks, self._error, self._done)

    def _chunks(self, events: list[Event] | tuple[Event, ...]) -> Batch:
        chunks: list[Chunk] = []
        for event in events:
            data = event.data
            try:
                value = jsontext.loads(data) if data[:1] == b"{" and not event.event else None
            except Malformed:
                value = None
            try:
                if type(value) is not dict or "choices" not in value or value.get("error"):
                    value = _value(event)
            except StreamError as error:
                self._error = error
                break
            if value is _DONE:
                self._done = True
                break
            if value is None:
                continue
            if (_ERROR in data or _ERROR_LOUD in data) and (body := error_at_end(value)):
                chunks.append(Chunk(without_end(value)))
                self._error = ErrorEvent(body)
                break
            chunks.append(Chunk(value) if len(data) < _LARGE else LargeChunk(value))
        return Batch(chunks, self._error, self._done)


def _is_whole(tail: bytes) -> bool:
    if tail == DONE:
        return True
    try:
        return isinstance(jsontext.loads(tail), dict)
    except Malformed:
        return False


def _value(event: Event) -> dict[str, Any] | None:
    """The object of an event, `_DONE`, or None for an empty keep-alive. Raises ErrorEvent, MalformedChunk."""
    data = event.data
    if event.event == "error":
        raise ErrorEvent(ErrorBody.parse(data, _STATUS_OF_STREAM))
    if data[:1] != b"{":
        data = data.strip()
        if not data or data == DONE:
            return _DONE if data else None
    try:
        value = jsontext.loads(data)
    except Malformed:
        value = _repaired(data)
    if _is_error(value):
        raise ErrorEvent(ErrorBody.parse(value, _STATUS_OF_STREAM))
    if not isinstance(value, dict):
        raise MalformedChunk(data)
    return value


def _repaired(data: bytes) -> Any:
    """The specification decodes with replacement: a server that cut a character in two broke that character, not the
    answer."""
    repaired = data.decode("utf-8", "replace").encode()
    if repaired == data:
        raise MalformedChunk(data)
    try:
        return jsontext.loads(repaired)
    except Malformed:
        raise MalformedChunk(data) from None


def _is_error(value: Any) -> bool:
    if isinstance(value, dict):
        if value.get("error"):
            return True
        return "choices" not in value and "error" in (value.get("object"), value.get("type"))
    return isinstance(value, list) and bool(value) and _is_error(value[0])  # Gemini's `[{"error": ...}]`
