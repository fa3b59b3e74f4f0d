"""An answer that does not end is cut, and says so."""

import pytest

from chatapp.conversations.models import Message, ToolCall
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.usage.models import UsageRecord
from chatapp.wire.json.jsontext import dumps
from chatapp.wiring import Services
from tests.engine import Person, scripted_model

pytestmark = pytest.mark.anyio

LIMIT = 4 << 20


@pytest.mark.parametrize("kind", ["content", "reasoning", "refusal", "tool", "audio", "details"])
async def test_it_is_cut_at_the_limit_whatever_it_consists_of(
    engine: Services, scripted: ScriptedProvider, alice_online: Person, kind: str
) -> None:
    model = await scripted_model(scripted, f"endless-{kind}", tools=True)
    async with alice_online.socket() as socket:
        page = await socket.answer("Tell me", model=model)
        await scripted.wait_disconnect()

        assert (page.turn["status"], page.turn["finish_reason"]) == ("done", "length")
        assert (
            page.turn["error"]["message"]
            == "The answer was cut: answers have at most 4 MB of text and 32 MB of images here."
        )
        body = (await Message.objects.aget(turn=page.turn["id"])).body
        assert body == page.messages[-1]["body"]
        assert LIMIT - 1000 < len(dumps(body)) < LIMIT + 100_000
        record = await UsageRecord.objects.aget(kind="chat")
        assert (record.status, record.estimated) == ("done", True)
        # Half a call is not made.
        assert not await ToolCall.objects.aexists()

        await socket.send("continue", client_id="c-1", message=page.messages[-1]["id"])
        assert (await socket.next("sent", "error"))["type"] == "sent"


@pytest.mark.parametrize("form", ["event", "json"])
async def test_what_comes_in_one_piece_is_cut_inside_of_it(
    engine: Services, scripted: ScriptedProvider, alice_online: Person, form: str
) -> None:
    model = await scripted_model(scripted, f"huge-{form}")
    async with alice_online.socket() as socket:
        page = await socket.answer("Tell me", model=model)
    assert (page.turn["status"], page.turn["finish_reason"]) == ("done", "length")
    assert page.turn["error"]["code"] == "max_answer"
    assert set(page.text.removeprefix("Begun: ")) == {"語"}
    assert LIMIT - 1000 < len(page.text.encode()) <= LIMIT
