"""The body of a request: of the right type, and not too large."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from starlette.requests import ClientDisconnect, Request

from .disconnect import Gone
from .errors import ApiError

Parsed = TypeVar("Parsed")

# Reading a larger one takes milliseconds, a hostile one seconds, in which the loop has others to serve.
_LARGE = 1 << 20
# One so small is here as soon as its head.
_SMALL = 1 << 16


def is_large(body: bytes) -> bool:
    return len(body) > _LARGE


async def understood(body: bytes, reader: Callable[[bytes], Parsed]) -> Parsed:
    """What `reader` makes of the body. Raises Malformed."""
    return await asyncio.to_thread(reader, body) if is_large(body) else reader(body)


def waits(request: Request) -> bool:
    """Is it wiser to look at the key before the body? The rest of it has perhaps not come, nor been asked for."""
    headers = request.headers
    return "expect" in headers or "transfer-encoding" in headers or _announced(request) > _SMALL


async def read(request: Request) -> bytes:
    """The JSON text. Raises ApiError 413, 415, and Gone."""
    _check_type(request.headers.get("content-type", ""))
    check_length(_announced(request))
    try:
        body = await request.body()
    except ClientDisconnect as error:
        raise Gone from error
    check_length(len(body))
    return body


def _announced(request: Request) -> int:
    return int(request.headers.get("content-length") or 0)


def _check_type(header: str) -> None:
    kind = header.partition(";")[0].strip().lower()
    if kind and kind != "application/json" and not kind.endswith("+json"):
        words = f"Send JSON, with the header “Content-Type: application/json”, not {kind[:100]}."
        raise ApiError(415, words, code="unsupported_media_type")


def check_length(length: int) -> None:
    if length > settings.MAX_BODY_BYTES:
        words = f"The request has more than the {settings.MAX_BODY_BYTES} bytes that are taken (MAX_BODY_MB)."
        raise ApiError(413, words, code="request_too_large")
