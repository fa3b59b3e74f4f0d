"""An answer that ended is unread until somebody looks at its chat."""

import pytest
from channels.db import database_sync_to_async
from django.test import Client

from chatapp.conversations.models import Conversation
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.wiring import Services
from tests.engine import Person, Socket, scripted_model

pytestmark = pytest.mark.anyio


async def until(socket: Socket, *, unread: bool) -> None:
    """Until the chat is told to be so and nothing is written in it."""
    while (told := await socket.next("conversation"))["running"] or told["unread"] != unread:
        pass


async def test_a_chat_is_unread_from_the_end_of_its_answer_until_its_owner_looks(
    engine: Services, scripted: ScriptedProvider, alice_online: Person, charlie_online: Person
) -> None:
    model = await scripted_model(scripted, "echo")
    async with alice_online.socket() as socket, charlie_online.socket() as stranger:
        sent = await socket.ask("Hello", model=model)
        await until(socket, unread=True)
        await stranger.send("seen", conversation=sent["conversation"])
        await stranger.arrived()
        assert await Conversation.objects.filter(pk=sent["conversation"], unread=True).aexists()
        await socket.send("seen", conversation=sent["conversation"])
        await until(socket, unread=False)
        await socket.ask("More", model=model, conversation=sent["conversation"], parent=sent["message"])
        await until(socket, unread=True)
        await database_sync_to_async(opened)(alice_online, sent["conversation"])
        await until(socket, unread=False)


def opened(person: Person, conversation: str) -> None:
    client = Client()
    client.force_login(person.user)
    assert client.get(f"/c/{conversation}/").status_code == 200
