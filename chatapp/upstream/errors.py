"""What can go wrong in one attempt.

UpstreamError         nobody acts on this class alone
+-- ConnectFailed     no answer at all: refused, unknown host, TLS, hung up before the first header
+-- TimedOut          too slow; `phase` says where
+-- Rejected          an error as the answer: a status of 300 or more, or an error in a 200
+-- StreamBroken      the answer began and ended badly; what came before was delivered. `kind` says how
"""

from collections.abc import Mapping
from enum import StrEnum

from chatapp.wire.types.error_body import ErrorBody


class Phase(StrEnum):
    """Which limit was passed: to connect, between two reads, of the whole attempt."""

    CONNECT = "connect"
    IDLE = "idle"
    TOTAL = "total"


class Break(StrEnum):
    """How an answer broke."""

    ERROR_EVENT = "error_event"
    CONNECTION_CUT = "connection_cut"
    MALFORMED_CHUNK = "malformed_chunk"
    MISSING_DONE = "missing_done"
    TOO_LARGE = "too_large"
    NO_CHOICES = "no_choices"


class UpstreamError(Exception):
    """`str(error)` is a sentence for a colleague in the browser, without any secret.

    `retryable` is about the fault alone: another attempt may do. Whether one is allowed (nothing was shown
    yet) is the caller's to know. `retry_after` is in seconds; `body` is what the provider said, and `advice`
    the headers in which it said when to ask again, as they came.
    """

    def __init__(
        self,
        message: str,
        *,
        retryable: bool,
        retry_after: float | None = None,
        status: int | None = None,
        body: ErrorBody | None = None,
        request_id: str = "",
        advice: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.retryable = retryable
        self.retry_after = retry_after
        self.status = status
        self.body = body
        self.request_id = request_id
        self.advice = advice or {}


class ConnectFailed(UpstreamError):
    """There was no answer."""


class TimedOut(UpstreamError):
    """A limit of time was passed."""

    def __init__(self, message: str, phase: Phase, *, request_id: str = "") -> None:
        super().__init__(message, retryable=True, request_id=request_id)
        self.phase = phase


class Rejected(UpstreamError):
    """The provider answered with an error."""


class StreamBroken(UpstreamError):
    """The answer broke off, or what came was no answer."""

    def __init__(
        self,
        message: str,
        kind: Break,
        *,
        retryable: bool = True,
        status: int | None = None,
        body: ErrorBody | None = None,
        request_id: str = "",
    ) -> None:
        super().__init__(message, retryable=retryable, status=status, body=body, request_id=request_id)
        self.kind = kind
