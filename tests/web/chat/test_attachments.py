"""Attachments over HTTP: what is taken, what is refused in words, and who may see it."""

from io import BytesIO
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from chatapp.accounts.models import User
from chatapp.conversations.attachments.parts import part_of
from chatapp.conversations.creation import branch_off
from chatapp.conversations.models import Attachment, Conversation
from chatapp.files.models import Content
from tests.extraction import samples
from tests.web.rows import ask, conversation

pytestmark = pytest.mark.django_db


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def upload(client: Client, name: str, content: bytes) -> HttpResponse:
    return client.post(f"/attachments/?name={name}", content, content_type="application/octet-stream")  # type: ignore[return-value]


def attached(client: Client, name: str, content: bytes) -> dict[str, Any]:
    response = upload(client, name, content)
    assert response.status_code == 201, response.content
    file: dict[str, Any] = response.json()["part"]["file"]  # type: ignore[attr-defined]
    return file


def sent(owner: User, file: dict[str, Any]) -> Conversation:
    where = conversation(owner)
    ask(where, "What is in it?").attachments.add(Attachment.objects.get(pk=file["file_id"]))
    return where


def image(kind: str = "PNG") -> bytes:
    file = BytesIO()
    Image.new("RGB", (40, 30), "red").save(file, kind)
    return file.getvalue()


def test_an_image_is_told_by_its_content_and_measured(alice: User) -> None:
    file = attached(browser(alice), "holiday.jpg", image())
    assert file["media_type"] == "image/png"
    assert (file["width"], file["height"], file["filename"]) == (40, 30, "holiday.jpg")


def test_a_document_is_read_when_it_comes(alice: User) -> None:
    response = upload(browser(alice), "plan.pdf", samples.pdf("Half the budget", ""))
    assert response.json()["notes"] == ["Page 2 is a picture: no text can be read there."]  # type: ignore[attr-defined]
    kept = Attachment.objects.get()
    assert kept.text == "[Page 1]\nHalf the budget"
    assert kept.owner == alice


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        (
            "photo.png",
            samples.archive(x=b"1"),
            "“photo.png” is a zip archive. Attach images (PNG, JPEG, WebP, GIF)",
        ),
        ("plan.pdf", b"%PDF-1.7 nothing", "“plan.pdf” is damaged, or not a PDF: it cannot be read."),
        ("bomb.docx", samples.docx_bomb(80_000_000), "“bomb.docx” is too complex to be read"),
        ("photo.heic", b"\0\0\0\x18ftypheic", "“photo.heic” is an image of the type heic. Attach images"),
    ],
)
def test_what_no_model_takes_is_refused_in_words(alice: User, name: str, content: bytes, words: str) -> None:
    response = upload(browser(alice), name, content)
    assert response.status_code == 200
    assert response.json()["error"].startswith(words)  # type: ignore[attr-defined]
    assert not Attachment.objects.exists()


def test_what_is_too_large_is_refused_before_it_is_read(alice: User, settings: Settings) -> None:
    settings.MAX_UPLOAD_BYTES = 1 << 20
    response = upload(browser(alice), "x.txt", b"x" * ((1 << 20) + 1))
    assert response.status_code == 413
    assert response.json() == {"error": "“x.txt” is larger than 1 MB."}  # type: ignore[attr-defined]
    assert not Content.objects.exists()


def test_a_person_keeps_no_more_than_the_quota(alice: User, bob: User, settings: Settings) -> None:
    settings.UPLOAD_QUOTA_BYTES = 2 << 20
    client = browser(alice)
    attached(client, "one.txt", b"1" * (1 << 20))
    response = upload(client, "two.txt", b"2" * (1 << 20) + b"2")
    assert response.json()["error"].startswith("Your files may have 2 MB together")  # type: ignore[attr-defined]
    attached(browser(bob), "two.txt", b"2" * (1 << 20))


def test_only_who_may_see_the_chat_sees_the_file(alice: User, charlie: User) -> None:
    file = attached(browser(alice), "a.png", image())
    address = f"/attachments/{file['file_id']}/"
    assert browser(alice).get(address).status_code == 200
    assert browser(charlie).get(address).status_code == 404
    assert Client().get(address).status_code == 302
    where = sent(alice, file)
    assert browser(alice).get(address).status_code == 200
    assert browser(charlie).get(address).status_code == 404
    Conversation.objects.filter(pk=where.pk).update(deleted_at=timezone.now())
    assert browser(alice).get(address).status_code == 404


def test_a_deleted_message_takes_its_file_along(alice: User) -> None:
    file = attached(browser(alice), "a.png", image())
    where = sent(alice, file)
    where.messages.update(deleted_at=timezone.now())
    assert browser(alice).get(f"/attachments/{file['file_id']}/").status_code == 404


def test_a_branch_keeps_the_file_when_the_chat_is_gone(alice: User) -> None:
    file = attached(browser(alice), "a.png", image())
    where = sent(alice, file)
    assert where.active_leaf_id is not None
    copy = branch_off(where, where.active_leaf_id)
    where.delete()
    assert copy.messages.get().attachments.get().pk == Attachment.objects.get().pk
    assert browser(alice).get(f"/attachments/{file['file_id']}/").status_code == 200


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"<!DOCTYPE html><script>parent.stolen = document.cookie</script>"),
        ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    ],
)
def test_a_program_from_a_chat_is_saved_and_never_run(alice: User, name: str, content: bytes) -> None:
    file = attached(browser(alice), name, content)
    response = browser(alice).get(f"/attachments/{file['file_id']}/")
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\plan.txt", "plan.txt"),
        ("<img src=x onerror=alert(1)>.txt", "<img src=x onerror=alert(1)>.txt"),
        ("gnp\N{RIGHT-TO-LEFT OVERRIDE}txt.exe", "gnptxt.exe"),
        ("\n", "file"),
        ("x" * 300 + ".txt", "x" * 195 + "….txt"),
    ],
)
def test_a_name_is_shown_as_it_is_and_leads_nowhere(alice: User, given: str, shown: str) -> None:
    client = browser(alice)
    response = client.post("/attachments/?" + _query(given), b"x", content_type="application/octet-stream")
    assert response.json()["part"]["file"]["filename"] == shown


def test_only_a_draft_is_removed_and_only_by_its_owner(alice: User, charlie: User) -> None:
    draft, kept = attached(browser(alice), "a.txt", b"a"), attached(browser(alice), "b.txt", b"b")
    sent(alice, kept)
    assert browser(charlie).delete(f"/attachments/{draft['file_id']}/").status_code == 404
    assert browser(alice).delete(f"/attachments/{draft['file_id']}/").status_code == 204
    assert browser(alice).delete(f"/attachments/{kept['file_id']}/").status_code == 404
    assert Attachment.objects.get().name == "b.txt"


def test_a_part_says_what_the_page_shows(alice: User) -> None:
    file = attached(browser(alice), "a.txt", b"abc")
    assert part_of(Attachment.objects.get()) == {"type": "file", "file": file}
    assert file == {"file_id": file["file_id"], "filename": "a.txt", "media_type": "text/plain", "size": 3}


def _query(name: str) -> str:
    from urllib.parse import urlencode

    return urlencode({"name": name})
