"""A chat that was begun as a temporary one says so to every page of its owner."""

import pytest

from chatapp.conversations.models import Conversation
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.wiring import Services
from tests.engine import Person, scripted_model

pytestmark = pytest.mark.anyio


async def test_a_temporary_chat_is_told_as_one_and_a_question_opens_it_again(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "echo")
    async with alice_online.socket() as socket:
        sent = await socket.ask("Psst", model=model, temporary=True)
        # Its end is told in any case.
        told = await socket.next("conversation")
        assert (told["id"], told["temporary"]) == (sent["conversation"], True)
        conversations = Conversation.objects.filter(pk=sent["conversation"])
        await conversations.aupdate(closed_at="2026-01-01T00:00:00Z")
        await socket.answer("Again", model=model, conversation=sent["conversation"], parent=sent["message"])
    row = await conversations.aget()
    assert (row.temporary, row.closed_at) == (True, None)
