"""From a question to its answer over the socket, with the rows that it leaves."""

import pytest
from asgiref.sync import sync_to_async

from chatapp.accounts.models import User
from chatapp.completions.models import Completion
from chatapp.conversations.models import Conversation, Message, ToolCall, Turn, TurnEvent
from chatapp.knowledge.ingestion import Source, sync
from chatapp.knowledge.models import Collection
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.usage.models import UsageRecord
from chatapp.wiring import Services
from tests.engine import Person, scripted_model
from tests.page import Page

pytestmark = pytest.mark.anyio


async def test_an_answer_is_streamed_and_kept(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "words-50@0")
    async with alice_online.socket() as socket:
        sent = await socket.ask("Tell me", model=model)
        page = await Page().watch(socket, sent["turn"])
        while (await socket.next("conversation"))["title"] != "A scripted title":
            pass

    assert page.turn["status"] == "done", page.turn
    assert page.text.count(" ") >= 40
    turn = await Turn.objects.aget(id=sent["turn"])
    assert turn.status == "done"
    message = await Message.objects.aget(turn=turn)
    assert message.body["content"] == page.text
    conversation = await Conversation.objects.aget(id=sent["conversation"])
    assert conversation.active_leaf_id == message.id
    assert conversation.preview == "Tell me"
    assert not await TurnEvent.objects.aexists()
    completion = await Completion.objects.aget(turn=turn, kind="chat")
    assert completion.message_id == message.id
    assert completion.status == "done"
    assert completion.first_token_at is not None
    record = await UsageRecord.objects.aget(completion_id=completion.id)
    assert (record.estimated, record.cost) == (False, None)
    assert record.prompt_tokens > 0


async def test_the_built_in_model_answers_from_the_documents(engine: Services, alice_online: Person) -> None:
    async with alice_online.socket() as socket:
        sent = await socket.ask("How do I connect a provider?")
        page = await Page().watch(socket, sent["turn"])

    assert page.turn["status"] == "done", page.turn
    assert [message["role"] for message in page.messages] == ["user", "assistant", "tool", "assistant"]
    assert await ToolCall.objects.filter(turn_id=sent["turn"], name="search_knowledge").aexists()
    costs = UsageRecord.objects.filter(turn_id=sent["turn"]).values_list(
        "price_input", "price_output", "cost"
    )
    assert [cost async for cost in costs] == [(0, 0, 0)] * 2


async def test_an_assistant_without_collections_quotes_to_nobody_what_only_another_may_read(
    engine: Services, alice_online: Person
) -> None:
    said = "The provider is a violet kettle."
    strangers = await plans_asked(alice_online, said)
    assert said not in str(strangers.messages)
    assert said in (await plans_asked(alice_online, said, owner=alice_online.user)).text


async def plans_asked(person: Person, said: str, owner: User | None = None) -> Page:
    """What the built-in model answers this person while somebody, else nobody, owns a collection that says it."""
    plans = await Collection.objects.acreate(name="Plans", slug="plans", owner=owner)
    await sync_to_async(sync)(plans, [Source("plan", "Plan", said)])
    try:
        async with person.socket() as socket:
            return await socket.answer("Which provider is a kettle?")
    finally:
        await plans.adelete()
