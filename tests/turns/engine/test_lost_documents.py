"""What somebody was shown of a document goes no further when they may not read it any more."""

import json
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from chatapp.accounts.models import User
from chatapp.knowledge.models import Collection
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.wiring import Services
from tests.engine import Person, scripted_model
from tests.knowledge.documents import taken_in

pytestmark = pytest.mark.anyio

SECRET = "The plan of the orchard names the xylophonist."


@sync_to_async
def vault(owner: User) -> None:
    made = Collection.objects.create(name="Vault", slug="vault", owner=owner, open_to_all=True)
    taken_in(owner, made, "orchard.md", f"# Orchard\n\n{SECRET}")


async def test_neither_the_next_question_nor_the_socket_tells_what_was_lost_since(
    engine: Services, scripted: ScriptedProvider, alice_online: Person, bob_online: Person
) -> None:
    await vault(bob_online.user)
    model = await scripted_model(scripted, "tool-whole", tools=True)
    try:
        async with alice_online.socket() as socket:
            page = await socket.answer("plan of the orchard", model=model)
            chat, leaf = page.turn["conversation"], page.messages[-1]["id"]
            assert SECRET in json.dumps(page.messages)
            await socket.answer("And then?", model=model, conversation=chat, parent=leaf)
            assert SECRET in _results(scripted.requests[-1].body)
            await Collection.objects.filter(slug="vault").aupdate(open_to_all=False)
            await socket.answer("And now?", model=model, conversation=chat, parent=leaf)
            assert r"\"lost\":true" in _results(scripted.requests[-1].body)
            assert "xylophonist" not in _results(scripted.requests[-1].body)
            await socket.send("resync", turn=page.turn["id"])
            frame = await socket.next("snapshot")
            assert "xylophonist" not in _results({"messages": [one["body"] for one in frame["messages"]]})
    finally:
        await Collection.objects.filter(slug="vault").adelete()


def _results(request: dict[str, Any]) -> str:
    return json.dumps([message for message in request["messages"] if message["role"] == "tool"])
