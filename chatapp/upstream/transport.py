"""The HTTP client of one provider: httpx over aiohttp, which reads streams at half the CPU of httpx alone."""

import ssl
from functools import cache, partial

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport
from httpx_aiohttp.transport import AiohttpResponseStream

from chatapp.upstream.endpoint import Endpoint

CONTENT = "aiohttp_content"
_KEEP_ALIVE = 30.0  # seconds


class Transport(AiohttpTransport):
    """Leaves aiohttp's reader in the response's extensions: reading it directly saves a tenth of the CPU."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await super().handle_async_request(request)
        if isinstance(response.stream, AiohttpResponseStream):
            response.extensions[CONTENT] = response.stream._aiohttp_response.content
        return response


def client_for(endpoint: Endpoint, transport: httpx.AsyncBaseTransport | None) -> httpx.AsyncClient:
    """No limit of connections, no proxies from the environment, no redirect followed."""
    limits = endpoint.timeouts
    # aiohttp takes "pool" for the whole way to a connection: with it the limit holds for DNS and TLS too.
    timeout = httpx.Timeout(limits.read_idle, connect=limits.connect, pool=limits.connect)
    # A compressed stream would be held back by whoever compresses it.
    headers = {"user-agent": "chatapp", "accept-encoding": "identity"}
    chosen = transport or Transport(client=partial(_session, endpoint.scheme == "https"))
    return httpx.AsyncClient(transport=chosen, timeout=timeout, headers=headers, trust_env=False)


def _session(safe: bool) -> aiohttp.ClientSession:
    """httpx-aiohttp takes a limit of None for aiohttp's 100. Cookies of one call must not go into another."""
    connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=_KEEP_ALIVE, ssl=_trust() if safe else True)
    return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())


@cache
def _trust() -> ssl.SSLContext:
    """Loading the certificates takes 20 ms: once per process. `SSL_CERT_FILE` is honoured."""
    return httpx.create_ssl_context()
