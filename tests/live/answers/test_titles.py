"""A new chat gets a title: from a model, a ledger row of its own; from its first words until then."""

from collections.abc import AsyncIterator

import pytest
from channels.db import database_sync_to_async
from django.db import connections
from pytest_django import Settings

from chatapp import wiring
from chatapp.completions.models import Completion
from chatapp.conversations.models import Conversation
from chatapp.conversations.settings import rename
from chatapp.providers.models import Model
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.usage.models import UsageRecord
from chatapp.wiring import Services
from tests.engine import Person, Socket, scripted_model

pytestmark = pytest.mark.anyio


async def titled(socket: Socket, title: str) -> None:
    while (await socket.next("conversation"))["title"] != title:
        pass


async def test_the_title_is_a_completion_and_a_ledger_row_of_its_own(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    async with alice_online.socket() as socket:
        page = await socket.answer("What is a lease?", model=await scripted_model(scripted, "words-5"))
        await titled(socket, "A scripted title")

    chat = await Conversation.objects.aget(id=page.turn["conversation"])
    assert (chat.title, chat.title_source) == ("A scripted title", "model")
    completion = await Completion.objects.aget(kind="title")
    record = await UsageRecord.objects.aget(kind="title")
    assert str(completion.turn_id) == str(record.turn_id) == page.turn["id"]
    assert record.completion_id == completion.id
    assert record.total_tokens > 0


async def test_first_words_are_the_title_where_the_model_gives_none(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    async with alice_online.socket() as socket:
        model = await scripted_model(scripted, "title-none")
        page = await socket.answer("What is\na lease?", model=model)
        await wiring.drain(10)

    chat = await Conversation.objects.aget(id=page.turn["conversation"])
    assert (chat.title, chat.title_source) == ("What is a lease?", "first_words")
    assert await _attempts() == [("failed", 1), ("failed", 2), ("failed", 3)]
    assert await UsageRecord.objects.filter(kind="title", status="failed").acount() == 3
    assert page.turn["status"] == "done"


async def test_a_title_is_asked_for_as_often_as_an_answer(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    async with alice_online.socket() as socket:
        await socket.answer("What is a lease?", model=await scripted_model(scripted, "fail-1-then-ok"))
        await wiring.drain(10)
    assert await _attempts() == [("failed", 1), ("done", 2)]


@pytest.mark.parametrize(
    ("script", "title"),
    [
        ("title-markdown", "A short title of OPENAI_API_KEY"),
        ("title-long", "It is a title of many words, and of more words, and of more words, and of more…"),
    ],
)
async def test_a_title_is_plain_and_ends_with_a_word(
    engine: Services, scripted: ScriptedProvider, alice_online: Person, script: str, title: str
) -> None:
    async with alice_online.socket() as socket:
        await socket.answer("What is a lease?", model=await scripted_model(scripted, script))
        await titled(socket, title)


async def test_a_title_is_asked_for_within_few_tokens(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    plain, thinks = [await scripted_model(scripted, name) for name in ("words-1", "words-2")]
    await Model.objects.filter(pk=thinks).aupdate(reasoning=True)
    async with alice_online.socket() as socket:
        for model in (plain, thinks):
            await socket.answer("What is a lease?", model=model)
            await titled(socket, "A scripted title")
    limits = [received.body.get("max_completion_tokens") for received in scripted.requests]
    assert limits == [None, 60, None, 1000]


async def test_a_provider_that_knows_only_max_tokens_gets_that(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    async with alice_online.socket() as socket:
        await socket.answer("What is a lease?", model=await scripted_model(scripted, "title-max-tokens"))
        await titled(socket, "Within the older limit")
    assert "max_completion_tokens" not in scripted.requests[-1].body
    assert scripted.requests[-1].body["max_tokens"] == 60


async def test_one_that_knows_no_limit_is_left_in_the_middle(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    async with alice_online.socket() as socket:
        await socket.answer("What is a lease?", model=await scripted_model(scripted, "title-endless"))
        await titled(socket, "And on and on")
        await scripted.wait_disconnect()
        await wiring.drain(10)
    assert await _attempts() == [("done", 1)]
    assert (await UsageRecord.objects.aget(kind="title")).estimated


async def _attempts() -> list[tuple[str, int]]:
    titles = Completion.objects.filter(kind="title").order_by("queued_at")
    return [(title.status, title.attempt) async for title in titles]


async def test_a_title_that_a_person_gave_stays(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "gated")
    async with alice_online.socket() as socket:
        sent = await socket.ask("What is a lease?", model=model)
        await scripted.gate("gated").reached()
        chat = await Conversation.objects.aget(id=sent["conversation"])
        await database_sync_to_async(rename)(chat, "Mine")
        await titled(socket, "Mine")
        scripted.gate("gated").release()
        await wiring.drain(10)

    await chat.arefresh_from_db()
    assert (chat.title, chat.title_source) == ("Mine", "user")
    assert await Completion.objects.filter(kind="title").aexists()


async def test_the_built_in_model_gives_no_titles(engine: Services, alice_online: Person) -> None:
    async with alice_online.socket() as socket:
        page = await socket.answer("How do I connect a provider?")
        await wiring.drain(10)

    chat = await Conversation.objects.aget(id=page.turn["conversation"])
    assert (chat.title, chat.title_source) == ("How do I connect a provider?", "first_words")
    assert not await Completion.objects.filter(kind="title").aexists()


async def test_only_the_first_answer_of_a_chat_brings_a_title(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "words-5")
    async with alice_online.socket() as socket:
        page = await socket.answer("Hello", model=model)
        await titled(socket, "A scripted title")
        chat, leaf = page.turn["conversation"], page.messages[-1]["id"]
        await socket.answer("More", model=model, conversation=chat, parent=leaf)
        await wiring.drain(10)

    assert await Completion.objects.filter(kind="title").acount() == 1


@pytest.fixture
async def titles_by_another_model(
    settings: Settings, committed: None, scripted: ScriptedProvider
) -> AsyncIterator[None]:
    settings.TITLE_MODEL = "scripted/lorem"
    await wiring.start()
    yield
    await wiring.stop()
    await database_sync_to_async(connections.close_all)()


async def test_the_operator_may_name_the_model_of_the_titles(
    titles_by_another_model: None, scripted: ScriptedProvider, alice_online: Person
) -> None:
    await scripted_model(scripted, "lorem")
    async with alice_online.socket() as socket:
        await socket.answer("Hello", model=await scripted_model(scripted, "words-5"))
        await titled(socket, "A scripted title")

    assert (await Completion.objects.aget(kind="title")).model_name == "lorem"
