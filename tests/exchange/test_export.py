"""One's conversations as files."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from django.utils import timezone

from chatapp.accounts.models import User
from chatapp.conversations.models import Conversation, Message, ToolCall, TurnStatus
from chatapp.exchange import selection
from chatapp.knowledge.models import Collection
from tests.exchange.downloads import browser_of, download
from tests.knowledge.documents import taken_in
from tests.web.rows import ask, conversation, exchange, turn_below

pytestmark = pytest.mark.django_db

FORMATS = ["markdown", "json", "completions"]


def of(chat: Conversation, wanted: str) -> str:
    return f"/c/{chat.pk}/export/?format={wanted}"


def of_all(wanted: str) -> str:
    return f"/account/chats/export/?format={wanted}"


def with_two_answers(owner: User) -> Conversation:
    chat = conversation(owner, "Rivers")
    first = exchange(chat, "Name a river", "The Danube")
    assert first.parent is not None
    turn = turn_below(first.parent, TurnStatus.DONE)
    second = Message.objects.create(
        conversation=chat,
        parent=first.parent,
        turn=turn,
        role="assistant",
        body={"role": "assistant", "content": "The Rhine"},
    )
    Conversation.objects.filter(pk=chat.pk).update(active_leaf_id=second.pk)
    return chat


def with_a_tool_call(owner: User) -> Conversation:
    chat = conversation(owner, "Weather")
    question = ask(chat, "Is it raining?")
    turn = turn_below(question, TurnStatus.DONE)
    call = {"id": "c1", "type": "function", "function": {"name": "look", "arguments": "{}"}}
    lost = {"id": "c2", "type": "function", "function": {"name": "look", "arguments": "{"}}
    above: Message = question
    bodies: list[dict[str, Any]] = [
        {"role": "assistant", "content": None, "tool_calls": [call, lost], "reasoning": "Let me look."},
        {"role": "tool", "tool_call_id": "c1", "content": "Rain"},
        {"role": "assistant", "content": "It is.", "annotations": []},
    ]
    for body in bodies:
        above = Message.objects.create(
            conversation=chat, parent=above, turn=turn, role=body["role"], body=body, reasoning_ms=12
        )
        if "tool_calls" in body:
            ToolCall.objects.create(
                turn=turn, message=above, call_id="c1", name="look", arguments="{}", result="Rain"
            )
    Conversation.objects.filter(pk=chat.pk).update(active_leaf_id=above.pk)
    return chat


def test_markdown_is_the_branch_that_is_shown(alice: User) -> None:
    text = download(alice, of(with_two_answers(alice), "markdown")).decode()
    assert text.startswith("# Rivers\n")
    assert "## You ·" in text
    assert "## gpt-5-mini ·" in text
    assert "The Rhine" in text
    assert "The Danube" not in text


def test_completions_are_messages_as_a_request_has_them(alice: User) -> None:
    (line,) = download(alice, of(with_a_tool_call(alice), "completions")).splitlines()
    assert json.loads(line) == {
        "messages": [
            {"role": "user", "content": "Is it raining?"},
            {
                "role": "assistant",
                "content": None,
                "tool_calls": [
                    {"id": "c1", "type": "function", "function": {"name": "look", "arguments": "{}"}}
                ],
            },
            {"role": "tool", "tool_call_id": "c1", "content": "Rain"},
            {"role": "assistant", "content": "It is."},
        ]
    }


def test_an_answer_and_what_continues_it_are_one_message_of_completions(alice: User) -> None:
    chat = conversation(alice)
    begun = exchange(chat, "Count", "1, 2")
    ended = Message.objects.create(
        conversation=chat,
        parent=begun,
        continues=begun,
        role="assistant",
        body={"role": "assistant", "content": ", 3"},
    )
    Conversation.objects.filter(pk=chat.pk).update(active_leaf_id=ended.pk)
    messages = json.loads(download(alice, of(chat, "completions")))["messages"]
    assert [message["content"] for message in messages] == ["Count", "1, 2, 3"]


def test_json_is_the_whole_tree(alice: User) -> None:
    chat = with_two_answers(alice)
    document = json.loads(download(alice, of(chat, "json")))
    assert list(document) == ["format", "version", "exported_at", "conversations"]
    (found,) = document["conversations"]
    question, first, second = found["messages"]
    assert (found["id"], found["title"], found["active_leaf"]) == (str(chat.pk), "Rivers", second["id"])
    assert (first["parent"], second["parent"]) == (question["id"], question["id"])
    assert [turn["model_name"] for turn in found["turns"]] == ["gpt-5-mini"] * 2


def test_json_has_tool_calls(alice: User) -> None:
    (found,) = json.loads(download(alice, of(with_a_tool_call(alice), "json")))["conversations"]
    (call,) = found["tool_calls"]
    assert (call["name"], call["arguments"], call["result"]) == ("look", "{}", "Rain")
    assert found["messages"][1]["body"]["reasoning"] == "Let me look."


def test_json_keeps_what_other_formats_cannot(alice: User) -> None:
    chat = conversation(alice)
    exchange(chat, "nul \0 half \ud83d", "</script>")
    (found,) = json.loads(download(alice, of(chat, "json")))["conversations"]
    assert found["messages"][0]["body"]["content"][0]["text"] == "nul \0 half \ud83d"
    for wanted in ("markdown", "completions"):
        assert "half" in download(alice, of(chat, wanted)).decode()


def test_all_chats_are_one_file(alice: User, bob: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection, "_CONVERSATIONS", 2)
    monkeypatch.setattr(selection, "_MESSAGES", 2)
    for number in range(5):
        chat = conversation(alice, f"Chat {number}")
        for word in ("one", "two"):
            exchange(chat, word, f"{word} {number}")
    exchange(conversation(bob, "Of Bob"), "His", "own")
    found = json.loads(download(alice, of_all("json")))["conversations"]
    assert [chat["title"] for chat in found] == [f"Chat {number}" for number in range(5)]
    assert {len(chat["messages"]) for chat in found} == {4}
    assert len(download(alice, of_all("completions")).splitlines()) == 5


def test_markdown_of_all_chats_is_a_zip_with_safe_names(alice: User) -> None:
    for title in ("../../etc/passwd", "Same", "Same", "Grüße 🎉", ""):
        exchange(conversation(alice, title), "A question", "An answer")
    with zipfile.ZipFile(io.BytesIO(download(alice, of_all("markdown")))) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert len(set(names)) == 5
        assert not [name for name in names if "/" in name or ".." in name]
        assert any("Grüße" in name for name in names)
        assert all(b"An answer" in archive.read(name) for name in names)


@pytest.mark.parametrize("wanted", FORMATS)
def test_a_person_without_chats_gets_an_empty_file(alice: User, wanted: str) -> None:
    assert download(alice, of_all(wanted)) is not None


def test_what_is_deleted_is_not_exported(alice: User) -> None:
    chat = with_two_answers(alice)
    Message.objects.filter(body__isnull=False, parent=None).exclude(conversation=chat).delete()
    gone = exchange(conversation(alice, "Gone"), "Not", "this").conversation
    Conversation.objects.filter(pk=gone.pk).update(deleted_at=timezone.now())
    answers = Message.objects.filter(conversation=chat, role="assistant").order_by("pk")
    Message.objects.filter(pk=answers[0].pk).update(deleted_at=timezone.now())
    (found,) = json.loads(download(alice, of_all("json")))["conversations"]
    assert [message["body"]["content"] for message in found["messages"]][1:] == ["The Rhine"]


def test_an_answer_that_is_being_written_is_no_part_of_it(alice: User) -> None:
    chat = conversation(alice)
    turn_below(ask(chat, "Now?"), TurnStatus.RUNNING)
    (found,) = json.loads(download(alice, of(chat, "json")))["conversations"]
    assert found["turns"] == []


@pytest.mark.parametrize("wanted", FORMATS)
def test_a_download_is_an_attachment_with_the_title_as_its_name(alice: User, wanted: str) -> None:
    chat = conversation(alice, 'Q3: "plan"/draft')
    response = browser_of(alice).get(of(chat, wanted))
    assert response.headers["Content-Disposition"].startswith('attachment; filename="Q3 plan draft.')
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    response.close()


@pytest.mark.parametrize("wanted", FORMATS)
def test_nobody_else_gets_a_chat(alice: User, bob: User, ada: User, wanted: str) -> None:
    chat = with_two_answers(alice)
    for other in (bob, ada):
        assert browser_of(other).get(of(chat, wanted)).status_code == 404
    Conversation.objects.filter(pk=chat.pk).update(deleted_at=timezone.now())
    assert browser_of(alice).get(of(chat, wanted)).status_code == 404


def test_an_unknown_format_is_refused_with_those_there_are(alice: User) -> None:
    response = browser_of(alice).get(of_all("docx"))
    assert (response.status_code, response.content.decode()) == (
        400,
        "“format” is one of: markdown, json, completions.",
    )


def test_the_page_of_ones_chats_leads_to_all_formats(alice: User) -> None:
    page = browser_of(alice).get("/account/chats/").content.decode()
    assert all(f"?format={wanted}" in page for wanted in FORMATS)
    assert "/account/chats/" in browser_of(alice).get("/account/").content.decode()


@pytest.mark.parametrize("wanted", ["json", "completions"])
@pytest.mark.parametrize("server", ["", "http://testserver"])
def test_no_export_has_what_stands_in_a_document_that_its_owner_lost(
    alice: User, bob: User, wanted: str, server: str
) -> None:
    vault = Collection.objects.create(name="Vault", slug="vault", owner=bob, open_to_all=True)
    document = taken_in(bob, vault, "orchard.md", "# Orchard\n\nThe xylophonist.")
    address = f"vault/{document.slug}"
    chat = conversation(alice, "Fruit")
    question = ask(chat, "Who plays?")
    turn = turn_below(question, TurnStatus.DONE)
    asked = json.dumps({"document": address})
    url = f"/documents/{address}/?version=1#1"
    passage = {"number": 1, "title": "Orchard", "url": url, "text": "The xylophonist."}
    found = json.dumps({"passages": [passage]})
    call = {"id": "c1", "type": "function", "function": {"name": "read_document", "arguments": asked}}
    source = {"url": f"{server}{url}", "title": "Orchard", "start_index": 9, "end_index": 12}
    bodies: list[dict[str, Any]] = [
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c1", "content": found},
        {
            "role": "assistant",
            "content": "Somebody [1].",
            "annotations": [{"type": "url_citation", "url_citation": source}],
        },
    ]
    above: Message = question
    for body in bodies:
        above = Message.objects.create(
            conversation=chat, parent=above, turn=turn, role=body["role"], body=body
        )
        if "tool_calls" in body:
            ToolCall.objects.create(
                turn=turn, message=above, call_id="c1", name="read_document", arguments=asked, result=found
            )
    Conversation.objects.filter(pk=chat.pk).update(active_leaf_id=above.pk)
    assert "xylophonist" in download(alice, of(chat, wanted)).decode()
    Collection.objects.filter(pk=vault.pk).update(open_to_all=False)
    text = download(alice, of(chat, wanted)).decode()
    assert "Somebody [1]." in text
    assert not [secret for secret in ("xylophonist", "Orchard", address) if secret in text]
