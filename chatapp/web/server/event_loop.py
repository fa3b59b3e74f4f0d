"""The server's event loop: uvloop's, which is libuv's. A delta costs a tenth less CPU in it than in asyncio's own."""

import asyncio
from typing import Any, cast

import uvloop
from twisted.internet import asyncioreactor


def install() -> asyncio.AbstractEventLoop:
    """The loop of everything that is imported after it: Daphne takes the reactor that it finds."""
    loop = uvloop.new_event_loop()
    cast(Any, asyncioreactor).install(loop)
    return loop
