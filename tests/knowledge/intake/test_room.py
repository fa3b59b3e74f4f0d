"""Long texts take memory: so much of them is indexed at a time, and short ones wait for nobody."""

import asyncio
from collections.abc import Awaitable, Callable

from asgiref.sync import sync_to_async

from chatapp.accounts.models import User
from chatapp.knowledge.intake.arrival import arrive
from chatapp.knowledge.intake.room import PLACE, PLACES, room_for
from chatapp.knowledge.intake.taking_in import take_in
from chatapp.knowledge.models import Collection, Intake
from tests.extraction.unnamed import unnamed_files
from tests.timeouts import TIMEOUT

ALL = PLACES * PLACE


class _Hall:
    """Who is in it, and who came in at all, in their order."""

    def __init__(self) -> None:
        self.inside: list[int] = []
        self.came: list[int] = []
        self.most = 0
        self._leaving = asyncio.Event()

    async def visit(self, size: int) -> None:
        async with room_for(size):
            self.inside.append(size)
            self.came.append(size)
            self.most = max(self.most, sum(one for one in self.inside if one >= PLACE))
            await self._leaving.wait()
            self.inside.remove(size)

    def let_out(self) -> None:
        self._leaving.set()


async def _settled() -> None:
    """Whoever can go on has gone on: nobody waits for anything but others of the test."""
    for _ in range(100):
        await asyncio.sleep(0)


def _played(play: Callable[[], Awaitable[None]]) -> None:
    async def in_time() -> None:
        async with asyncio.timeout(TIMEOUT):
            await play()

    asyncio.run(in_time())


def test_no_more_than_the_room_holds_is_in_it_at_a_time() -> None:
    async def play() -> None:
        hall = _Hall()
        half, third = ALL // 2, ALL // 3
        visits = [asyncio.create_task(hall.visit(size)) for size in (half, third, half, third, 2 * ALL, half)]
        await _settled()
        assert hall.inside == [half, third]
        hall.let_out()
        await asyncio.gather(*visits)
        assert hall.came == [half, third, half, third, 2 * ALL, half]
        assert hall.most == 2 * ALL

    _played(play)


def test_a_text_that_is_longer_than_the_room_has_it_alone() -> None:
    async def play() -> None:
        hall = _Hall()
        visits = [asyncio.create_task(hall.visit(size)) for size in (5 * ALL, 4 * ALL, PLACE)]
        await _settled()
        assert hall.inside == [5 * ALL]
        hall.let_out()
        await asyncio.gather(*visits)

    _played(play)


def test_a_short_text_waits_for_nobody() -> None:
    async def play() -> None:
        hall = _Hall()
        visits = [asyncio.create_task(hall.visit(size)) for size in (ALL, ALL, PLACE - 1)]
        await _settled()
        assert hall.inside == [ALL, PLACE - 1]
        hall.let_out()
        await asyncio.gather(*visits)

    _played(play)


def test_who_goes_away_while_waiting_leaves_its_place_to_the_next() -> None:
    async def play() -> None:
        hall = _Hall()
        first, second, third = (
            asyncio.create_task(hall.visit(size)) for size in (ALL // 2, ALL, ALL // 2 + PLACE - 1)
        )
        await _settled()
        # It has some places already, and waits for the others.
        second.cancel()
        await _settled()
        assert hall.inside == [ALL // 2, ALL // 2 + PLACE - 1]
        hall.let_out()
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
        async with room_for(ALL):
            waits = asyncio.create_task(take_in(intake_id=long.pk))
            while max(unnamed_files(), default=0) < len(book):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            await take_in(intake_id=short.pk)
            assert await sync_to_async(states)() == {"book.txt": "reading", "note.txt": "ready"}
        await waits
        assert await sync_to_async(states)() == {"book.txt": "ready", "note.txt": "ready"}

    _played(play)
