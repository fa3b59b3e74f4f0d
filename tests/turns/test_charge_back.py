"""What the ledger keeps of a chat's call to charge it back: groups and assistant of that moment, tools it called."""

import pytest

from chatapp.accounts.models import Group
from chatapp.assistants.models import Assistant
from chatapp.conversations.models import Conversation
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.usage.models import UsageRecord
from chatapp.wiring import Services
from tests.engine import Person, scripted_model

pytestmark = pytest.mark.anyio


async def test_a_call_keeps_the_groups_and_the_assistant_of_its_moment(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "words-5")
    for name in ("Red", "blue", "Empty"):
        group = await Group.objects.acreate(name=name)
        if name != "Empty":
            await group.members.aadd(alice_online.user)
    async with alice_online.socket() as socket:
        await socket.answer("Tell me", model=model)
        await Group.objects.filter(name="Red").aupdate(name="Green")
        conversation = await Conversation.objects.aget()
        await socket.answer("And more", model=model, conversation=str(conversation.pk))

    rows = UsageRecord.objects.filter(kind="chat").order_by("id")
    default = await Assistant.objects.aget(is_default=True)
    assert [(row.group_names, row.assistant) async for row in rows] == [
        (["blue", "Red"], default.slug),
        (["blue", "Green"], default.slug),
    ]


async def test_the_round_that_called_a_tool_keeps_its_name(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "tool", tools=True)
    async with alice_online.socket() as socket:
        await socket.answer("Tell me", model=model)

    rows = UsageRecord.objects.filter(kind="chat").order_by("id")
    assert [row.tools async for row in rows] == ["search_knowledge", ""]
