"""A server that has more to do than it can says so at once."""

import pytest

from chatapp.conversations.models import Turn
from chatapp.turns.runtime.loop_lag import MOST, lag
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.wiring import Services
from tests.engine import Person, scripted_model

pytestmark = pytest.mark.anyio


async def test_a_question_is_refused_before_it_is_written_down(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "words-5")
    async with alice_online.socket() as socket:
        lag.seconds = MOST * 1000
        refused = await socket.ask("Tell me", model=model)
        lag.seconds = 0
        assert (refused["type"], refused["code"]) == ("error", "overloaded")
        assert await Turn.objects.acount() == 0
        assert (await socket.answer("Tell me", model=model)).turn["status"] == "done"
