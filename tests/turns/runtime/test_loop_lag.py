"""How late the loop is, and what is refused for it."""

import asyncio
from collections.abc import Callable
from typing import Any, cast

import pytest

from chatapp.turns.errors import Overloaded
from chatapp.turns.runtime import loop_lag as module
from chatapp.turns.runtime.loop_lag import Lag
from chatapp.upstream.turnstile import Turnstile


class Loop:
    """A loop whose time passes as told."""

    def __init__(self) -> None:
        self.now = 100.0
        self._looks: list[tuple[float, Callable[[], None]]] = []

    def time(self) -> float:
        return self.now

    def call_at(self, when: float, look: Callable[[], None]) -> Any:
        self._looks.append((when, look))

    def pass_late(self, seconds: float) -> None:
        """Come to what is due, so much later."""
        (when, look) = self._looks.pop()
        self.now = when + seconds
        look()


@pytest.fixture
def loop() -> Loop:
    return Loop()


@pytest.fixture
def lag(loop: Loop) -> Lag:
    made = Lag()
    made.open(cast(asyncio.AbstractEventLoop, loop), Turnstile())
    return made


def test_a_loop_in_time_has_no_lag(loop: Loop, lag: Lag) -> None:
    for _ in range(20):
        loop.pass_late(0.001)
    assert lag.seconds < 0.002
    lag.admit()


def test_one_long_pause_refuses_nobody(loop: Loop, lag: Lag) -> None:
    loop.pass_late(30)
    lag.admit()


def test_a_loop_that_stays_late_refuses_until_it_has_caught_up(loop: Loop, lag: Lag) -> None:
    for _ in range(20):
        loop.pass_late(module.MOST * 1.2)
    with pytest.raises(Overloaded, match="more to do than it can"):
        lag.admit()
    for _ in range(4):
        loop.pass_late(0)
    lag.admit()


def test_a_measure_that_was_closed_refuses_nobody(loop: Loop, lag: Lag) -> None:
    for _ in range(20):
        loop.pass_late(1)
    lag.close()
    lag.admit()
