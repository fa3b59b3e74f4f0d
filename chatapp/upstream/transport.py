"""The HTTP client of one provider: httpx over aiohttp, which reads streams at half the CPU of httpx alone."""

import ssl
from functools import cache, partial
from http.cookiejar import CookieJar, DefaultCookiePolicy

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport
from httpx_aiohttp.transport import AiohttpResponseStream

from chatapp.upstream import stale_connection
from chatapp.upstream.decompression import ENCODINGS, Inflating
from chatapp.upstream.endpoint import Endpoint
from chatapp.upstream.response_body import ArrivalReader, Iterated, ResponseBody

_CONTENT = "aiohttp_content"
_KEEP_ALIVE = 30.0  # seconds


class Transport(AiohttpTransport):
    """Leaves aiohttp's reader in the response's extensions: reading it directly saves a tenth of the CPU."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await super().handle_async_request(request)
        if isinstance(response.stream, AiohttpResponseStream):
            response.extensions[_CONTENT] = response.stream._aiohttp_response.content
        return response


def client_for(endpoint: Endpoint, transport: httpx.AsyncBaseTransport | None) -> httpx.AsyncClient:
    """No limit of connections, no proxies from the environment, no redirect followed."""
    limits = endpoint.timeouts
    # aiohttp takes "pool" for the whole way to a connection: with it the limit holds for DNS and TLS too. How long
    # a read may wait is watched by `Upstream` and `Body`.
    timeout = httpx.Timeout(None, connect=limits.connect, pool=limits.connect)
    # A compressed stream would be held back by whoever compresses it.
    headers = {"user-agent": "chatapp", "accept-encoding": "identity"}
    chosen = transport or _transport(endpoint.scheme == "https")
    # What a provider sets on one user's call must not go out with the next user's.
    no_cookies = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
    return httpx.AsyncClient(
        transport=chosen, timeout=timeout, headers=headers, cookies=no_cookies, trust_env=False
    )


def response_body(response: httpx.Response) -> ResponseBody:
    """The body on its way in."""
    content: aiohttp.StreamReader | None = response.extensions.get(_CONTENT)
    if content is None:
        iterator = aiter(response.aiter_bytes())
        return Iterated(lambda: anext(iterator, b""), lambda error: None)
    if _is_compressed(response):
        return Iterated(Inflating(content.readany).read, content.set_exception)
    # An answer that has no body has a reader of another kind.
    if type(content) is not aiohttp.StreamReader:
        return Iterated(content.readany, content.set_exception)
    return ArrivalReader.of(content)


def _is_compressed(response: httpx.Response) -> bool:
    return response.headers.get("content-encoding", "").strip().lower() in ENCODINGS


def _transport(safe: bool) -> Transport:
    """The transport loads certificates for sessions that it makes itself: it makes none here."""
    trust = _trust() if safe else None
    return Transport(verify=trust or False, client=partial(_session, trust))


def _session(trust: ssl.SSLContext | None) -> aiohttp.ClientSession:
    """httpx-aiohttp takes a limit of None for aiohttp's 100; 0 is none."""
    connector = stale_connection.Connector(limit=0, keepalive_timeout=_KEEP_ALIVE, ssl=trust or True)
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        request_class=stale_connection.ProviderRequest,
        middlewares=(stale_connection.resend,),
    )


@cache
def _trust() -> ssl.SSLContext:
    """Loading the certificates takes 20 ms: once per process. `SSL_CERT_FILE` is honoured."""
    return httpx.create_ssl_context()
