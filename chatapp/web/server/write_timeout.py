"""How long a client may take nothing of what waits for it."""

import socket
from typing import Any

# Milliseconds.
_MOST = 120_000
# Only Linux knows it; elsewhere a client that never reads is held until it goes.
_USER_TIMEOUT = getattr(socket, "TCP_USER_TIMEOUT", None)


def limit_write_time(transport: Any) -> None:
    """Let the connection end where its client takes nothing at all for two minutes."""
    if _USER_TIMEOUT is not None:
        transport.getHandle().setsockopt(socket.IPPROTO_TCP, _USER_TIMEOUT, _MOST)
