"""What comes beside the text: reasoning and its duration, refusals, annotations, why it finished."""

import pytest

from chatapp.completions.models import Completion
from chatapp.conversations.models import Message, Turn
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.wiring import Services
from tests.engine import Person, scripted_model
from tests.page import Page

pytestmark = pytest.mark.anyio


async def test_reasoning_is_kept_with_its_duration(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "thinking")
    async with alice_online.socket() as socket:
        sent = await socket.ask("Think", model=model)
        await scripted.gate("thinking").reached()
        page = Page()
        while not page.messages or "reasoning_content" not in page.messages[-1]["body"]:
            page.take(await socket.next("snapshot", "events"))
        assert page.messages[-1]["reasoning_ms"] is None
        scripted.gate("thinking").release()
        await page.watch(socket, sent["turn"])

    kept = await Message.objects.aget(turn=sent["turn"])
    assert (kept.body["reasoning_content"], kept.body["content"]) == ("Thought.", "Answer.")
    assert kept.reasoning_ms == page.messages[-1]["reasoning_ms"]
    assert kept.reasoning_ms is not None


async def test_reasoning_is_not_sent_back_to_the_provider(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "reasoning")
    async with alice_online.socket() as socket:
        page = await socket.answer("Think", model=model)
        chat, leaf = page.turn["conversation"], page.messages[-1]["id"]
        await socket.answer("More", model=model, conversation=chat, parent=leaf)

    answers = [each for each in scripted.requests[-1].body["messages"] if each["role"] == "assistant"]
    assert answers == [{"role": "assistant", "content": "Here is the answer."}]


async def test_a_refusal_is_an_answer_that_is_kept_and_sent_back(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "refusal")
    async with alice_online.socket() as socket:
        page = await socket.answer("Help", model=model)
        chat, leaf = page.turn["conversation"], page.messages[-1]["id"]
        await socket.answer("Why?", model=model, conversation=chat, parent=leaf)

    kept = await Message.objects.aget(turn=page.turn["id"])
    assert kept.body["refusal"] == "I cannot help with that."
    assert page.turn["status"] == "done"
    answers = [each for each in scripted.requests[-1].body["messages"] if each["role"] == "assistant"]
    assert [answer["refusal"] for answer in answers] == ["I cannot help with that."]


async def test_annotations_of_the_provider_are_kept(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    async with alice_online.socket() as socket:
        page = await socket.answer("Cite", model=await scripted_model(scripted, "annotations"))

    kept = await Message.objects.aget(turn=page.turn["id"])
    assert kept.body["annotations"][0]["url_citation"]["url"] == "https://example.com/a"
    assert kept.body == page.messages[-1]["body"]


@pytest.mark.parametrize(
    ("script", "reason"), [("length", "length"), ("content-filter", "content_filter"), ("words-5", "stop")]
)
async def test_why_an_answer_finished_is_kept(
    engine: Services, scripted: ScriptedProvider, alice_online: Person, script: str, reason: str
) -> None:
    async with alice_online.socket() as socket:
        page = await socket.answer("Tell me", model=await scripted_model(scripted, script))

    assert page.turn["finish_reason"] == (await Turn.objects.aget(id=page.turn["id"])).finish_reason == reason
    assert (await Completion.objects.aget(turn=page.turn["id"], kind="chat")).finish_reasons == [reason]


async def test_what_the_provider_says_of_its_answer_is_kept(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    async with alice_online.socket() as socket:
        page = await socket.answer("Tell me", model=await scripted_model(scripted, "words-5"))

    row = await Completion.objects.aget(turn=page.turn["id"], kind="chat")
    assert (row.upstream_id, row.request_id, row.served_model) == ("chatcmpl-1", "req_1", "words-5")
    assert (row.service_tier, row.system_fingerprint) == ("default", "fp_scripted")
    assert row.first_token_at is not None
    assert row.last_token_at is not None
    assert row.finished_at is not None
    assert row.queued_at <= row.first_token_at <= row.last_token_at <= row.finished_at
    assert row.parameters == {"stream": True}
