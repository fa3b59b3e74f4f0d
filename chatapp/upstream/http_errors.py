"""Errors of httpx and aiohttp, translated into ours: here and nowhere else.

httpx-aiohttp maps a refused connection and "server disconnected" to ConnectTimeout, a cut to ReadError: what
happened is in `__cause__`.
"""

import aiohttp
import httpx

from chatapp.upstream.endpoint import Endpoint
from chatapp.upstream.errors import Break, ConnectFailed, Phase, StreamBroken, TimedOut, UpstreamError

ERRORS = (httpx.HTTPError, httpx.InvalidURL, aiohttp.ClientError, OSError)


def while_connecting(error: Exception, endpoint: Endpoint) -> UpstreamError:
    """For an error before the headers of the answer were there."""
    cause = _cause(error)
    if isinstance(cause, TimeoutError | httpx.TimeoutException):
        connecting = isinstance(cause, aiohttp.ConnectionTimeoutError | httpx.ConnectTimeout)
        return timed_out(Phase.CONNECT if connecting else Phase.IDLE, endpoint)
    sentence, retryable = _no_connection(cause, endpoint.place)
    return ConnectFailed(sentence, retryable=retryable)


def while_reading(error: Exception, endpoint: Endpoint, request_id: str) -> UpstreamError:
    """For an error in the body of the answer."""
    if isinstance(_cause(error), TimeoutError | httpx.TimeoutException):
        return timed_out(Phase.IDLE, endpoint, request_id)
    sentence = "The connection to the provider broke in the middle of the answer."
    return StreamBroken(sentence, Break.CONNECTION_CUT, request_id=request_id)


def timed_out(phase: Phase, endpoint: Endpoint, request_id: str = "") -> TimedOut:
    """The limit of `phase` was passed."""
    limits = endpoint.timeouts
    match phase:
        case Phase.CONNECT:
            sentence = (
                f"The provider at {endpoint.place} took no connection within {limits.connect:g} seconds."
            )
        case Phase.IDLE:
            sentence = f"The provider sent nothing for {limits.read_idle:g} seconds."
        case Phase.TOTAL:
            sentence = f"The answer was not complete after {limits.total:g} seconds."
    return TimedOut(sentence, phase, request_id=request_id)


def unsendable(endpoint: Endpoint) -> ConnectFailed:
    """The request could not even be written. The foreign error is not chained: it may quote the key."""
    sentence = (
        f"The base URL, the key or a header of the provider at {endpoint.place} cannot be sent: check them."
    )
    return ConnectFailed(sentence, retryable=False)


def _cause(error: Exception) -> BaseException:
    return error.__cause__ if isinstance(error, httpx.HTTPError) and error.__cause__ else error


def _no_connection(cause: BaseException, place: str) -> tuple[str, bool]:
    match cause:
        case aiohttp.ClientConnectorDNSError():
            return f"The host of the provider at {place} was not found: is the address right?", True
        case aiohttp.ClientSSLError() | aiohttp.ServerFingerprintMismatch():
            return (
                f"No safe connection (TLS) to the provider at {place}: its certificate is not trusted.",
                False,
            )
        case aiohttp.ClientConnectorError(os_error=ConnectionRefusedError()):
            return f"The provider refused the connection at {place}: is it running?", True
        case aiohttp.ClientConnectorError():
            return f"The provider at {place} cannot be reached.", True
        case aiohttp.InvalidURL() | httpx.UnsupportedProtocol() | httpx.InvalidURL():
            return f"The provider's base URL is not valid: {place}", False
        case aiohttp.ClientResponseError():
            return f"What answers at {place} does not speak HTTP: is the address right?", False
    return f"The provider at {place} hung up before it answered.", True
