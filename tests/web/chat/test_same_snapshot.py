"""The page brings the snapshots that the socket sends."""

import json
import re
from html import unescape
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.wiring import Services
from tests.engine import Person, scripted_model

pytestmark = pytest.mark.anyio

SNAPSHOT = r'<script type="application/json">(.*?)</script>'
PART = r'<answer-part .*?data-message="(.*?)".*?data-slot="text">(.*?)</markdown-text>'


@pytest.mark.parametrize("script", ["words-5", "reasoning", "error-400", "tool"])
async def test_an_answer_that_ended_is_the_same_on_the_page_and_over_the_socket(
    engine: Services, scripted: ScriptedProvider, alice_online: Person, script: str
) -> None:
    async with alice_online.socket() as socket:
        sent = await socket.answer("Tell me", model=await scripted_model(scripted, script, tools=True))
        await socket.send("resync", turn=sent.turn["id"])
        frame = await socket.next("snapshot")
    page = await sync_to_async(alice_online.browser.get)(f"/c/{sent.turn['conversation']}/messages/")

    shown = read(page.content.decode())
    assert shown["turn"] == frame["turn"]
    assert shown["messages"] == frame["messages"][1:]
    outcomes = [message["outcome"] for message in shown["messages"] if message["role"] == "tool"]
    assert [outcome["failed"] for outcome in outcomes] == ([False] if script == "tool" else [])


def read(page: str) -> dict[str, Any]:
    """The snapshot of the only answer, with the texts that stand in the page."""
    snapshot: dict[str, Any] = json.loads(re.search(SNAPSHOT, page, re.DOTALL)[1])  # type: ignore[index]
    texts = dict(re.findall(PART, page, re.DOTALL))
    for message in snapshot["messages"]:
        # Results of tools are not drawn as text.
        if message["role"] == "assistant":
            message["body"]["content"] = unescape(texts[message["id"]]) or None
    return snapshot
