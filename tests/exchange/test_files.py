"""Attached files in exports, and in again: what was sent with a chat is there after a round trip."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from pytest_django import Settings

from chatapp.accounts.models import User
from chatapp.conversations.models import Attachment, Message
from chatapp.exchange.models import ImportStatus
from chatapp.files import store
from tests.exchange.downloads import browser_of, download
from tests.exchange.importing import import_file, only, problems
from tests.exchange.test_export import of, of_all
from tests.web.chat.test_attachments import attached, image
from tests.web.rows import conversation, exchange

pytestmark = pytest.mark.django_db


def with_files(owner: User) -> None:
    """An image twice, and a text with a name that is no path."""
    client, chat = browser_of(owner), conversation(owner)
    picture, text = (
        attached(client, name, content)
        for name, content in (("a.png", image()), ("../notes.txt", b"Six pages"))
    )
    for files in ([picture], [picture, text, text]):
        parts = [{"type": "file", "file": file} for file in files]
        body = {"role": "user", "content": [*parts, {"type": "text", "text": "What is in it?"}]}
        asked = Message.objects.create(
            conversation=chat, parent_id=chat.active_leaf_id, role="user", body=body
        )
        asked.attachments.set({file["file_id"] for file in files})
        chat.active_leaf_id = asked.pk
        exchange(chat, "And then?", "That.")


def described(owner: User) -> list[tuple[str, str, bytes, str]]:
    """What is attached, by name: with its bytes, and the text that models read."""
    rows = Attachment.objects.filter(messages__conversation__owner=owner).distinct().order_by("name")
    return [(row.name, row.media_type, b"".join(store.chunks_of(row.content)), row.text) for row in rows]


def changed(archive: bytes, change: Callable[[zipfile.ZipFile, zipfile.ZipInfo], bytes | None]) -> bytes:
    """The zip with other contents; what `change` gives none for is left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if (content := change(old, info)) is not None:
                new.writestr(info.filename, content)
    return out.getvalue()


def test_files_come_along_and_are_seen_by_their_new_owner_alone(alice: User, bob: User) -> None:
    with_files(alice)
    for address in (of_all("json"), of(only(alice), "json")):
        archive = zipfile.ZipFile(io.BytesIO(download(alice, address)))
        assert archive.testzip() is None
        assert len(archive.namelist()) == len(set(archive.namelist())) == 3
        assert not any(".." in name.split("/") for name in archive.namelist())
    done = import_file(bob, download(alice, of_all("json")), "chats.zip")
    assert (done.taken, problems(done)) == (1, [])
    assert described(bob) == described(alice)
    named = {part["file"]["file_id"] for part in parts_of(bob)}
    assert named == {str(key) for key in Attachment.objects.filter(owner=bob).values_list("pk", flat=True)}
    for key in named:
        assert browser_of(bob).get(f"/attachments/{key}/").status_code == 200
        assert browser_of(alice).get(f"/attachments/{key}/").status_code == 404
    assert import_file(alice, download(bob, of_all("json")), "chats.zip").taken == 1


def parts_of(owner: User) -> list[dict[str, Any]]:
    bodies = Message.objects.filter(conversation__owner=owner, role="user").values_list("body", flat=True)
    return [part for body in bodies for part in body["content"] if part["type"] == "file"]


def test_a_file_that_is_missing_costs_itself_alone(alice: User, bob: User) -> None:
    with_files(alice)
    archive = download(alice, of_all("json"))
    no_image = changed(archive, lambda old, info: None if info.filename.endswith(".png") else old.read(info))
    done = import_file(bob, no_image, "chats.zip")
    assert (done.status, done.taken, done.broken) == (ImportStatus.DONE, 1, 0)
    assert [line.partition("The file ")[2] for line in problems(done)] == [
        "“a.png” is missing: it is not in the file that was imported."
    ]
    assert [name for name, *_ in described(bob)] == ["notes.txt"]


def test_a_file_is_what_its_bytes_are_and_not_what_the_export_says(alice: User, bob: User) -> None:
    with_files(alice)

    def programs(old: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
        return b"\x7fELF\x02\x01\x01" + bytes(64) if info.filename.endswith(".png") else old.read(info)

    done = import_file(bob, changed(download(alice, of_all("json")), programs), "chats.zip")
    assert done.taken == 1
    assert "“a.png” is missing" in problems(done)[0]


def test_no_message_names_a_file_of_somebody_else(alice: User, bob: User) -> None:
    with_files(alice)
    document = zipfile.ZipFile(io.BytesIO(download(alice, of_all("json")))).read("conversations.json")
    done = import_file(bob, document)
    assert (done.taken, len(problems(done))) == (1, 2)
    for part in parts_of(bob):
        assert browser_of(bob).get(f"/attachments/{part['file']['file_id']}/").status_code == 404


def test_files_that_unpack_to_too_much_end_the_import(alice: User, bob: User, settings: Settings) -> None:
    with_files(alice)
    archive = download(alice, of_all("json"))
    settings.MAX_IMPORT_BYTES = 100_000

    def large(old: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
        return b"large " * 50_000 if info.filename.endswith(".txt") else old.read(info)

    done = import_file(bob, changed(archive, large), "chats.zip")
    assert done.status == ImportStatus.FAILED
    assert "unpack to more than" in done.failure
