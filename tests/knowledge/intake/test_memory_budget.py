"""Long texts take memory: so much of them is indexed at a time, and short ones wait for nobody."""

import asyncio
from collections.abc import Awaitable, Callable

from chatapp.accounts.models import User
from chatapp.jobs.threads import in_thread
from chatapp.knowledge.intake.arrival import arrive
from chatapp.knowledge.intake.memory_budget import UNIT, UNITS, reserved
from chatapp.knowledge.intake.taking_in import take_in
from chatapp.knowledge.models import Collection, Intake
from tests.extraction.unnamed import unnamed_files
from tests.timeouts import TIMEOUT

ALL = UNITS * UNIT


class _Indexed:
    """The sizes of texts that are indexed now, and of all that were begun, in their order."""

    def __init__(self) -> None:
        self.inside: list[int] = []
        self.begun: list[int] = []
        self.most = 0
        self._finished = asyncio.Event()

    async def index(self, size: int) -> None:
        async with reserved(size):
            self.inside.append(size)
            self.begun.append(size)
            self.most = max(self.most, sum(one for one in self.inside if one >= UNIT))
            await self._finished.wait()
            self.inside.remove(size)

    def finish(self) -> None:
        self._finished.set()


async def _settled() -> None:
    """Whoever can go on has gone on: nobody waits for anything but others of the test."""
    for _ in range(100):
        await asyncio.sleep(0)


def _played(play: Callable[[], Awaitable[None]]) -> None:
    async def in_time() -> None:
        async with asyncio.timeout(TIMEOUT):
            await play()

    asyncio.run(in_time())


def test_no_more_than_the_budget_is_indexed_at_a_time() -> None:
    async def play() -> None:
        texts = _Indexed()
        half, third = ALL // 2, ALL // 3
        tasks = [asyncio.create_task(texts.index(size)) for size in (half, third, half, third, 2 * ALL, half)]
        await _settled()
        assert texts.inside == [half, third]
        texts.finish()
        await asyncio.gather(*tasks)
        assert texts.begun == [half, third, half, third, 2 * ALL, half]
        assert texts.most == 2 * ALL

    _played(play)


def test_a_text_that_is_longer_than_the_budget_is_indexed_alone() -> None:
    assert _indexed_first(5 * ALL, 4 * ALL, UNIT) == [5 * ALL]


def test_a_short_text_waits_for_no_other() -> None:
    assert _indexed_first(ALL, ALL, UNIT - 1) == [ALL, UNIT - 1]


def _indexed_first(*sizes: int) -> list[int]:
    """Of texts of these sizes, those that do not wait for another. All come to their end."""
    first: list[int] = []

    async def play() -> None:
        texts = _Indexed()
        tasks = [asyncio.create_task(texts.index(size)) for size in sizes]
        await _settled()
        first.extend(texts.inside)
        texts.finish()
        await asyncio.gather(*tasks)

    _played(play)
    return first


def test_what_is_cancelled_while_it_waits_leaves_its_turn_to_the_next() -> None:
    async def play() -> None:
        texts = _Indexed()
        first, second, third = (
            asyncio.create_task(texts.index(size)) for size in (ALL // 2, ALL, ALL // 2 + UNIT - 1)
        )
        await _settled()
        # It has some units already, and waits for the others.
        second.cancel()
        await _settled()
        assert texts.inside == [ALL // 2, ALL // 2 + UNIT - 1]
        texts.finish()
        await asyncio.gather(first, third)

    _played(play)


def test_a_long_file_is_not_in_memory_while_others_fill_it_and_a_short_one_is_taken_in(
    plans: Collection, alice: User
) -> None:
    book = b"Some words of a book. " * 100_000
    long = arrive(alice, plans, "book.txt", [book])
    short = arrive(alice, plans, "note.txt", [b"A note."])
    assert long is not None
    assert short is not None

    def states() -> dict[str, str]:
        return dict(Intake.objects.filter(collection=plans).values_list("name", "state"))

    async def play() -> None:
        async with reserved(ALL):
            waits = asyncio.create_task(take_in(intake_id=long.pk))
            while max(unnamed_files(), default=0) < len(book):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            await take_in(intake_id=short.pk)
            assert await in_thread(states) == {"book.txt": "reading", "note.txt": "ready"}
        await waits
        assert await in_thread(states) == {"book.txt": "ready", "note.txt": "ready"}

    _played(play)
