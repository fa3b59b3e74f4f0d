"""An answer that is an error: its sentence, and whether and when to try again."""

import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from math import isfinite

from chatapp.upstream.endpoint import Endpoint
from chatapp.upstream.errors import Break, Rejected, StreamBroken
from chatapp.wire.errors import WireError
from chatapp.wire.json import jsontext
from chatapp.wire.stream.errors import ErrorEvent, MalformedChunk, MissingDone
from chatapp.wire.types.error_body import ErrorBody

_REQUEST_ID_HEADERS = ("x-request-id", "request-id", "x-amzn-requestid", "apim-request-id")
_ADVICE = ("retry-after", "retry-after-ms", "x-should-retry")
_STATUS_OF_TYPE = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "permission_error": 403,
    "not_found_error": 404,
    "overloaded_error": 529,
    "rate_limit_error": 429,
    "rate_limit_exceeded": 429,
    "server_error": 500,
    "internal_server_error": 500,
    "api_error": 500,
    "timeout_error": 504,
}
_SENTENCES = {
    401: "The provider does not accept its API key",
    402: "The provider wants to be paid first",
    403: "The provider does not allow this request",
    404: "The provider does not know this model or address",
    408: "The provider gave up waiting",
    413: "The request is too large for the provider",
    429: "The provider is asked too often, or its quota is used up",
}


def rejected(status: int, headers: Mapping[str, str], content: bytes, endpoint: Endpoint) -> Rejected:
    """For a status of 300 or more."""
    if status < 400:
        return _redirected(status, headers, endpoint)
    body = ErrorBody.parse(endpoint.redact(content), status)
    return Rejected(
        sentence(status, body),
        retryable=_retryable(status, headers),
        retry_after=retry_after(headers),
        status=status,
        body=body,
        request_id=request_id(headers),
        advice=_advice(headers),
    )


def rejected_inside(status: int, headers: Mapping[str, str], content: bytes, endpoint: Endpoint) -> Rejected:
    """For an error in the place of the answer, under a status that says all is well."""
    body = ErrorBody.parse(endpoint.redact(content), status)
    meant = meant_status(body)
    return Rejected(
        sentence(meant or status, body),
        retryable=meant is not None and _retryable(meant, headers),
        retry_after=retry_after(headers),
        status=meant or status,
        body=body,
        request_id=request_id(headers),
        advice=_advice(headers),
    )


def broken_by(error: WireError, endpoint: Endpoint, request_id: str) -> StreamBroken:
    """For a stream that did not go as it should."""
    match error:
        case ErrorEvent():
            return broken_by_event(error.body, endpoint, request_id)
        case MalformedChunk():
            sentence, kind = "The provider sent something that cannot be read.", Break.MALFORMED_CHUNK
        case MissingDone():
            sentence, kind = "The provider ended the answer without its closing mark.", Break.MISSING_DONE
        case _:
            sentence, kind = f"The provider's answer is too large: {error}", Break.TOO_LARGE
    return StreamBroken(sentence, kind, retryable=kind != Break.TOO_LARGE, request_id=request_id)


def broken_by_event(body: ErrorBody, endpoint: Endpoint, request_id: str) -> StreamBroken:
    """For an error that the provider sent inside the stream."""
    body = ErrorBody.parse(endpoint.redact(jsontext.dumps(body.to_json())), 200)
    status = meant_status(body)
    retryable = status is None or _retryable(status, {})
    words = sentence(status, body) if status else f"The provider broke off the answer: {body.message}"
    kind = Break.ERROR_EVENT
    return StreamBroken(words, kind, retryable=retryable, status=status, body=body, request_id=request_id)


def sentence(status: int, body: ErrorBody) -> str:
    """`The provider does not accept its API key (401): Incorrect API key provided.`"""
    trouble = "The provider has a problem of its own" if status >= 500 else "The provider refused the request"
    return f"{_SENTENCES.get(status, trouble)} ({status}): {body.message}"


def meant_status(body: ErrorBody) -> int | None:
    """The HTTP status that an error without one stands for: from a numeric code, or from its type."""
    if body.code and body.code.isascii() and body.code.isdigit() and 400 <= int(body.code[:4]) < 600:
        return int(body.code)
    return _STATUS_OF_TYPE.get(body.type if body.type in _STATUS_OF_TYPE else body.code or "")


def request_id(headers: Mapping[str, str]) -> str:
    """The provider's own name of the request, for its support; empty where it gave none."""
    return next((headers[name] for name in _REQUEST_ID_HEADERS if name in headers), "")


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds from `retry-after-ms` or `Retry-After` (seconds, or a date); never negative."""
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    value = headers.get("retry-after")
    seconds = _number(value)
    return seconds if seconds is not None or value is None else _until(value)


def _advice(headers: Mapping[str, str]) -> dict[str, str]:
    # What is not ASCII no header of ours could hold.
    named = ((name.lower(), value) for name, value in headers.items() if value.isascii())
    return {name: value for name, value in named if name in _ADVICE or name.startswith("x-ratelimit-")}


def _redirected(status: int, headers: Mapping[str, str], endpoint: Endpoint) -> Rejected:
    target = endpoint.redact(headers.get("location", "that").encode()).decode()
    # The address is the provider's words: like all of them it comes after `: ` (see wire.types.error_summary).
    words = f"The provider at {endpoint.place} sends us on to another address ({status}): set {target} as its base URL."
    return Rejected(words, retryable=False, status=status, request_id=request_id(headers))


def _retryable(status: int, headers: Mapping[str, str]) -> bool:
    asked = headers.get("x-should-retry")
    if asked in ("true", "false"):
        return asked == "true"
    return status in (408, 409, 429) or status >= 500


def _number(value: str | None) -> float | None:
    try:
        number = float(value or "")
    except ValueError:
        return None
    return max(number, 0.0) if isfinite(number) else None


def _until(date: str) -> float | None:
    try:
        return max(parsedate_to_datetime(date).timestamp() - time.time(), 0.0)
    except (ValueError, OverflowError):
        return None
