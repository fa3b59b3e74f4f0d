"""The server's event loop: uvloop's, which is libuv's. A delta costs a tenth less CPU in it than in asyncio's own."""

import asyncio
import sys
from typing import Any, cast

import uvloop

# TLS ends at the proxy: a Twisted that finds no OpenSSL leaves out its own, and 5 MB of modules with it.
sys.modules.setdefault("OpenSSL", cast(Any, None))

from twisted.internet import asyncioreactor  # noqa: E402


def install() -> asyncio.AbstractEventLoop:
    """The loop of everything that is imported after it: Daphne takes the reactor that it finds."""
    loop = uvloop.new_event_loop()
    cast(Any, asyncioreactor).install(loop)
    return loop
