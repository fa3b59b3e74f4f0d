"""One connection over HTTP: how long it may take over what it sends, and how it ends.

Twisted's own limit starts anew with every byte: who sends one now and then is never cut. Here the head of a request has
one time in all, a body has to come at a least rate, and a connection is kept without a request for a while only.
"""

from __future__ import annotations

from typing import Any

from twisted.protocols import basic
from twisted.web import http

# Twisted annotates half of its types, and those of its interfaces only.
HTTPChannel: Any = http.HTTPChannel
LineReceiver: Any = basic.LineReceiver

# Seconds for the head of a request, from its first byte on; of a new connection, from its beginning.
HEAD_SECONDS = 20.0
# Seconds for a body, and the bytes for which it gets one more: a telephone on a poor line sends several times as many.
BODY_SECONDS = 20.0
SLOWEST_BODY = 1024
# Seconds that a connection is kept without a request: balancers mostly keep theirs for 60, and should close first.
IDLE_SECONDS = 75.0
# Seconds for which what a client goes on to send after its answer is thrown away: most read the answer only then.
LINGER_SECONDS = 5.0

_TOO_SLOW = b"The request took too long to arrive.\n"
_TOO_LONG = b"The address with its query, or a header, has more than 16 KB.\n"
_REFUSAL = (
    b"HTTP/1.1 %s\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Content-Length: %d\r\n\r\n%s"
)
_TIMED_OUT = _REFUSAL % (b"408 Request Timeout", len(_TOO_SLOW), _TOO_SLOW)
_LINE_TOO_LONG = _REFUSAL % (b"431 Request Header Fields Too Large", len(_TOO_LONG), _TOO_LONG)


class Channel(HTTPChannel):  # type: ignore[misc]
    """The requests of one connection, one after the other."""

    def __init__(self) -> None:
        super().__init__()
        # Between two requests.
        self._is_kept = False
        self._awaits_body = False
        self._body_began = 0.0
        self._held_since: float | None = None
        # The answer has been given before the end of the body.
        self._swallows = False

    def connectionMade(self) -> None:
        self.timeOut = HEAD_SECONDS
        super().connectionMade()
        self.factory.server.channels.add(self)

    def connectionLost(self, reason: Any) -> None:
        self.leave()
        super().connectionLost(reason)

    def leave(self) -> None:
        """The connection has ended, or is a websocket's from now on."""
        self.factory.server.channels.discard(self)

    # -- the server's end --------------------------------------------------------------------------

    def retire(self) -> None:
        """Answer the request that is under way, or the one that is about to come, and close."""
        if self._is_kept:
            # What has arrived and is not read yet counts.
            self.transport.doRead()
        if self._handlingRequest:
            self.persistent = False
            # There is none where the last answer is still on its way out.
            for request in self.requests:
                self._let_be_last(request)
        elif self._is_kept:
            self.loseConnection()

    def close_if_unused(self) -> None:
        """Close if nothing has come."""
        if not self.requests and not self._buffer:
            self.loseConnection()

    def checkPersistence(self, request: Any, version: bytes) -> bool:
        stays = super().checkPersistence(request, version)
        if self.factory.server.retired:
            self._let_be_last(request)
            return False
        return bool(stays)

    def _let_be_last(self, request: Any) -> None:
        request.responseHeaders.setRawHeaders(b"Connection", [b"close"])

    # -- a body whose application reads it while it comes -------------------------------------------

    @property
    def awaits_body(self) -> bool:
        """Has the head of a request come, and the end of its body not?"""
        return self._awaits_body

    def begin_early(self) -> None:
        """Let the application have the request before its body has come."""
        self.requests[-1].begin(self._command, self._path, self._version)

    def hold(self) -> None:
        """Read no more of the body until `read_on`; that time is not the client's."""
        if self._held_since is None:
            self._held_since = self._now()
            self._networkProducer.pauseProducing()

    def read_on(self) -> None:
        if self._held_since is not None:
            self._body_began += self._now() - self._held_since
            self._held_since = None
            self._networkProducer.resumeProducing()

    def ask_for_body(self) -> None:
        """Send `100 Continue` to a client that waits for it."""
        super()._send100Continue()

    def _send100Continue(self) -> None:
        # A request that expects `100 Continue` is judged by its head first.
        if self.length != 0:
            self.begin_early()

    # -- what comes, and when it is too slow --------------------------------------------------------

    def dataReceived(self, data: bytes) -> None:
        if self._is_kept:
            self._is_kept = False
            self.setTimeout(HEAD_SECONDS)
        # Not Twisted's own method, which starts its limit anew.
        LineReceiver.dataReceived(self, data)

    def rawDataReceived(self, data: bytes) -> None:
        if not self._swallows:
            super().rawDataReceived(data)

    def lineLengthExceeded(self, line: bytes) -> None:
        """Say so before the end: a closed connection alone looks to a proxy as if the server had failed."""
        self.transport.write(_LINE_TOO_LONG)
        self._swallows = True
        self.setRawMode()
        self.loseConnection()

    def allHeadersReceived(self) -> None:
        if self.length != 0:
            self._awaits_body = True
            self._body_began = self._now()
            self.setTimeout(BODY_SECONDS)
        super().allHeadersReceived()

    def allContentReceived(self) -> None:
        self._awaits_body = False
        super().allContentReceived()

    def timeoutConnection(self) -> None:
        if self._awaits_body and (left := self._seconds_for_body()) > 0:
            self.setTimeout(max(left, 1.0))
            return
        if self.requests or self._buffer:
            self.transport.write(_TIMED_OUT)
        super().timeoutConnection()

    def _seconds_for_body(self) -> float:
        """How much longer the rest of the body may take."""
        now = self._now() if self._held_since is None else self._held_since
        came: int = self.requests[-1].came
        return BODY_SECONDS + came / SLOWEST_BODY - (now - self._body_began)

    def _now(self) -> float:
        return float(self.factory.reactor.seconds())

    # -- the end of an answer ----------------------------------------------------------------------

    def requestDone(self, request: Any) -> None:
        if self._awaits_body:
            self._swallows = True
            self.persistent = False
        self._is_kept = True
        self._savedTimeOut = IDLE_SECONDS
        super().requestDone(request)

    def loseConnection(self) -> None:
        if self._swallows:
            self._linger()
        else:
            super().loseConnection()

    def _linger(self) -> None:
        """Say that all is said, and hear the client out for a moment."""
        self.setTimeout(None)
        self._networkProducer.unregisterProducer()
        self._networkProducer.resumeProducing()
        self._abortingCall = self.callLater(LINGER_SECONDS, self.forceAbortClient)
        self.transport.loseWriteConnection()
