"""Named gates at which scripted answers wait, so that a test stops one in its middle without sleeping."""

from collections import defaultdict
from collections.abc import Callable

from chatapp.upstream.scripted.tally import Tally


class Gate:
    """Opens for those who wait now; a release that finds nobody lets the next one through."""

    def __init__(self) -> None:
        self._waiting: list[Callable[[], None]] = []
        self._permits = 0
        self._arrivals: Tally[None] = Tally()

    def hold(self, passed: Callable[[], None]) -> None:
        """`passed` is called when the gate lets the caller through: at once where a release is left over."""
        self._arrivals.append(None)
        if self._permits:
            self._permits -= 1
            passed()
        else:
            self._waiting.append(passed)

    def leave(self, passed: Callable[[], None]) -> None:
        """Withdraw a caller that waits."""
        self._waiting = [other for other in self._waiting if other != passed]

    def release(self) -> int:
        """How many were let through."""
        waiting, self._waiting = self._waiting, []
        for passed in waiting:
            passed()
        self._permits += not waiting
        return len(waiting)

    async def reached(self, count: int = 1) -> None:
        """Returns when so many holds in all have come to this gate since the start."""
        await self._arrivals.wait(count)


class Gates:
    """All gates by name; asking makes them."""

    def __init__(self) -> None:
        self._gates: defaultdict[str, Gate] = defaultdict(Gate)

    def __getitem__(self, name: str) -> Gate:
        return self._gates[name]
