"""Daphne's server, with connections that it knows of and a way to end without cutting any of them."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

from autobahn.websocket.protocol import WebSocketProtocol
from daphne import http_protocol
from daphne.server import Server
from twisted.internet.error import ConnectionDone
from twisted.python import failure

from .channel import Channel

# Connections that the system takes in for a process that is busy: with Daphne's 50, more at once wait for a second.
BACKLOG = 1024
# Seconds after which a connection that was just made, and on which nothing came, is not waited for.
_ARRIVING_SECONDS = 0.5
_LOOK_SECONDS = 0.05
# The standard's code for a server that restarts; Channels' own way to close a socket refuses it.
_SERVICE_RESTART = 1012


class ListeningServer(Server):  # type: ignore[misc]  # Daphne has no types
    """`retired`: it listens no more, and each connection ends with its next answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.connections: dict[Any, dict[str, Any]] = {}
        self.channels: set[Channel] = set()
        self.retired = False
        self._ports: list[Any] = []

    def listen_success(self, port: Any) -> None:
        self._ports.append(port)
        super().listen_success(port)

    def retire(self) -> None:
        self.retired = True
        while self._ports:
            _close(self._ports.pop())
        for channel in tuple(self.channels):
            channel.retire()
        self.dismiss_sockets()

    async def emptied(self) -> None:
        """Returns when the last connection has ended."""
        latest = asyncio.get_running_loop().time() + _ARRIVING_SECONDS
        while self._is_used():
            await asyncio.sleep(_LOOK_SECONDS)
            # One may have been on its way.
            self.dismiss_sockets()
            if asyncio.get_running_loop().time() > latest:
                for channel in tuple(self.channels):
                    channel.close_if_unused()

    def dismiss_sockets(self) -> None:
        """Say that the server restarts: pages come back at once, to another process where there is one."""
        for protocol in tuple(self.connections):
            if isinstance(protocol, WebSocketProtocol) and protocol.state == WebSocketProtocol.STATE_OPEN:
                protocol.sendCloseFrame(code=_SERVICE_RESTART)

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
        body = getattr(protocol, "request_body", None)
        if body is None:
            return super().create_application(protocol, scope)
        scope.setdefault("asgi", {"version": "3.0"})
        running = self.application(scope, body.receive, partial(self.handle_reply, protocol))
        self.connections[protocol]["application_instance"] = asyncio.ensure_future(running)
        return body

    def kill_all_applications(self) -> Any:
        # Daphne's own stumbles over a connection whose application has ended and whose line has not.
        for protocol, held in tuple(self.connections.items()):
            if "application_instance" not in held:
                del self.connections[protocol]
        return super().kill_all_applications()

    def _is_used(self) -> bool:
        return bool(self.channels) or any("disconnected" not in held for held in self.connections.values())


def watch_connections() -> None:
    """Let every port that opens from now on make such connections."""
    http_protocol.HTTPFactory.protocol = Channel


def _close(port: Any) -> None:
    """Let in whom the system has let in already: closing would cut them off. Not Twisted's own way, which closes
    in the loop's next round: a connection made until then is cut off too."""
    port.numberAccepts = 2 * BACKLOG
    port.doRead()
    # uvloop keeps a socket open for as long as it watches it.
    port.stopReading()
    closed: Any = failure.Failure
    port.connectionLost(closed(ConnectionDone()))
