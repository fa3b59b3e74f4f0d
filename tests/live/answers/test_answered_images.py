"""Pictures that a model answers with: files of the person, which no log, no message and no stranger holds."""

from hashlib import sha256
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.test import Client

from chatapp.conversations.attachments.purge import remove_unsent
from chatapp.conversations.models import Attachment, Message, TurnEvent
from chatapp.providers.models import Model
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.wire.json.jsontext import dumps_text
from chatapp.wiring import Services
from tests.engine import Person, Socket, scripted_model
from tests.page import Page
from tests.samples.pictures import png, sent
from tests.servers.sweeping import swept_elsewhere, until

pytestmark = pytest.mark.anyio


async def _drawn(socket: Socket, scripted: ScriptedProvider, script: str = "drawn") -> Page:
    return await socket.answer("Draw two", model=await scripted_model(scripted, script))


def _files(page: Page) -> list[dict[str, Any]]:
    return [part["file"] for part in page.messages[-1]["body"]["images"] if part["type"] == "file"]


@sync_to_async
def _got(browser: Client, file: dict[str, Any], query: str = "") -> tuple[int, str, str]:
    """Status, digest and disposition."""
    response = browser.get(f"/attachments/{file['file_id']}/{query}")
    response.close()
    named = (response.headers.get(name, "") for name in ("ETag", "Content-Disposition"))
    return response.status_code, *named  # type: ignore[return-value]


async def test_they_are_files_of_who_asked_and_stay_with_the_message(
    engine: Services, scripted: ScriptedProvider, alice_online: Person, bob_online: Person
) -> None:
    async with alice_online.socket() as socket:
        page = await _drawn(socket, scripted)
    first, second = _files(page)
    assert (first["filename"], first["width"], first["height"]) == ("image-1.png", 64, 40)
    assert page.text == "Here they are."
    assert await _got(alice_online.browser, first) == (
        200,
        f'"{sha256(png()).hexdigest()}"',
        'inline; filename="image-1.png"',
    )
    assert (await _got(alice_online.browser, second, "?download"))[2].startswith("attachment;")
    assert (await _got(bob_online.browser, first))[0] == 404
    message = await Message.objects.aget(turn=page.turn["id"])
    assert "base64" not in dumps_text(message.body)
    assert await message.attachments.acount() == 2
    assert await sync_to_async(remove_unsent)() == 0


async def test_the_next_question_brings_them_to_a_model_that_sees(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    async with alice_online.socket() as socket:
        page = await _drawn(socket, scripted, "drawn-alone")
        echo = await scripted_model(scripted, "echo")
        for sees, shown in ((True, [sent(png())]), (False, [])):
            await Model.objects.filter(pk=echo).aupdate(vision=sees)
            await socket.answer(
                "Which colour?",
                model=echo,
                conversation=page.turn["conversation"],
                parent=page.messages[-1]["id"],
            )
            *_, answered, asked = scripted.requests[-1].body["messages"]
            assert answered == {"role": "assistant", "content": "[An image, which the next message holds.]"}
            content = asked["content"] if isinstance(asked["content"], list) else []
            assert [part for part in content if part["type"] == "image_url"] == shown
    assert "you cannot see images" in asked["content"]


async def test_what_is_no_picture_is_a_sentence_and_what_is_elsewhere_a_link(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    async with alice_online.socket() as socket:
        page = await _drawn(socket, scripted, "drawn-badly")
    svg, damaged, elsewhere = page.messages[-1]["body"]["images"]
    assert svg["text"] == "An image is not shown: it is an SVG drawing."
    assert damaged["text"].startswith("An image is not shown:")
    assert elsewhere["image_url"]["url"] == "https://example.com/a.png"
    assert not await Attachment.objects.aexists()


async def test_stop_leaves_them_with_what_was_written(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    async with alice_online.socket() as socket:
        turn, page = await _half_drawn(socket, scripted)
        await socket.send("stop", turn=turn)
        await page.watch(socket, turn)
    assert page.turn["status"] == "stopped"
    assert await (await Message.objects.aget(turn=turn)).attachments.acount() == 1


async def test_they_outlive_a_server_that_was_taken_for_dead_and_goes_on(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    async with alice_online.socket() as socket:
        turn, page = await _half_drawn(socket, scripted)
        await until(lambda: _logged(turn))
        await swept_elsewhere(engine)
        left = await Message.objects.filter(turn=turn).afirst()
        assert left is None or await left.attachments.acount() == 1
        gate = scripted.gate("drawn-hold")
        await gate.reached(1)
        gate.release()
        await page.watch(socket, turn)
    assert page.turn["status"] == "done"
    assert await (await Message.objects.aget(turn=turn)).attachments.acount() == 2


async def _logged(turn: str) -> bool:
    """Is the picture in the log?"""
    return "image-1.png" in dumps_text([each.payload async for each in TurnEvent.objects.filter(turn=turn)])


async def _half_drawn(socket: Socket, scripted: ScriptedProvider) -> tuple[str, Page]:
    """The first of two pictures is there."""
    asked = await socket.ask("Draw", model=await scripted_model(scripted, "drawn-hold"))
    page = Page()
    while not (page.messages and page.messages[-1]["body"].get("images")):
        assert page.take(await socket.next("snapshot", "events")), "a frame was lost"
    return asked["turn"], page
