"""All providers of this process, each with its one pool of connections."""

import asyncio
from collections.abc import Mapping
from weakref import WeakSet

import httpx

from chatapp.upstream.client import Upstream
from chatapp.upstream.endpoint import Endpoint
from chatapp.upstream.turnstile import Turnstile


class UpstreamPool:
    """`transports` answer for the base URLs of their scheme: `{"builtin": BuiltIn()}` for `builtin:`."""

    def __init__(self, transports: Mapping[str, httpx.AsyncBaseTransport] | None = None) -> None:
        self._transports = dict(transports or {})
        # All streams of the process pass it.
        self.turnstile = Turnstile()
        self._upstreams: dict[str, Upstream] = {}
        self._retired: WeakSet[Upstream] = WeakSet()
        self._retirements: set[asyncio.Task[None]] = set()

    def get(self, endpoint: Endpoint) -> Upstream:
        """The same for the same endpoint. One that has changed (address, key, limits) gets a new client; the
        old one closes when its streams have ended."""
        upstream = self._upstreams.get(endpoint.key)
        if upstream and upstream.endpoint == endpoint:
            return upstream
        if upstream:
            self._retire(upstream)
        upstream = Upstream(endpoint, self._transports.get(endpoint.scheme), self.turnstile)
        self._upstreams[endpoint.key] = upstream
        return upstream

    async def aclose(self) -> None:
        """Closes all connections at once, those of retired clients too."""
        upstreams = [*self._upstreams.values(), *self._retired]
        self._upstreams.clear()
        await asyncio.gather(*(upstream.aclose() for upstream in upstreams), *self._retirements)

    def _retire(self, upstream: Upstream) -> None:
        self._retired.add(upstream)
        task = asyncio.get_running_loop().create_task(upstream.retire())
        self._retirements.add(task)
        task.add_done_callback(self._retirements.discard)
