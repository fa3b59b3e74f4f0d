"""A growing list on which one can wait: "until three requests have come"."""

import asyncio
from collections.abc import Iterator
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Tally(Generic[Item]):
    """Items in their order of arrival; only appended to."""

    def __init__(self) -> None:
        self._items: list[Item] = []
        self._waiters: set[tuple[int, asyncio.Future[None]]] = set()

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items)

    def __getitem__(self, index: int) -> Item:
        return self._items[index]

    def append(self, item: Item) -> None:
        self._items.append(item)
        for count, waiter in self._waiters:
            if count <= len(self._items) and not waiter.done():
                waiter.set_result(None)

    async def wait(self, count: int = 1) -> None:
        """Returns when there are so many items."""
        if len(self._items) >= count:
            return
        entry = (count, asyncio.get_running_loop().create_future())
        self._waiters.add(entry)
        try:
            await entry[1]
        finally:
            self._waiters.discard(entry)
