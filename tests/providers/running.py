"""A scripted provider in a thread of its own, for pages that ask it while the test's thread waits for them."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from chatapp.upstream.scripted.provider import ScriptedProvider


@contextmanager
def running_provider(api_key: str | None = None) -> Iterator[ScriptedProvider]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    provider = ScriptedProvider(api_key=api_key)
    try:
        asyncio.run_coroutine_threadsafe(provider.__aenter__(), loop).result()
        yield provider
        asyncio.run_coroutine_threadsafe(provider.__aexit__(), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
