"""Which machines may be asked: a name is resolved once, and what it says is judged and then connected to."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from httpcore import SOCKET_OPTION, AnyIOBackend, AsyncNetworkBackend, AsyncNetworkStream

from chatapp.fetching.errors import FetchError

__all__ = ["Guarded", "Network", "is_public"]

Resolve = Callable[[str, int], Awaitable[list[str]]]

_GLOBAL_UNICAST = IPv6Network("2000::/3")


async def resolved(host: str, port: int) -> list[str]:
    """The numeric addresses that the system knows of a host. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def is_public(address: str) -> bool:
    """Whether anybody on the internet could connect to it, too."""
    found = _ip(address)
    if isinstance(found, IPv4Address):
        return found.is_global and not found.is_multicast
    # Outside of this block lie, beside all that is local, the forms that carry an IPv4 address for a gateway.
    carries_another = found.sixtofour or found.teredo
    return found in _GLOBAL_UNICAST and found.is_global and not carries_another


@dataclass(frozen=True, slots=True)
class Network:
    """`intranet`: the names of hosts whose addresses may be private. Nothing is asked at a link-local one: there
    clouds keep the credentials of the machine."""

    intranet: frozenset[str] = frozenset()
    resolve: Resolve = resolved

    async def addresses(self, host: str, port: int) -> list[str]:
        """Where to connect to. One that is refused refuses all: whoever owns the name chose it. Raises FetchError."""
        try:
            found = await self.resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise FetchError(f"No server is known by the name “{host}”.") from error
        if not found or not all(self._allows(host, address) for address in found):
            raise FetchError(
                f"“{host}” is an address inside of a private network, which is not asked. "
                "The operator can allow it by name (INTRANET_HOSTS)."
            )
        return found

    def _allows(self, host: str, address: str) -> bool:
        if host.lower() not in self.intranet:
            return is_public(address)
        found = _ip(address)
        return not (found.is_link_local or found.is_multicast or found.is_unspecified)


class Guarded(AsyncNetworkBackend):
    """Connects to the addresses that were judged, and to nothing by its name."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._sockets = AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  (the library's name)
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> AsyncNetworkStream:
        addresses = await self._network.addresses(host, port)
        return await self._sockets.connect_tcp(addresses[0], port, timeout, local_address, socket_options)

    async def sleep(self, seconds: float) -> None:
        await self._sockets.sleep(seconds)


def _ip(address: str) -> IPv4Address | IPv6Address:
    found = ip_address(address.partition("%")[0])
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found
