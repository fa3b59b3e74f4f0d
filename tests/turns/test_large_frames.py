"""Frames that are larger than servers and proxies like, over a real socket."""

import pytest

from tests.page import Page
from tests.servers.processes import StartServer
from tests.servers.remote import Team

pytestmark = [pytest.mark.anyio, pytest.mark.processes]

MEGABYTE = 1_000_000


async def test_a_delta_of_a_megabyte_arrives_live_and_in_a_snapshot(
    team: Team, start_server: StartServer
) -> None:
    server = start_server()
    async with team.socket(server) as socket:
        sent = await socket.ask("Tell me", model=team.models["megabyte"])
        live = await Page().watch(socket, sent["turn"])
        await socket.send("resync", turn=sent["turn"])
        again = await Page().watch(socket, sent["turn"])

    assert (live.turn["status"], again.turn["status"]) == ("done", "done")
    assert len(live.text) >= MEGABYTE
    assert again.text == live.text
