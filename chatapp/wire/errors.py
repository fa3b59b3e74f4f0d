"""What can be wrong with what came over the wire.

WireError
+-- Malformed          bytes or a value that are not what the protocol says; `param` names the place
+-- TooLarge           an event above the limit of the decoder
+-- StreamError        a stream that did not go as it should: see `stream.errors`
"""

from typing import Any

__all__ = ["Malformed", "TooLarge", "WireError"]


class WireError(Exception):
    """The root: a message for people in `str(error)`."""


class Malformed(WireError):
    """Bytes that are no JSON, or a value of a wrong shape at `param` (as `messages[2].content[0].type`)."""

    def __init__(self, message: str, param: str | None = None, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.param = param
        self.code = code


class TooLarge(WireError):
    """One event has more than `limit` bytes; `events` are those that the same read completed before it."""

    def __init__(self, limit: int, events: tuple[Any, ...] = ()) -> None:
        super().__init__(f"An event of the stream is larger than {limit} bytes.")
        self.limit = limit
        self.events = events
