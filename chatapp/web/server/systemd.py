"""The datagrams of sd_notify(3), where the service manager asks for them."""

from __future__ import annotations

import os
import socket
from contextlib import suppress

READY = "READY=1"
STOPPING = "STOPPING=1"


def tell(state: str) -> None:
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return
    # A manager that has gone is no reason to stop.
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line, suppress(OSError):
        # A name without a file begins with a zero byte.
        line.sendto(state.encode(), address.replace("@", "\0", 1) if address[0] == "@" else address)
