"""The bodies of requests: small ones are taken in whole, of others the application sees the head first.

A request without a key is refused before its large body is read, and what is beyond the limit is dropped.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from daphne import http_protocol
from django.conf import settings

from .request_body import HELD, RequestBody


class LimitedRequest(http_protocol.WebRequest):  # type: ignore[misc]  # Daphne has no types
    """`came` counts the bytes of the body; `request_body` is there once the application has begun to read it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Twisted would take forms apart for nobody, files and all in memory: Django does that.
        super().__init__(*args, parsePOSTFormSubmission=False, **kwargs)
        self.came = 0
        self.request_body: RequestBody | None = None

    def gotLength(self, length: int | None) -> None:
        # Twisted would put a long one into a file: here no more than the beginning waits for anybody.
        self.content = BytesIO()

    def handleContentChunk(self, data: bytes) -> None:
        self.came += len(data)
        if self.request_body is not None:
            self._feed(data)
            return
        super().handleContentChunk(data)
        if self.came > HELD:
            self.channel.begin_early()

    def begin(self, command: bytes, path: bytes, version: bytes) -> None:
        """Start the application; the rest of the body comes later."""
        taken, self.content = self.content.getvalue(), BytesIO()
        self.request_body = RequestBody(self.channel, asks=not taken)
        self._feed(taken)
        super().requestReceived(command, path, version)

    def requestReceived(self, command: bytes, path: bytes, version: bytes) -> None:
        if self.request_body is None:
            super().requestReceived(command, path, version)
        else:
            self.request_body.end()

    def process(self) -> Any:
        if self.server.retired and self.requestHeaders.hasHeader(b"Upgrade"):
            return self.basic_error(503, b"Service Unavailable", "The server restarts.")
        begun = super().process()
        if self.transport is None:
            # Daphne has given it to a websocket.
            self.channel.leave()
        return begun

    def handle_reply(self, message: dict[str, Any]) -> None:
        if not self.finished and self.channel is not None and self.channel.awaits_body:
            # Where the next request begins is known only when the rest has come, and nobody waits for that.
            self.responseHeaders.setRawHeaders(b"Connection", [b"close"])
        super().handle_reply(message)

    def _feed(self, data: bytes) -> None:
        assert self.request_body is not None
        self.request_body.feed(data)
        if self.came > settings.MAX_BODY_BYTES:
            self.request_body.end()
