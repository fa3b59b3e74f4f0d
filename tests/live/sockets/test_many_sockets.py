"""How many sockets one person may have, and which of them gives way."""

from contextlib import AsyncExitStack

import pytest

from chatapp.turns.events.presence import MOST_SOCKETS
from chatapp.wiring import Services
from tests.engine import Person, Socket

pytestmark = pytest.mark.anyio


async def test_one_socket_too_many_takes_the_place_of_the_one_that_was_idle_for_longest(
    engine: Services, alice_online: Person, bob_online: Person
) -> None:
    async with AsyncExitStack() as stack:

        async def opened(person: Person) -> Socket:
            return await stack.enter_async_context(person.socket())

        bobs = await opened(bob_online)
        used, idle, *others = [await opened(alice_online) for _ in range(MOST_SOCKETS)]
        await used.send("subscribe", conversation="01990a1c-7a3e-7c11-9d2b-0b6f6a5d8e01", re=1)
        assert (await used.next("error"))["code"] == "not_found"
        newest = await opened(alice_online)

        assert await idle.closed() == 4409
        assert engine.presence.count == MOST_SOCKETS + 1
        for socket in (bobs, used, *others, newest):
            assert await socket.arrived() == []
