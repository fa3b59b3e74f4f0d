"""Several server processes on one database: what is lost when one is killed, frozen or restarted."""

import asyncio
import signal
import time
from itertools import pairwise
from typing import Any

import pytest

from chatapp.upstream.scripted.scripts.text import numbered
from chatapp.usage.estimate import tokens
from tests.page import Page
from tests.servers.processes import StartServer, two
from tests.servers.remote import Team

pytestmark = [pytest.mark.anyio, pytest.mark.processes]

# What a kill may cost, and what a machine adds to it that is busy for no longer than the test sees. Seconds.
LOST, SLACK = 0.25, 0.75
# From the last heartbeat of a dead server to the mark on its answer.
MARKED_SECONDS = 15
TURN = (
    "SELECT status, runner_id, finished_at, completion_tokens, usage_estimated, error FROM conversations_turn"
)


async def test_a_server_that_was_killed_in_the_middle_of_an_answer_starts_again_and_has_the_text(
    team: Team, start_server: StartServer
) -> None:
    server = start_server()
    seen: list[tuple[float, str]] = []
    async with team.socket(server) as socket:
        sent = await socket.ask("Tell me", model=team.models["words-20000@200"])
        page = Page()
        while "word300 " not in (page.text if page.messages else ""):
            assert page.take(await socket.next("snapshot", "events"))
            seen.append((time.monotonic(), page.text if page.messages else ""))
        server.process.send_signal(signal.SIGKILL)
        killed = time.monotonic()

    again = await asyncio.to_thread(start_server)
    async with team.socket(again) as socket:
        await socket.send("subscribe", conversation=sent["conversation"])
        await socket.send("resync", turn=sent["turn"])
        page = await Page().watch(socket, sent["turn"])
        busy = max(later - at for (at, _), (later, _) in pairwise(seen))
        surely_kept = next((text for at, text in reversed(seen) if at < killed - LOST - SLACK - busy), "")
        assert page.turn["status"] == "interrupted"
        assert numbered(20000).startswith(page.text)
        assert len(page.text) >= len(surely_kept)
        assert page.text
        assert _seconds_to_the_mark(team, sent["turn"]) < MARKED_SECONDS
        answer = page.messages[-1]["id"]
        await socket.send("continue", client_id="rest", message=answer, model=team.models["words-5"])
        rest = await Page().watch(socket, (await socket.next("sent"))["turn"])

    assert (rest.turn["status"], rest.text) == ("done", numbered(5))
    completion = team.row(
        "SELECT status, message_id, expected_prompt_tokens FROM completions_completion WHERE turn_id = %s",
        sent["turn"],
    )
    usage = """
        SELECT status, estimated, prompt_tokens, completion_tokens
        FROM usage_usagerecord WHERE turn_id = %s AND kind = 'chat'
    """
    assert team.row(usage, sent["turn"]) == {
        "status": "interrupted",
        "estimated": True,
        "prompt_tokens": completion["expected_prompt_tokens"],
        "completion_tokens": tokens(page.text),
    }
    assert (completion["status"], str(completion["message_id"])) == ("interrupted", answer)
    assert page.turn["usage_estimated"] is True


