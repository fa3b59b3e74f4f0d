"""What one server process is told while the connection of another one, over which it would hear of it, is cut."""

import asyncio

import pytest

from chatapp.upstream.scripted.scripts.text import numbered
from tests.page import Page
from tests.servers.processes import StartServer, two
from tests.servers.remote import Team

pytestmark = [pytest.mark.anyio, pytest.mark.processes]

NOT_LOGGED_IN = 4401


async def test_a_page_is_told_the_new_end_of_the_chat_after_a_whole_answer(
    team: Team, start_server: StartServer
) -> None:
    first, second = await two(start_server)
    model = team.models["words-5"]
    async with team.socket(first) as here, team.socket(second) as there:
        sent = await here.answer("Tell me", model=model)
        chat, leaf = sent.turn["conversation"], sent.messages[-1]["id"]
        await there.send("subscribe", conversation=chat)
        assert (await there.next("subscribed"))["leaf"] == leaf
        with team.deaf(second):
            again = await here.answer("And now?", model=model, conversation=chat, parent=leaf)
        while (told := await there.next("conversation"))["leaf"] != again.messages[-1]["id"]:
            pass
    assert (told["id"], told["running"]) == (chat, False)


async def test_a_page_is_told_that_chats_may_have_changed_which_it_does_not_follow(
    team: Team, start_server: StartServer
) -> None:
    first, second = await two(start_server)
    async with team.socket(first) as here, team.socket(second) as there:
        with team.deaf(second):
            await here.answer("Tell me", model=team.models["words-5"])
        assert await there.next("missed") == {"type": "missed"}


async def test_an_answer_stops_that_was_stopped_elsewhere(team: Team, start_server: StartServer) -> None:
    first, second = await two(start_server)
    async with team.socket(first) as here, team.socket(second) as there:
        sent = await there.ask("Tell me", model=team.models["gated"])
        page = await Page().until(there, "word20")
        with team.deaf(second):
            await here.send("stop", turn=sent["turn"])
            await here.next("stopping")
        await page.watch(there, sent["turn"])
        await team.scripted.wait_disconnect()
    assert (page.turn["status"], page.text) == ("stopped", numbered(20))


async def test_the_answer_and_the_page_of_a_person_end_who_was_deactivated(
    team: Team, start_server: StartServer
) -> None:
    _, second = await two(start_server)
    async with team.socket(second) as there:
        sent = await there.ask("Tell me", model=team.models["gated"])
        await Page().until(there, "word20")
        with team.deaf(second):
            team.row("UPDATE accounts_user SET is_active = false RETURNING id")
        with team.ended(sent["turn"]) as ended:
            assert await there.closed() == NOT_LOGGED_IN
            await team.scripted.wait_disconnect()
            await asyncio.to_thread(ended)
    assert (
        team.row("SELECT status FROM conversations_turn WHERE id = %s", sent["turn"])["status"] == "stopped"
    )
