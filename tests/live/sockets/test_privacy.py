"""What was said in a chat goes with it: also what a provider repeated of it in an error."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from channels.db import database_sync_to_async
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chatapp.accounts.models import Role, User
from chatapp.completions.models import Completion
from chatapp.conversations.models import Conversation, Turn
from chatapp.conversations.purge import purge
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.wiring import Services
from tests.api.scripts import repeating, repeating_event
from tests.engine import Person, scripted_model
from tests.page import Page
from tests.places import tables_with

pytestmark = pytest.mark.anyio

MARK = "xylograph"


@pytest.fixture
async def scripted() -> AsyncIterator[ScriptedProvider]:
    async with ScriptedProvider({"repeating": repeating, "repeating-event": repeating_event}) as provider:
        yield provider


@pytest.mark.parametrize("script", ["repeating", "repeating-event"])
async def test_what_a_provider_repeats_of_a_chat_is_kept_with_it_only(
    engine: Services, scripted: ScriptedProvider, alice_online: Person, script: str
) -> None:
    model = await scripted_model(scripted, script)
    page = Page()
    async with alice_online.socket() as socket:
        await socket.ask(f"{MARK} is a secret", model=model)
        while not page.ended:
            page.take(await socket.next("snapshot", "events"))
    assert MARK in page.turn["error"]["message"]
    assert MARK not in str((await Completion.objects.filter(turn=page.turn["id"]).alast()).error)
    shown = await database_sync_to_async(_shown_to_a_reviewer)(await Turn.objects.aget(id=page.turn["id"]))
    assert "400" in shown or "broke off" in shown
    assert MARK not in shown
    await database_sync_to_async(_purge_all)()
    assert await database_sync_to_async(tables_with)(MARK) == []


def _shown_to_a_reviewer(turn: Turn) -> str:
    reviewer, client = User.objects.create_user("rita@example.com", role=Role.REVIEWER), Client()
    client.force_login(reviewer)
    turn_page = client.get(reverse("admin:conversations_turn_change", args=[turn.pk])).content.decode()
    completion = Completion.objects.filter(turn=turn).latest("queued_at")
    address = reverse("admin:completions_completion_change", args=[completion.pk])
    return turn_page + client.get(address).content.decode()


def _purge_all() -> None:
    Conversation.objects.update(deleted_at=timezone.now() - timedelta(days=365))
    purge()