async def test_a_turn_of_one_server_is_followed_stopped_and_marked_from_another(
    team: Team, start_server: StartServer
) -> None:
    first, second = await two(start_server)
    gate = team.scripted.gate("gated-3")
    async with team.socket(first) as here, team.socket(second) as there:
        sent = await here.ask("Tell me", model=team.models["gated-3"])
        told = await there.next("conversation")
        assert (told["id"], told["running"]) == (sent["conversation"], True)
        await there.send("subscribe", conversation=sent["conversation"])
        assert (await there.next("subscribed"))["turns"] == [sent["turn"]]
        near, far = await Page().until(here, "word20"), await Page().until(there, "word20")
        gate.release()
        async with team.socket(second) as back:
            await back.send("subscribe", conversation=sent["conversation"])
            await Page().until(back, "word40")
        await near.until(here, "word40")
        await far.until(there, "word40")
        await there.send("stop", turn=sent["turn"])
        await there.next("stopping")
        await team.scripted.wait_disconnect()
        await near.watch(here, sent["turn"])
        await far.watch(there, sent["turn"])
        assert (near.turn, near.messages) == (far.turn, far.messages)
        assert (far.turn["status"], far.text) == ("stopped", numbered(40))

        model, chat, leaf = team.models["gated"], sent["conversation"], near.messages[-1]["id"]
        again = await here.ask("And now?", model=model, conversation=chat, parent=leaf)
        left = await Page().until(there, "word20")
        first.process.send_signal(signal.SIGKILL)
        await left.watch(there, again["turn"])
        assert _seconds_to_the_mark(team, again["turn"]) < MARKED_SECONDS

        assert (left.turn["status"], left.text) == ("interrupted", numbered(20))
        question = left.messages[0]["id"]
        await there.send("retry", client_id="again", message=question, model=team.models["words-5"])
        retried = await Page().watch(there, (await there.next("sent"))["turn"])
        assert (retried.turn["status"], retried.text) == ("done", numbered(5))


async def test_a_runner_that_was_frozen_past_its_lease_wakes_up_and_ends_its_answer_whole(
    team: Team, start_server: StartServer
) -> None:
    frozen, other = await two(start_server)
    async with team.socket(frozen) as here, team.socket(other) as there:
        sent = await here.ask("Tell me", model=team.models["gated"])
        await there.send("subscribe", conversation=sent["conversation"])
        far = await Page().until(there, "word20")
        frozen.process.send_signal(signal.SIGSTOP)
        try:
            await far.watch(there, sent["turn"])
            assert (far.turn["status"], far.text) == ("interrupted", numbered(20))
        finally:
            frozen.process.send_signal(signal.SIGCONT)
        again = await Page().until(there, "word20")
        assert again.turn["status"] == "running"
        near = await Page().until(here, "word20")
        team.scripted.gate("gated").release()
        await near.watch(here, sent["turn"])
        await again.watch(there, sent["turn"])

    assert (near.turn["status"], near.text) == ("done", numbered(40))
    assert (near.turn, near.messages) == (again.turn, again.messages)
    rows = _everything(team, sent["turn"])
    assert [str(row["id"]) for row in rows["messages"]] == [near.messages[-1]["id"]]
    assert [(row["status"], row["estimated"]) for row in rows["ledger"]] == [
        ("interrupted", True),
        ("done", False),
    ]
    spent = near.turn["prompt_tokens"] + near.turn["completion_tokens"]
    assert sum(row["total_tokens"] for row in rows["ledger"]) == spent
    assert rows["events"] == []


async def test_a_restart_sends_pages_to_another_server_at_once_where_their_answers_go_on(
    team: Team, start_server: StartServer
) -> None:
    # The chat's title would wait at the gate as well.
    leaving, other = await two(start_server, TITLE_MODEL="words-5")
    async with team.socket(leaving) as here:
        sent = await here.ask("Tell me", model=team.models["gated"])
        page = await Page().until(here, "word20")
        leaving.process.send_signal(signal.SIGTERM)
        assert await here.closed() == 1012
    with pytest.raises(ConnectionRefusedError):
        async with team.socket(leaving):
            pass
    async with team.socket(other) as there:
        await there.send("subscribe", conversation=sent["conversation"])
        page = await Page().until(there, page.text)
        assert (page.turn["status"], page.text) == ("running", numbered(20))
        team.scripted.gate("gated").release()
        await page.watch(there, sent["turn"])

    assert (page.turn["status"], page.text) == ("done", numbered(40))
    assert await asyncio.to_thread(leaving.wait) == 0
    assert "Traceback" not in leaving.output


