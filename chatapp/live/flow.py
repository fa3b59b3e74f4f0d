"""What a socket may be sent now: its line has room, and its client keeps up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol
from uuid import UUID

from .debt import Debt


class Line(Protocol):
    """The connection below a socket."""

    @property
    def full(self) -> bool:
        """Does so much wait for the client that nothing should be added?"""

    async def room(self) -> None:
        """Returns when it is not full, or gone."""

    def when_drained(self, drained: Callable[[], None]) -> None:
        """Call `drained` each time when it was full and is empty."""


class EndlessLine:
    """Of a server that does not say how much waits."""

    full = False

    async def room(self) -> None:
        return

    def when_drained(self, drained: Callable[[], None]) -> None:
        return


def line_of(scope: Mapping[str, Any]) -> Line:
    """The line that the server hands over with the socket (chatapp/web/paced_socket.py)."""
    line: Line = scope.get("extensions", {}).get("chatapp.line") or EndlessLine()
    return line


class Flow:
    """Followers ask it before they send a frame of their turn, and tell it what they sent."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.debt = Debt()

    def may_send(self, turn: UUID) -> bool:
        return not self.line.full and self.debt.allows(turn)

    def may_catch_up(self, turn: UUID) -> bool:
        """May a snapshot be sent to one that was held back?"""
        return not self.line.full and self.debt.is_low(turn)
