"""The bodies of requests, and those that are too large.

The server takes in a whole body before the application runs, however large it is. Beyond the limit it is thrown
away, and only its length is told, by which the application refuses it: an answer that comes while a client still
sends is one that most clients never read.
"""

from typing import Any

from daphne import http_protocol
from django.conf import settings

# One so much longer is not worth reading to its end.
_PATIENCE = 10


class LimitedRequest(http_protocol.WebRequest):  # type: ignore[misc]  # Daphne has no types
    """Keeps at most the limit of a body."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Twisted would take forms apart for nobody, files and all in memory: Django does that.
        super().__init__(*args, parsePOSTFormSubmission=False, **kwargs)
        self._came = 0

    def handleContentChunk(self, data: bytes) -> None:
        self._came += len(data)
        if self._came <= settings.MAX_BODY_BYTES:
            super().handleContentChunk(data)
        elif self._came > settings.MAX_BODY_BYTES * _PATIENCE:
            self.channel.forceAbortClient()

    def process(self) -> Any:
        if self._came > settings.MAX_BODY_BYTES:
            self.content.truncate(0)
            self.requestHeaders.setRawHeaders(b"content-length", [str(self._came).encode()])
        return super().process()
