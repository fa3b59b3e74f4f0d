"""Connections that write at once.

Twisted buffers what is written and asks the reactor to send it in its next round: an `epoll_ctl` on, a round, an
`epoll_ctl` off. A streamed answer is many small writes to sockets that could take them, and this is a sixth of
what they cost (`bench/relay`).
"""

from collections.abc import Iterable
from typing import Any, cast

from twisted.internet import tcp


class EagerConnection(tcp.Server):
    """Sends while nothing is waiting; what the socket does not take goes the usual way."""

    def write(self, data: bytes) -> None:
        if self._may_send(data):
            sent = self.writeSomeData(data)
            # A lost connection comes back as an exception object: the usual way finds it again and reports it.
            if isinstance(sent, int):
                data = data[sent:]
        if data:
            # Twisted has no type here.
            cast(Any, super()).write(data)

    def writeSequence(self, iovec: Iterable[bytes]) -> None:
        # A chunk of a body comes in four pieces: its size, its data and two ends of lines.
        self.write(b"".join(iovec))

    def _may_send(self, data: bytes) -> bool:
        waiting = self.dataBuffer or self._tempDataBuffer or self.offset
        return bool(data and self.connected) and not (waiting or self.TLS or self.disconnecting)


def write_eagerly() -> None:
    """Let every port that opens from now on make such connections."""
    tcp.Port.transport = EagerConnection
