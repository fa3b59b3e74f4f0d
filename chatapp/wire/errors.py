"""What can be wrong with what came over the wire.

WireError
+-- Malformed          bytes or a value that are not what the protocol says; `param` names the place
+-- TooLarge           an event above the limit of the decoder
+-- StreamError        a stream that did not go as it should; what came before it stays valid
    +-- ErrorEvent     the provider sent an error inside the stream
    +-- MalformedChunk an event whose data is no chunk
    +-- MissingDone    the stream ended without `[DONE]`
"""

from typing import Any

from chatapp.wire.types.error_body import ErrorBody

__all__ = [
    "ErrorBody",
    "ErrorEvent",
    "Malformed",
    "MalformedChunk",
    "MissingDone",
    "StreamError",
    "TooLarge",
    "WireError",
]


class WireError(Exception):
    """The root: a message for people in `str(error)`."""


class Malformed(WireError):
    """Bytes that are no JSON, or a value of a wrong shape at `param` (as `messages[2].content[0].type`)."""

    def __init__(self, message: str, param: str | None = None, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.param = param
        self.code = code

    def body(self) -> ErrorBody:
        """The API's error body for it (status 400)."""
        return ErrorBody.of(self.message, param=self.param, code=self.code)


class TooLarge(WireError):
    """One event has more than `limit` bytes; `events` are those that the same read completed before it."""

    def __init__(self, limit: int, events: tuple[Any, ...] = ()) -> None:
        super().__init__(f"An event of the stream is larger than {limit} bytes.")
        self.limit = limit
        self.events = events


class StreamError(WireError):
    """A stream that broke. The chunks before it are valid and were delivered."""


class ErrorEvent(StreamError):
    """The provider sent `data: {"error": ...}` or `event: error`; `body` is what it said."""

    def __init__(self, body: ErrorBody) -> None:
        super().__init__(body.message)
        self.body = body


class MalformedChunk(StreamError):
    """An event whose data is no JSON object; `excerpt` is its beginning, as text."""

    def __init__(self, data: bytes) -> None:
        self.excerpt = data[:200].decode("utf-8", "replace")
        super().__init__(f"The stream holds something that is not a chunk: {self.excerpt}")


class MissingDone(StreamError):
    """The stream ended without `data: [DONE]`; `tail` is the unfinished data that was left, mostly empty."""

    def __init__(self, tail: bytes = b"") -> None:
        super().__init__("The stream ended before it was complete.")
        self.tail = tail
