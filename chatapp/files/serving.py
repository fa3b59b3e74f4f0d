"""A content as an answer to a browser, which must take nothing in it for a page of ours.

The view asks who may see it, on each request; a browser may keep a copy, and asks whether it still may show it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from .models import Content
from .store import CHUNK, open_content, require

__all__ = ["SHOWN", "serve"]

SHOWN: Final = frozenset(
    {"image/png", "image/jpeg", "image/webp", "image/gif", "audio/wav", "audio/mpeg", "text/plain"}
)
"""What a browser shows by itself; all else it saves. No SVG, HTML, PDF: they are programs."""


def serve(
    request: HttpRequest, content: Content, name: str, media_type: str, *, download: bool = False
) -> HttpResponseBase:
    """Raises Gone."""
    unchanged = get_conditional_response(request, etag=f'"{content.sha256}"')
    response: HttpResponseBase
    if unchanged is not None:
        response = HttpResponse(status=304)
    else:
        require(content)
        response = StreamingHttpResponse(_chunks(content), content_type=_safe(media_type))
        response.headers["Content-Length"] = str(content.size)
        response.headers["Content-Disposition"] = _disposition(media_type, name, download)
    for header, value in _HEADERS.items():
        response.headers[header] = value
    response.headers["ETag"] = f'"{content.sha256}"'
    return response


_HEADERS: Final = {
    "Cache-Control": "private, no-cache",
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def _safe(media_type: str) -> str:
    if media_type == "text/plain":
        return "text/plain; charset=utf-8"
    return media_type if media_type in SHOWN else "application/octet-stream"


def _disposition(media_type: str, name: str, download: bool) -> str:
    as_attachment = download or media_type not in SHOWN
    return content_disposition_header(as_attachment, name) or "attachment"


async def _chunks(content: Content) -> AsyncIterator[bytes]:
    file = await asyncio.to_thread(open_content, content)
    try:
        while chunk := await asyncio.to_thread(file.read, CHUNK):
            yield chunk
    finally:
        file.close()
