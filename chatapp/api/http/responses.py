"""What is sent back: JSON, and what every answer carries in its headers."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chatapp.logs.request import request_key
from chatapp.wire.json import jsontext

from .authentication import key_holder_of
from .errors import ApiError, failure
from .headers import Raw, raw

# No browser shall take an answer for a page, whatever it holds, and nobody on the way keep what was said.
_ALWAYS = {"x-content-type-options": "nosniff", "cache-control": "no-store"}


class Json(Response):
    """A JSON value, exact: big integers and lone surrogates too."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        return jsontext.dumps(content)


def refused(error: ApiError) -> Json:
    return Json(error.body.to_json(), error.status, error.headers)


def call_id(scope: Scope) -> UUID:
    """What the request's ID is made of, and what the rows of its attempts share."""
    return request_key(scope)


def labelled(application: ASGIApp) -> ASGIApp:
    """Every answer says how long it took until its first byte, and what is left of the key's limit. What goes wrong
    becomes the API's error."""

    async def label(scope: Scope, receive: Receive, send: Send) -> None:
        began = time.perf_counter()
        begun = False

        async def send_labelled(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                taken = round((time.perf_counter() - began) * 1000)
                named = {**_ALWAYS, "openai-processing-ms": str(taken)}
                holder = key_holder_of(scope)
                own = raw(named | (holder.headers if holder else {}))
                # The key's limits replace the provider's.
                message["headers"] = [*_besides(message["headers"], own), *own]
            await send(message)

        try:
            await application(scope, receive, send_labelled)
        except Exception as error:
            if begun:
                raise
            await refused(failure(error))(scope, receive, send_labelled)

    return label


def _besides(headers: Iterable[tuple[bytes, bytes]], others: Raw) -> Raw:
    """Those of the headers that are not in `others`."""
    told = {name for name, _ in others}
    return [(name, value) for name, value in headers if name not in told]
