"""What the page shows is what the row keeps, and what the provider says without a stream."""

from typing import Any

import httpx
import pytest

from chatapp.conversations.models import Message
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.wire.json.jsontext import loads
from chatapp.wiring import Services
from tests.engine import Person, scripted_model
from tests.page import Page
from tests.timeouts import TIMEOUT

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    "script",
    [
        "lorem", "words-20000", "megabyte", "nul", "line-separators", "surrogates-escaped", "surrogates-split",
        "surrogate-alone", "crlf", "comments", "big-integers", "stream-ignored", "no-done", "length",
        "content-filter", "refusal", "annotations", "audio", "logprobs", "reasoning", "reasoning-field",
        "reasoning-twice", "function-call",
    ],
)  # fmt: skip
async def test_every_character_arrives_and_is_kept(
    engine: Services, scripted: ScriptedProvider, alice_online: Person, script: str
) -> None:
    model = await scripted_model(scripted, script)
    async with alice_online.socket() as socket:
        page = await socket.answer("Tell me\0 all \ud83d", model=model)
        await socket.send("resync", turn=page.turn["id"])
        again = await Page().watch(socket, page.turn["id"])

    said = await without_stream(scripted, script)
    assert page.turn["status"] == "done", page.turn
    assert shown(page.messages[-1]["body"]) == shown(said)
    kept = await Message.objects.aget(turn=page.turn["id"])
    assert kept.body == page.messages[-1]["body"]
    assert again.messages == page.messages
    question = await Message.objects.aget(id=page.turn["parent"])
    assert question.body["content"] == [{"type": "text", "text": "Tell me\0 all \ud83d"}]


async def without_stream(scripted: ScriptedProvider, script: str) -> dict[str, Any]:
    body = {"model": script, "messages": [{"role": "user", "content": "Tell me\0 all"}]}
    async with httpx.AsyncClient(timeout=TIMEOUT) as client:
        answer = await client.post(f"{scripted.base_url}/chat/completions", json=body)
    message: dict[str, Any] = loads(answer.content)["choices"][0]["message"]
    return message


def shown(message: dict[str, Any]) -> dict[str, Any]:
    """What says something; the reasoning's field is one name in our messages, the arguments of a call depend on it."""
    reasoning = message.get("reasoning_content") or message.get("reasoning")
    said = {name: message.get(name) for name in ("role", "content", "refusal", "annotations", "audio")}
    call = message.get("function_call")
    return {**said, "content": said["content"] or None, "reasoning": reasoning, "call": call and call["name"]}
