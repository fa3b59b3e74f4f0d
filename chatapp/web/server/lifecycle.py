"""What state the server process is in, for those who ask whether it may be sent work."""

from enum import Enum


class State(Enum):
    STARTING = "starting"
    READY = "ready"
    DRAINING = "draining"
    STOPPED = "stopped"


TRANSITIONS: dict[State, frozenset[State]] = {
    State.STARTING: frozenset({State.READY, State.STOPPED}),
    State.READY: frozenset({State.DRAINING, State.STOPPED}),
    State.DRAINING: frozenset({State.STOPPED}),
    State.STOPPED: frozenset(),
}


class Lifecycle:
    def __init__(self) -> None:
        self.state = State.STARTING

    def enter(self, state: State) -> None:
        if state not in TRANSITIONS[self.state]:
            raise ValueError(f"A server that is {self.state.value} cannot become {state.value}.")
        self.state = state


# The process has one server.
lifecycle = Lifecycle()