async def test_a_restart_marks_what_does_not_end_in_time_and_keeps_its_text(
    team: Team, start_server: StartServer
) -> None:
    server = start_server(GRACE_SECONDS="1")
    async with team.socket(server) as socket:
        sent = await socket.ask("Tell me", model=team.models["gated"])
        await Page().until(socket, "word20")
        server.process.send_signal(signal.SIGTERM)
        assert await socket.closed() == 1012
    await team.scripted.wait_disconnect()
    assert await asyncio.to_thread(server.wait) == 0
    again = await asyncio.to_thread(start_server)
    async with team.socket(again) as socket:
        await socket.send("resync", turn=sent["turn"])
        shown = await Page().watch(socket, sent["turn"])

    assert (shown.turn["status"], shown.text) == ("interrupted", numbered(20))
    ledger = _everything(team, sent["turn"])["ledger"]
    assert [(row["status"], row["estimated"]) for row in ledger] == [("interrupted", True)]


async def test_a_database_that_cuts_all_connections_costs_an_answer_nothing(
    team: Team, start_server: StartServer
) -> None:
    first, second = await two(start_server)
    gate = team.scripted.gate("gated-3")
    async with team.socket(first) as here, team.socket(second) as there:
        sent = await here.ask("Tell me", model=team.models["gated-3"])
        await there.send("subscribe", conversation=sent["conversation"])
        near, far = await Page().until(here, "word20"), await Page().until(there, "word20")
        team.cut_all_connections()
        gate.release()
        await near.until(here, "word40")
        await far.until(there, "word40")
        team.cut_all_connections()
        gate.release()
        await gate.reached(3)
        gate.release()
        await near.watch(here, sent["turn"])
        await far.watch(there, sent["turn"])
        # Both hear again: what the one is asked is told to the other. The answer waits until then: of one that
        # begins and ends before the other hears, that one is told no more than the new end of the chat.
        model, chat, leaf = team.models["gated"], sent["conversation"], near.messages[-1]["id"]
        again = await here.ask("And now?", model=model, conversation=chat, parent=leaf)
        heard = await Page().until(there, "word20")
        team.scripted.gate("gated").release()
        await heard.watch(there, again["turn"])

    assert (near.turn["status"], near.text) == ("done", numbered(80))
    assert (near.turn, near.messages) == (far.turn, far.messages)
    assert (heard.turn["status"], heard.text) == ("done", numbered(40))
    assert [row["status"] for row in _everything(team, sent["turn"])["ledger"]] == ["done"]


def _everything(team: Team, turn: str) -> dict[str, list[dict[str, Any]]]:
    """All rows of a turn."""
    return {
        "turn": team.rows(f"{TURN} WHERE id = %s", turn),
        "messages": team.rows(
            "SELECT id, parent_id, role, body::text FROM conversations_message WHERE turn_id = %s", turn
        ),
        "events": team.rows("SELECT seq FROM conversations_turnevent WHERE turn_id = %s", turn),
        "completions": team.rows(
            "SELECT id, status, finished_at, message_id FROM completions_completion"
            " WHERE turn_id = %s AND kind = 'chat'",
            turn,
        ),
        "ledger": team.rows(
            "SELECT id, status, estimated, total_tokens FROM usage_usagerecord"
            " WHERE turn_id = %s AND kind = 'chat' ORDER BY id",
            turn,
        ),
    }


def _seconds_to_the_mark(team: Team, turn: str) -> float:
    """From when it could be marked: its server is silent, and another one is there to see it. By rows alone: what a
    busy machine takes to start a server, and to tell a page, is not counted."""
    row = team.row(
        "SELECT extract(epoch FROM t.finished_at - greatest(dead.heartbeat_at, alive.started_at))::float AS seconds"
        " FROM conversations_turn t, conversations_runner alive, conversations_runner dead"
        " WHERE t.id = %s AND alive.id = t.runner_id AND dead.id <> alive.id",
        turn,
    )
    return float(row["seconds"])
