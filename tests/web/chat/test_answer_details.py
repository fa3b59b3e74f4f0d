"""What stands behind an answer of a chat, loaded when its owner asks."""

import json
import re
from decimal import Decimal
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from channels.db import database_sync_to_async
from django.test import Client

from chatapp.completions.models import Completion
from chatapp.conversations.models import Message, MessageLogprobs
from chatapp.providers.models import Price
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.usage.models import SettledUsage, UsageRecord
from chatapp.wiring import Services
from tests.engine import Person, scripted_model
from tests.page import Page

pytestmark = pytest.mark.anyio


async def test_an_answer_shows_its_call_and_the_request_as_it_was_sent(
    engine: Services, scripted: ScriptedProvider, alice_online: Person, charlie_online: Person
) -> None:
    model = await scripted_model(scripted, "echo")
    async with alice_online.socket() as socket:
        page = await socket.answer("</pre><script>alert(1)</script>", model=model, parameters={"seed": 7})
    text = await shown(alice_online.browser, page)
    assert "<script>" not in text
    assert "chatcmpl-" in text
    assert "unpriced" in text
    sent = request_in(text)
    asked = next(each.body for each in scripted.requests if each.body.get("seed") == 7)
    assert sent["messages"] == asked["messages"]
    assert (sent["model"], sent["seed"]) == (asked["model"], 7)

    for stranger in (charlie_online.browser, Client()):
        response = await database_sync_to_async(stranger.get)(address(page))
        assert response.status_code in (404, 302)
    nothing = address(page).replace(page.turn["id"], str(uuid4()))
    assert (await database_sync_to_async(alice_online.browser.get)(nothing)).status_code == 404


async def test_the_line_below_an_answer_and_its_details_have_one_source(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "words-5")
    await Price.objects.acreate(model_id=model, input=1, output=2)
    async with alice_online.socket() as socket:
        page = await socket.answer("Tell me", model=model)
        await socket.send("resync", turn=page.turn["id"])
        loaded = (await socket.next("snapshot"))["turn"]
    told = page.turn
    record = await SettledUsage.objects.aget(completion_id__in=await completions_of(told["id"]))
    assert record.cost
    assert Decimal(told["cost"]) == Decimal(loaded["cost"]) == record.cost
    assert f"${record.cost.normalize():f}" in await shown(alice_online.browser, page)
    assert (told["unpriced"], loaded["unpriced"]) == (False, False)

    # Corrected afterwards, both say so.
    first = await UsageRecord.objects.aget(completion_id=record.completion_id)
    await UsageRecord.objects.acreate(
        corrects=first.pk,
        kind="chat",
        completion_id=record.completion_id,
        cost=Decimal(3),
        completion_tokens=5,
    )
    async with alice_online.socket() as socket:
        await socket.send("resync", turn=page.turn["id"])
        corrected = (await socket.next("snapshot"))["turn"]
    assert Decimal(corrected["cost"]) == record.cost + 3
    assert corrected["completion_tokens"] == told["completion_tokens"] + 5


async def test_each_round_of_tools_is_a_call_and_the_request_is_the_last(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "tool", tools=True)
    async with alice_online.socket() as socket:
        page = await socket.answer("Find it", model=model)
    text = await shown(alice_online.browser, page)
    assert "Call 1" in text
    assert "Call 2" in text
    assert [message["role"] for message in request_in(text)["messages"]][-2:] == ["assistant", "tool"]


async def test_the_odds_of_tokens_are_kept_with_the_message_and_go_with_it(
    engine: Services, scripted: ScriptedProvider, alice_online: Person, charlie_online: Person
) -> None:
    async with alice_online.socket() as socket:
        model = await scripted_model(scripted, "logprobs")
        page = await socket.answer("How sure?", model=model, parameters={"logprobs": True})
        await socket.send("resync", turn=page.turn["id"])
        assert (await socket.next("snapshot"))["turn"]["logprobs"] is page.turn["logprobs"] is True
        plain = await socket.answer("And now?", model=await scripted_model(scripted, "words-5"))
    kept = await MessageLogprobs.objects.aget(message__turn=page.turn["id"])
    assert "".join(token["token"] for token in kept.logprobs["content"]) == "Here is the answer."
    (part,) = await odds(alice_online.browser, page)
    assert (part["message"], part["field"], part["left_out"]) == (str(kept.pk), "content", 0)
    assert part["tokens"][0] == {"text": "Here", "said": "“Here” 77.9 %", "level": 1, "others": []}
    assert await odds(alice_online.browser, plain) == []
    for stranger in (charlie_online.browser, Client()):
        response = await database_sync_to_async(stranger.get)(f"{address(page)}odds/")
        assert response.status_code in (404, 302)
    await Message.objects.filter(pk=kept.pk).adelete()
    assert not await MessageLogprobs.objects.filter(pk=kept.pk).aexists()


async def completions_of(turn: str) -> list[UUID]:
    found = Completion.objects.filter(turn=turn, kind="chat")
    return [completion.pk async for completion in found]


async def odds(browser: Client, page: Page) -> list[dict[str, Any]]:
    response = await database_sync_to_async(browser.get)(f"{address(page)}odds/")
    parts: list[dict[str, Any]] = response.json()["parts"]
    return parts


def address(page: Page) -> str:
    return f"/c/{page.turn['conversation']}/turns/{page.turn['id']}/"


async def shown(browser: Client, page: Page) -> str:
    response = await database_sync_to_async(browser.get)(address(page))
    assert response.status_code == 200
    return str(response.content.decode())


def request_in(text: str) -> dict[str, Any]:
    found = re.search(r'id="sample-0-[^"]+"[^>]*><code>(.*?)</code>', text, re.DOTALL)
    assert found is not None
    read: dict[str, Any] = json.loads(unescape(found[1]))
    return read
