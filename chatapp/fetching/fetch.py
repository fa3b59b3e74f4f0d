"""One file by its address, within limits of bytes, time and redirects."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import IO

import httpcore
from httpx import URL, InvalidURL

from chatapp.fetching.errors import FetchError
from chatapp.fetching.network import Guarded, Network

__all__ = ["SECONDS", "Fetched", "Validators", "address", "fetch"]

SECONDS = 60.0
"""That a file may take, with all its redirects."""

LONGEST_ADDRESS = 2000
MOST_REDIRECTS = 5
_SILENCE_SECONDS = 20.0
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Validators:
    """The validators of a file, sent with the next request for it (RFC 9110, section 13)."""

    etag: str = ""
    last_modified: str = ""

    def headers(self) -> dict[str, str]:
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in asked.items() if value}


@dataclass(frozen=True, slots=True)
class Fetched:
    """`is_new`: False where the file is what the validators named; then nothing was written."""

    is_new: bool
    media_type: str = ""
    validators: Validators = field(default_factory=Validators)


def address(given: str) -> URL:
    """The address as it is asked for. Raises FetchError."""
    try:
        url = URL(given.strip())
    except (InvalidURL, UnicodeError) as error:
        raise FetchError("This is not a web address.") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise FetchError("A web address begins with https:// or http:// and names a server.")
    if url.userinfo:
        raise FetchError(
            "Leave name and password out of the address: everybody who reads the document sees it."
        )
    if len(str(url)) > LONGEST_ADDRESS:
        raise FetchError(f"A web address has {LONGEST_ADDRESS:,} characters at most.")
    return url.copy_with(fragment=None)


async def fetch(
    url: URL,
    into: IO[bytes],
    network: Network,
    *,
    most: int,
    known: Validators = Validators(),
    user_agent: str,
    seconds: float = SECONDS,
) -> Fetched:
    """Write what is at the address into the file, at most `most` bytes. Raises FetchError."""
    headers = {"User-Agent": user_agent, "Accept": "*/*", "Accept-Encoding": "gzip", **known.headers()}
    try:
        async with asyncio.timeout(seconds), _pool(network) as pool:
            return await _followed(pool, url, headers, into, most)
    except (TimeoutError, httpcore.TimeoutException) as error:
        raise FetchError(f"The server did not send all of it within {seconds:g} seconds.") from error
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
        said = " ".join(str(error).split())
        raise FetchError(f"The connection failed: {said or type(error).__name__}.") from error


def _pool(network: Network) -> httpcore.AsyncConnectionPool:
    return httpcore.AsyncConnectionPool(network_backend=Guarded(network))


async def _followed(
    pool: httpcore.AsyncConnectionPool, url: URL, headers: dict[str, str], into: IO[bytes], most: int
) -> Fetched:
    for _ in range(MOST_REDIRECTS + 1):
        async with pool.stream(
            "GET", _target(url), headers=_with_host(headers, url), extensions=_PATIENCE
        ) as response:
            said = _said(response)
            if response.status in _REDIRECTS and "location" in said:
                url = address(str(url.join(said["location"])))
                continue
            return await _taken(response, said, into, most)
    raise FetchError(f"It leads on to other addresses more than {MOST_REDIRECTS} times.")


_PATIENCE = {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), _SILENCE_SECONDS)}


def _target(url: URL) -> httpcore.URL:
    return httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)


def _with_host(headers: dict[str, str], url: URL) -> list[tuple[str | bytes, str | bytes]]:
    return [("Host", url.netloc), *headers.items()]


def _said(response: httpcore.Response) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}


async def _taken(response: httpcore.Response, said: Mapping[str, str], into: IO[bytes], most: int) -> Fetched:
    validators = Validators(said.get("etag", "")[:500], said.get("last-modified", "")[:100])
    if response.status == HTTPStatus.NOT_MODIFIED:
        return Fetched(is_new=False)
    if response.status != HTTPStatus.OK:
        raise FetchError(_status(response.status))
    written = 0
    async for piece in _decoded(response, said.get("content-encoding", "").strip().lower()):
        written += len(piece)
        if written > most:
            raise FetchError(f"It has more than the {most >> 20} MB that a file may have.")
        into.write(piece)
    return Fetched(True, said.get("content-type", "").partition(";")[0].strip().lower(), validators)


async def _decoded(response: httpcore.Response, encoding: str) -> AsyncIterator[bytes]:
    """In pieces of a bounded size: a kilobyte of gzip may become a megabyte."""
    if encoding not in ("", "identity", "gzip"):
        raise FetchError(f"The server sends it in an encoding that was not asked for: {encoding[:40]}.")
    unpacking = zlib.decompressobj(wbits=31) if encoding == "gzip" else None
    async for piece in response.aiter_stream():
        if unpacking is None:
            yield piece
            continue
        while piece and not unpacking.eof:
            yield _unpacked(unpacking, piece)
            piece = unpacking.unconsumed_tail


def _unpacked(unpacking: zlib._Decompress, piece: bytes) -> bytes:
    try:
        return unpacking.decompress(piece, _PIECE)
    except zlib.error as error:
        raise FetchError("The server says that it is gzip, and it is not.") from error


def _status(status: int) -> str:
    try:
        phrase = f" ({HTTPStatus(status).phrase})"
    except ValueError:
        phrase = ""
    match status:
        case 401 | 403:
            return f"The server lets only its own users read it: it answers {status}{phrase}."
        case 404 | 410:
            return f"There is nothing at this address any more: the server answers {status}{phrase}."
    return f"The server answers {status}{phrase}."
