"""The body of a request: of the right type, and not too large."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from starlette.requests import Request

from .failures import ApiError

Asked = TypeVar("Asked")

# Reading a larger one takes milliseconds, a hostile one seconds, in which the loop has others to serve.
_LARGE = 1 << 20


def is_large(body: bytes) -> bool:
    return len(body) > _LARGE


async def understood(body: bytes, reader: Callable[[bytes], Asked]) -> Asked:
    """What `reader` makes of the body. Raises Malformed."""
    return await asyncio.to_thread(reader, body) if is_large(body) else reader(body)


async def read(request: Request) -> bytes:
    """The JSON text. Raises ApiError 413, 415."""
    _check_type(request.headers.get("content-type", ""))
    _check_length(int(request.headers.get("content-length") or 0))
    return await request.body()


def _check_type(header: str) -> None:
    kind = header.partition(";")[0].strip().lower()
    if kind and kind != "application/json" and not kind.endswith("+json"):
        words = f"Send JSON, with the header “Content-Type: application/json”, not {kind[:100]}."
        raise ApiError(415, words, code="unsupported_media_type")


def _check_length(length: int) -> None:
    # The server throws away what comes beyond the limit, and tells the length of it all.
    if length > settings.MAX_BODY_BYTES:
        words = f"The request has {length} bytes; at most {settings.MAX_BODY_BYTES} are taken (MAX_BODY_MB)."
        raise ApiError(413, words, code="request_too_large")
