"""Continue, Retry, and answers side by side in one chat."""

from uuid import UUID

import pytest
from asgiref.sync import sync_to_async

from chatapp.conversations.models import Conversation, Message
from chatapp.turns.engine.prompt import CONTINUE
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.upstream.scripted.scripts.text import numbered
from chatapp.wiring import Services
from tests.engine import Person, Socket, scripted_model
from tests.page import Page

pytestmark = pytest.mark.anyio


async def stopped(scripted: ScriptedProvider, socket: Socket, model: int) -> Page:
    sent = await socket.ask("Tell me", model=model)
    page = await Page().until(socket, "word20")
    await socket.send("stop", turn=sent["turn"])
    return await page.watch(socket, sent["turn"])


async def follow(socket: Socket, kind: str, **fields: object) -> Page:
    await socket.send(kind, client_id=f"{kind}-{fields['message']}", **fields)
    sent = await socket.next("sent", "error")
    assert sent["type"] == "sent", sent
    return await Page().watch(socket, sent["turn"])


def prompt(scripted: ScriptedProvider) -> list[tuple[str, str]]:
    """The last request's messages without the instructions."""
    chats = [each.body for each in scripted.requests if "title" not in str(each.body["messages"]).lower()]
    return [(each["role"], each["content"]) for each in chats[-1]["messages"] if each["role"] != "system"]


async def test_continue_goes_on_from_the_partial_answer(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    gated, words = await scripted_model(scripted, "gated"), await scripted_model(scripted, "words-5")
    async with alice_online.socket() as socket:
        partial = await stopped(scripted, socket, gated)
        rest = await follow(socket, "continue", message=partial.messages[-1]["id"], model=words)
        asked_for_rest = prompt(scripted)
        chat, leaf = partial.turn["conversation"], rest.messages[-1]["id"]
        await socket.answer("And now?", model=words, conversation=chat, parent=leaf)

    assert asked_for_rest == [("user", "Tell me"), ("assistant", numbered(20)), ("user", CONTINUE)]
    assert [message["role"] for message in rest.messages] == ["assistant"]
    assert rest.messages[0]["continues"] == rest.messages[0]["parent"] == partial.messages[-1]["id"]
    kept = await Message.objects.aget(id=rest.messages[0]["id"])
    assert str(kept.continues_id) == partial.messages[-1]["id"]
    joined = numbered(20) + numbered(5)
    assert prompt(scripted) == [("user", "Tell me"), ("assistant", joined), ("user", "And now?")]


async def test_an_answer_without_a_word_is_continued_by_answering_anew(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    broken, words = await scripted_model(scripted, "error-400"), await scripted_model(scripted, "words-5")
    async with alice_online.socket() as socket:
        failed = await socket.answer("Tell me", model=broken)
        rest = await follow(socket, "continue", message=failed.messages[-1]["id"], model=words)

    assert prompt(scripted) == [("user", "Tell me")]
    assert rest.text == numbered(5)


async def test_an_answer_cut_by_its_length_can_be_continued_and_a_whole_one_cannot(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    async with alice_online.socket() as socket:
        cut = await socket.answer("Tell me", model=await scripted_model(scripted, "length"))
        rest = await follow(socket, "continue", message=cut.messages[-1]["id"])
        whole = await socket.answer("Tell me", model=await scripted_model(scripted, "words-5"))
        await socket.send("continue", client_id="c", message=whole.messages[-1]["id"])
        complete = await socket.next("error", "sent")
        await socket.send("continue", client_id="d", message=whole.messages[0]["id"])
        question = await socket.next("error", "sent")
        await socket.send("retry", client_id="e", message=whole.messages[-1]["id"])
        answer = await socket.next("error", "sent")

    assert rest.turn["status"] == "done"
    assert [complete["code"], question["code"], answer["code"]] == ["conflict"] * 3


async def test_retry_answers_beside_the_first_answer(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    first, second = await scripted_model(scripted, "words-5"), await scripted_model(scripted, "words-7")
    async with alice_online.socket() as socket:
        page = await socket.answer("Tell me", model=first)
        question = page.messages[0]["id"]
        again = await follow(socket, "retry", message=question, model=second)

    assert prompt(scripted) == [("user", "Tell me")]
    answers = [message async for message in Message.objects.filter(parent=question).order_by("id")]
    assert [answer.body["content"] for answer in answers] == [numbered(5), numbered(7)]
    chat = await Conversation.objects.aget(id=page.turn["conversation"])
    assert chat.active_leaf_id == answers[1].id == UUID(again.messages[-1]["id"])


async def test_branches_are_answered_in_parallel_and_the_leaf_stays_where_the_person_is(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    slow, quick = await scripted_model(scripted, "gated"), await scripted_model(scripted, "words-5")
    async with alice_online.socket() as socket, alice_online.socket() as other:
        begun = await socket.answer("Hello", model=quick)
        chat, root = begun.turn["conversation"], begun.messages[-1]["id"]
        await other.send("subscribe", conversation=chat)
        waiting = await socket.ask("Slowly", model=slow, conversation=chat, parent=root)
        await scripted.gate("gated").reached()
        beside = await socket.answer("Quickly", model=quick, conversation=chat, parent=root)
        scripted.gate("gated").release()
        late = await Page().watch(other, waiting["turn"])

    assert late.text == numbered(40)
    assert late.messages[0]["parent"] == beside.messages[0]["parent"] == root
    kept = await Conversation.objects.aget(id=chat)
    assert kept.active_leaf_id == UUID(beside.messages[-1]["id"])


async def test_the_leaf_is_the_answer_once_it_is_whole(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "gated")
    async with alice_online.socket() as socket:
        sent = await socket.ask("Hello", model=model)
        await scripted.gate("gated").reached()
        during = await Conversation.objects.aget(id=sent["conversation"])
        scripted.gate("gated").release()
        page = await Page().watch(socket, sent["turn"])

    after = await Conversation.objects.aget(id=sent["conversation"])
    assert str(during.active_leaf_id) == sent["message"]
    assert str(after.active_leaf_id) == page.messages[-1]["id"]


async def test_nothing_is_asked_below_a_message_that_was_deleted(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    async with alice_online.socket() as socket:
        page = await socket.answer("Tell me", model=await scripted_model(scripted, "words-5"))
        chat, (question, answer) = page.turn["conversation"], [message["id"] for message in page.messages]
        await sync_to_async(alice_online.browser.post)(f"/c/{chat}/entries/{question}/deletion/")
        refused = await socket.ask("And now?", conversation=chat, parent=answer)
        await socket.send("retry", client_id="again", message=question)
        also = await socket.next("error", "sent")
    assert (refused["code"], also["code"]) == ("not_found", "not_found")
