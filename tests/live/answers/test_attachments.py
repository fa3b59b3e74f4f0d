"""Files in a chat: what the provider gets of them, and what the rows keep."""

from base64 import b64encode
from io import BytesIO
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from PIL import Image

from chatapp.accounts.models import User
from chatapp.conversations.attachments.parts import part_of
from chatapp.conversations.models import Attachment, Conversation, Message
from chatapp.files import store
from chatapp.providers.models import Model
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.wiring import Services
from tests.engine import Person, Socket, scripted_model
from tests.page import Page

pytestmark = pytest.mark.anyio
PDF = b"%PDF-1.7 of the test"


def _image() -> bytes:
    file = BytesIO()
    Image.new("RGB", (2, 2)).save(file, "PNG")
    return file.getvalue()


IMAGE = _image()


@sync_to_async
def attach(owner: User, name: str, media_type: str, data: bytes, text: str = "") -> Attachment:
    content = store.save([data])
    return Attachment.objects.create(
        owner=owner, content=content, name=name, media_type=media_type, text=text
    )


async def send(socket: Socket, *files: Attachment, text: str = "Look", **fields: Any) -> dict[str, Any]:
    parts = [{"type": "file", "file": {"file_id": str(file.pk)}} for file in files]
    frame = {
        "client_id": str(id(parts)) + text,
        "conversation": None,
        "parent": None,
        "model": None,
        **fields,
    }
    await socket.send("send", parts=[*parts, {"type": "text", "text": text}], **frame)
    return await socket.next("sent", "error")


async def _able(scripted: ScriptedProvider, **able: bool) -> int:
    model = await scripted_model(scripted, "echo")
    await Model.objects.filter(pk=model).aupdate(**{"vision": False, "files": False, "audio": False, **able})
    return model


async def test_a_model_gets_each_file_in_the_form_that_it_takes(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await _able(scripted, vision=True, files=True, audio=True)
    owner = alice_online.user
    files = [
        await attach(owner, "a.png", "image/png", IMAGE),
        await attach(owner, "b.pdf", "application/pdf", PDF, "Its text."),
        await attach(owner, "c.mp3", "audio/mpeg", b"ID3 sound"),
        await attach(owner, "d.csv", "text/csv", b"a,b", "| a | b |"),
    ]
    async with alice_online.socket() as socket:
        sent = await send(socket, *files, model=model)
        await Page().watch(socket, sent["turn"])
    assert scripted.requests[0].body["messages"][-1]["content"] == [
        {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{_base64(IMAGE)}"}},
        {"type": "file", "file": {"filename": "b.pdf", "file_data": f"data:application/pdf;base64,{_base64(PDF)}"}},
        {"type": "input_audio", "input_audio": {"data": _base64(b"ID3 sound"), "format": "mp3"}},
        {"type": "text", "text": "The attached file “d.csv”:\n\n<file>\n| a | b |\n</file>"},
        {"type": "text", "text": "Look"},
    ]  # fmt: skip


async def test_a_model_that_takes_only_text_gets_text(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await _able(scripted)
    owner = alice_online.user
    files = [
        await attach(owner, "a.png", "image/png", IMAGE),
        await attach(owner, "b.pdf", "application/pdf", PDF, "Its text."),
    ]
    async with alice_online.socket() as socket:
        sent = await send(socket, *files, model=model)
        await Page().watch(socket, sent["turn"])
    assert scripted.requests[0].body["messages"][-1]["content"] == (
        "[The image “a.png” is attached, and you cannot see images.]\n\n"
        "The attached file “b.pdf”:\n\n<file>\nIts text.\n</file>\n\nLook"
    )


async def test_no_row_keeps_the_bytes(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await _able(scripted, vision=True)
    image = await attach(alice_online.user, "a.png", "image/png", IMAGE)
    async with alice_online.socket() as socket:
        sent = await send(socket, image, text="", model=model)
        page = await Page().watch(socket, sent["turn"])
    asked = await Message.objects.aget(pk=sent["message"])
    loaded = await Attachment.objects.select_related("content").aget()
    assert asked.body["content"] == [part_of(loaded), {"type": "text", "text": ""}]
    assert page.messages[0]["body"] == asked.body
    assert _base64(IMAGE) in str(scripted.requests[0].body)
    conversation = await Conversation.objects.aget(pk=sent["conversation"])
    assert conversation.preview == "a.png"


async def test_an_edit_and_a_retry_keep_the_file(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await _able(scripted, vision=True)
    image = await attach(alice_online.user, "a.png", "image/png", IMAGE)
    async with alice_online.socket() as socket:
        sent = await send(socket, image, model=model)
        await Page().watch(socket, sent["turn"])
        edited = await send(socket, image, text="Edited", model=model, conversation=sent["conversation"])
        await Page().watch(socket, edited["turn"])
        await socket.send("retry", client_id="again", message=edited["message"], model=model)
        again = await socket.next("sent", "error")
        await Page().watch(socket, again["turn"])
    chats = [each.body["messages"] for each in scripted.requests if _base64(IMAGE) in str(each.body)]
    assert [messages[-1]["content"][-1]["text"] for messages in chats] == ["Look", "Edited", "Edited"]
    assert await Message.objects.filter(attachments=image).acount() == 2


async def test_a_foreign_file_cannot_be_sent(
    engine: Services, scripted: ScriptedProvider, alice_online: Person, bob_online: Person
) -> None:
    model = await _able(scripted, vision=True)
    image = await attach(bob_online.user, "a.png", "image/png", IMAGE)
    async with alice_online.socket() as socket:
        refused = await send(socket, image, model=model)
    assert (refused["type"], refused["code"]) == ("error", "not_found")
    assert not await Message.objects.aexists()
    assert not list(scripted.requests)


async def test_what_is_said_of_a_file_is_not_believed(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await _able(scripted)
    image = await attach(alice_online.user, "a.png", "image/png", IMAGE)
    lie = {"file_id": str(image.pk), "filename": "other.png", "media_type": "text/html", "file_data": "x"}
    async with alice_online.socket() as socket:
        await socket.send(
            "send", client_id="c", parts=[{"type": "file", "file": lie}], conversation=None, model=model
        )
        sent = await socket.next("sent", "error")
        await Page().watch(socket, sent["turn"])
    asked = await Message.objects.aget(pk=sent["message"])
    assert asked.body["content"][0]["file"]["filename"] == "a.png"
    assert "file_data" not in asked.body["content"][0]["file"]


def _base64(data: bytes) -> str:
    return b64encode(data).decode()
