"""What can go wrong in a stream. What came before it stays valid.

StreamError (a WireError)
+-- ErrorEvent     the provider sent an error inside the stream
+-- MalformedChunk an event whose data is no chunk
+-- MissingDone    the stream ended without `[DONE]`
"""

from chatapp.wire.errors import WireError
from chatapp.wire.types.error_body import ErrorBody

__all__ = ["ErrorEvent", "MalformedChunk", "MissingDone", "StreamError"]


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
