"""Files of a chat, searched in that chat and nowhere else."""

import asyncio
import json
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from chatapp.accounts.models import User
from chatapp.conversations.models import Attachment
from chatapp.knowledge.models import Gap
from chatapp.providers.models import Model
from chatapp.turns.engine import files
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.wiring import Services
from tests.engine import Person, Socket, scripted_model
from tests.live.answers.test_attachments import send
from tests.page import Page
from tests.samples.attached import LEASE, LONG, attached, indexed

pytestmark = pytest.mark.anyio
QUESTION = "When does the lease of the kiosk end?"


@sync_to_async
def known(owner: User, **fields: str) -> Attachment:
    return indexed(attached(owner, **fields))


async def asked(socket: Socket, *attachments: Attachment, **fields: Any) -> Page:
    sent = await send(socket, *attachments, **{"text": QUESTION, **fields})
    page = await Page().watch(socket, sent["turn"])
    assert page.turn["status"] == "done"
    return page


def results(page: Page) -> list[dict[str, Any]]:
    return [json.loads(one["body"]["content"]) for one in page.messages if one["role"] == "tool"]


async def test_a_long_file_is_searched_and_cited_and_not_sent(
    engine: Services, scripted: ScriptedProvider, alice_online: Person, charlie_online: Person
) -> None:
    file = await known(alice_online.user)
    async with alice_online.socket() as socket:
        page = await asked(socket, file, model=await scripted_model(scripted, "tool-files", tools=True))
    first = scripted.requests[0]
    said = first.body["messages"][-1]["content"]
    assert len(said) < 2000 < len(LONG)
    assert "[Only its beginning is here" in said
    assert {tool["function"]["name"] for tool in first.body["tools"]} == {
        "search_knowledge",
        "read_document",
        "list_documents",
    }
    [found] = results(page)
    assert found["passages"][0]["document"] in said
    assert LEASE in found["passages"][0]["text"]
    [cited, *_] = page.messages[-1]["body"]["annotations"]
    address = cited["url_citation"]["url"]
    opened = await sync_to_async(alice_online.browser.get)(address)
    assert LEASE in opened.content.decode()
    assert (await sync_to_async(charlie_online.browser.get)(address)).status_code == 404


async def test_no_other_chat_searches_it_and_its_questions_are_no_gaps(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    file = await known(alice_online.user)
    model = await scripted_model(scripted, "tool-files", tools=True)
    async with alice_online.socket() as socket:
        beside = await asked(socket, file, text="Is there a volcano?", model=model)
        other = await asked(socket, model=model)
        edited = await asked(socket, text="Lease?", model=model, conversation=beside.turn["conversation"])
    found = [result["passages"] for page in (beside, other, edited) for result in results(page)]
    assert found == [[], [], []]
    assert not await Gap.objects.aexists()


async def test_what_follows_in_the_chat_searches_it_too_and_reads_it_in_order(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    file = await known(alice_online.user)
    model = await scripted_model(scripted, "tool-files", tools=True)
    async with alice_online.socket() as socket:
        page = await asked(socket, file, model=model)
        after = await asked(
            socket,
            model=model,
            conversation=page.turn["conversation"],
            parent=page.messages[-1]["id"],
        )
    assert LEASE in results(after)[0]["passages"][0]["text"]


async def test_a_short_file_or_a_model_without_tools_gets_all_of_it(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    long, short = await known(alice_online.user), await known(alice_online.user, name="short.md", text=LEASE)
    async with alice_online.socket() as socket:
        await asked(socket, long, model=await scripted_model(scripted, "echo"))
        await asked(socket, short, model=await scripted_model(scripted, "tool-files", tools=True))
    contents = [request.body["messages"][-1]["content"] or "" for request in scripted.requests]
    assert any(f"<file>\n{LONG}\n</file>" in content for content in contents)
    assert any(f"<file>\n{LEASE}\n</file>" in content for content in contents)


async def test_the_built_in_model_quotes_the_file(engine: Services, alice_online: Person) -> None:
    file = await known(alice_online.user, name="short.md", text=LEASE)
    built_in = await Model.objects.aget(provider__base_url="builtin:")
    async with alice_online.socket() as socket:
        page = await asked(socket, file, model=built_in.pk)
        silent = await asked(socket, file, text="", model=built_in.pk)
    calls = [call for one in page.messages for call in one["body"].get("tool_calls") or ()]
    assert json.loads(calls[0]["function"]["arguments"]) == {"query": QUESTION, "files_only": True}
    assert f"> {LEASE}" in page.messages[-1]["body"]["content"]
    assert "What do you want to know of it?" in silent.messages[-1]["body"]["content"]


async def test_a_question_waits_for_the_index_and_not_for_ever(
    engine: Services, alice_online: Person
) -> None:
    file = await sync_to_async(attached)(alice_online.user)
    model = await Model.objects.select_related("provider").aget(provider__base_url="builtin:")

    async def load(patience: float) -> files.Attached:
        return await files.load(engine.pool, alice_online.user.pk, {file.pk}, model, patience)

    impatient = await load(0)
    assert (impatient.unsent, LONG in impatient.parts[file.pk]["text"]) == (False, True)
    waiting = asyncio.create_task(load(60))
    await sync_to_async(indexed)(file)
    patient = await waiting
    assert (patient.unsent, list(patient.collections)) == (True, [file.collection_id])
