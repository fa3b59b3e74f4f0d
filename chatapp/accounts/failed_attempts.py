"""How often one network address tried what did not open, in this process."""

from __future__ import annotations

from collections import OrderedDict
from ipaddress import IPv6Address, ip_address
from math import ceil

# Of one household or office; each of its machines has as many addresses as it likes.
_IPV6_NETWORK = 64


class FailedAttempts:
    """Counts by address in windows of `seconds`; of more than `addresses` the one that began first is forgotten."""

    def __init__(self, most: int = 20, seconds: float = 60.0, addresses: int = 10_000) -> None:
        self._most = most
        self._seconds = seconds
        self._addresses = addresses
        self._windows: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def count(self, address: str, now: float) -> int | None:
        """One more, at `now` (seconds). Returns the seconds to wait where that is too many, else None."""
        key = _network(address)
        began, count = self._windows.get(key, (now, 0))
        if now - began >= self._seconds:
            began, count = now, 0
            self._windows.pop(key, None)
        self._windows[key] = began, count + 1
        if len(self._windows) > self._addresses:
            self._windows.popitem(last=False)
        return ceil(began + self._seconds - now) if count >= self._most else None


def _network(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return address
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return found.exploded[: _IPV6_NETWORK // 16 * 5]
