"""What happens to a request before Django sees it: it is counted, and a header of Daphne's is disarmed. Its answer
says which request it was."""

import time
from collections.abc import Awaitable, Callable
from typing import Any

from prometheus_client import Counter, Gauge, Histogram

from chatapp.completions.public_id import request_id
from chatapp.logs.request import request_key

# Frameworks disagree about the types of ASGI.
Scope = Any
Message = Any
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

_WITHOUT_V1 = ("/chat/completions", "/models", "/embeddings")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

requests = Counter("chatapp_http_requests", "Requests by method and status.", ["method", "status"])
waits = Histogram("chatapp_http_first_byte_seconds", "From the request to the first byte of its answer.")
running = Gauge("chatapp_http_requests_running", "Requests that are being answered.")


def metered(application: Application) -> Application:
    async def meter(scope: Scope, receive: Receive, send: Send) -> None:
        # Daphne takes it from a header that any client may send.
        scope["root_path"] = ""
        began = time.perf_counter()

        async def count(message: Message) -> None:
            if message["type"] == "http.response.start":
                method = scope["method"] if scope["method"] in METHODS else "other"
                requests.labels(method, str(message["status"])).inc()
                waits.observe(time.perf_counter() - began)
                named = (b"x-request-id", request_id(request_key(scope)).encode())
                message["headers"] = [*message.get("headers", ()), named]
            await send(message)

        with running.track_inprogress():
            await application(scope, receive, count)

    return meter


def with_api(pages: Application, api: Application) -> Application:
    """What is below `/v1` goes to the API, without the sessions and forms of pages.

    So does what a script asks for whose base URL lacks the `/v1`: the API's answer can say so.
    """

    async def split(scope: Scope, receive: Receive, send: Send) -> None:
        # A base URL that ends in a slash makes two of them: the answer shall be one that a script can read.
        path = f"/{scope['path'].lstrip('/')}"
        is_api = path == "/v1" or path.startswith(("/v1/", *_WITHOUT_V1))
        await (api if is_api else pages)(scope, receive, send)

    return split


async def refused(scope: Scope, receive: Receive, send: Send) -> None:
    """The answer to a websocket at an address that has none: 403 in place of an upgrade."""
    await send({"type": "websocket.close"})
