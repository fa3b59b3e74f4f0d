"""What the pages of a person are told about their conversations."""

import asyncio
from collections.abc import Collection
from typing import Any
from uuid import UUID

import pytest

from chatapp.conversations.models import Conversation
from chatapp.turns.errors import Away
from chatapp.wiring import Services
from tests.engine import Person
from tests.timeouts import TIMEOUT

pytestmark = pytest.mark.anyio


class Told:
    """A page that can be told nothing, or remembers what it was told."""

    session = "of this page"
    subscriptions: Collection[UUID] = ()

    def __init__(self, *, fails: bool) -> None:
        self._fails = fails
        self.frames: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def changed(self, conversation: dict[str, Any], turns: list[UUID]) -> None:
        if self._fails:
            raise Away("The database does not answer.")
        self.frames.put_nowait(conversation)

    async def missed(self) -> None: ...

    async def check(self) -> None: ...

    async def give_way(self) -> None: ...


async def test_a_page_that_cannot_be_told_keeps_nothing_from_the_others(
    engine: Services, alice_online: Person
) -> None:
    conversation = await Conversation.objects.acreate(owner=alice_online.user, title="A talk")
    pages = [Told(fails=True), Told(fails=False)]
    for page in pages:
        engine.presence.enter(alice_online.user.pk, page)
    engine.presence.hear_conversation(f"{alice_online.user.pk} {conversation.pk}")
    told = await asyncio.wait_for(pages[1].frames.get(), TIMEOUT)
    for page in pages:
        engine.presence.leave(alice_online.user.pk, page)

    assert told["title"] == "A talk"
