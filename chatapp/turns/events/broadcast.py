"""Spreads the events of one turn to those who follow it."""

from __future__ import annotations

import asyncio
import time
from typing import Protocol
from uuid import UUID

from chatapp.conversations.models import TurnStatus
from chatapp.turns.state import Event, TurnState, coalesce
from chatapp.wire.json.jsontext import dumps

# Seconds between two frames of one turn, in the mean; what comes sooner waits and goes as one frame. One frame may be
# early: else a stream whose deltas come unevenly would wait for nearly each of them.
WINDOW = 0.025


class Follower(Protocol):
    """One who follows a turn. `deliver` must return at once: a slow follower is its own affair."""

    def deliver(self, frame: bytes, seq: int) -> None:
        """Take an `events` frame that ends at `seq`."""

    async def restart(self) -> None:
        """Take a new snapshot: the state was replaced."""

    def ended(self) -> None:
        """Nothing comes after this."""


class Broadcast:
    """The state of one turn and its followers. Every follower gets the same frames, each encoded once."""

    def __init__(self, turn_id: UUID, state: TurnState) -> None:
        self.turn_id = turn_id
        self._turn = str(turn_id)
        self.state = state
        self._followers: set[Follower] = set()
        self._unsent: list[Event] = []
        self._sent = state.seq
        self._free_at = 0.0  # from when on a frame goes at once
        self._timer: asyncio.TimerHandle | None = None

    @property
    def followed(self) -> bool:
        return bool(self._followers)

    @property
    def over(self) -> bool:
        """Has the turn ended?"""
        return self.state.turn["status"] not in TurnStatus.open()

    def join(self, follower: Follower) -> None:
        """Follow from now on, beginning with a snapshot."""
        self._followers.add(follower)

    def leave(self, follower: Follower) -> None:
        self._followers.discard(follower)

    def snapshot(self) -> tuple[bytes, int]:
        """The `snapshot` frame that the next frame goes on from, and its `seq`."""
        self._flush()
        return self.state.snapshot(), self.state.seq

    def publish(self, events: list[Event], seq: int | None = None, *, at_once: bool = False) -> None:
        """Fold the events in and send them: at once if asked, or after a while without a frame."""
        self.state.apply(events, seq)
        if not self._followers:
            self._sent = self.state.seq
            return
        self._unsent.extend(events)
        # Not the loop's time: to ask for the loop is a call of the system in Python 3.11.
        wait = self._free_at - time.monotonic()
        if at_once or wait <= 0:
            self._flush()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(wait, self._flush)

    async def replace(self, state: TurnState) -> None:
        """Take another state; every follower starts again from a snapshot of it."""
        self.state = state
        self._unsent.clear()
        self._sent = state.seq
        for follower in tuple(self._followers):
            await follower.restart()

    def close(self) -> None:
        """Send what waits and let the followers go."""
        self._flush()
        for follower in tuple(self._followers):
            follower.ended()
        self._followers.clear()

    def _flush(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self._unsent:
            return
        after, seq, events = self._sent, self.state.seq, coalesce(self._unsent)
        frame = dumps({"type": "events", "turn": self._turn, "after": after, "seq": seq, "events": events})
        self._sent, self._unsent = seq, []
        self._free_at = max(self._free_at, time.monotonic() - WINDOW) + WINDOW
        for follower in tuple(self._followers):
            follower.deliver(frame, seq)
