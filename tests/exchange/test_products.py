"""The exports of other products become chats: their branches, times and models' names."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from chatapp.accounts.models import User
from chatapp.conversations.branches import siblings
from chatapp.conversations.models import Conversation, Message, Turn
from chatapp.exchange.models import ImportStatus
from chatapp.usage.models import UsageRecord
from tests.exchange import exports
from tests.exchange.downloads import browser_of
from tests.exchange.importing import import_file, only, path

pytestmark = pytest.mark.django_db


def answers(chat: Conversation) -> list[tuple[str, str]]:
    """The models' names and products of the turns, in their order."""
    turns = Turn.objects.filter(conversation=chat).order_by("pk")
    return [(turn.model_name, turn.provider_name) for turn in turns]


def test_chatgpts(alice: User) -> None:
    done = import_file(alice, exports.as_json([exports.chatgpt()]))
    assert (done.status, done.taken, done.problems) == (ImportStatus.DONE, 1, [])
    chat = only(alice)
    assert (chat.title, chat.created_at) == ("Rivers", datetime.fromtimestamp(exports.AT, UTC))
    assert chat.updated_at == datetime.fromtimestamp(exports.AT + 60.5, UTC)
    assert path(chat) == [
        ("user", "Name a river"),
        ("assistant", ""),
        ("assistant", "```python\nprint(1)\n```"),
        ("assistant", "```\n1\n```"),
        ("assistant", "The Danube ."),
    ]
    thought = Message.objects.get(
        conversation=chat, body__isnull=False, parent__role="user", turn__model_name="gpt-9"
    )
    assert thought.body["reasoning_content"] == "Rivers are long."
    assert answers(chat) == [("gpt-9", "ChatGPT"), ("o9", "ChatGPT")]
    question = Message.objects.get(conversation=chat, role="user")
    assert len(siblings(chat, [question.pk])[question.pk]) == 2


@pytest.mark.parametrize("parents", [True, False])
def test_claudes(alice: User, parents: bool) -> None:
    import_file(alice, exports.as_json([exports.claude(parents=parents)]))
    chat = only(alice)
    said = path(chat)
    assert said[0] == (
        "user",
        "What is in it?\n\n*[file: notes.txt]*\n\n````\n``` milk\n````\n\n*[file: photo.png]*",
    )
    between = [] if parents else [("assistant", "```\n<svg/>\n```\n\nMilk.")]
    assert said[1:] == [*between, ("assistant", "Milk, again.")]
    assert Message.objects.filter(conversation=chat).count() == 3
    assert chat.updated_at == datetime(2026, 3, 3, 10, tzinfo=UTC)


def test_open_webuis(alice: User) -> None:
    import_file(alice, exports.as_json([exports.open_webui()]))
    chat = only(alice)
    assert path(chat) == [("user", "Compare"), ("assistant", "Yes.")]
    answer = Message.objects.get(pk=chat.active_leaf_id)
    assert answer.body["reasoning_content"] == "Is 7 < 8?"
    assert answers(chat) == [("llama:8b", "Open WebUI"), ("qwen", "Open WebUI")]
    assert chat.tags == ["general"]


@pytest.mark.parametrize("recursive", [True, False])
def test_librechats(alice: User, recursive: bool) -> None:
    import_file(alice, exports.as_json(exports.librechat(recursive=recursive)))
    chat = only(alice)
    assert path(chat) == [("user", "Hello?"), ("assistant", "Hi!")]
    first = Message.objects.get(conversation=chat, turn__model_name="gpt-4-turbo")
    assert (first.body["content"], first.body["reasoning_content"]) == ("Hello!", "A greeting.")
    assert first.created_at == datetime(2024, 5, 1, 16, 35, 12, 604000, UTC)
    assert sorted(answers(chat)) == [("gpt-4", "LibreChat"), ("gpt-4-turbo", "LibreChat")]


def test_a_zip_as_it_came(alice: User) -> None:
    """The other files of it are about something else."""
    packed = exports.as_zip(
        export__conversations=exports.as_json([exports.chatgpt()]),
        export__user=b'{"email": "a@example.com"}',
        __MACOSX__export___conversations=b"\0",
    )
    done = import_file(alice, packed, "export.zip")
    assert (done.taken, done.broken) == (1, 0)


def test_a_zip_of_several_files_names_them_in_its_report(alice: User) -> None:
    files = {
        f"conversations-00{number}": exports.as_json([exports.chatgpt(conversation_id=f"g{number}"), 7])
        for number in (0, 1)
    }
    done = import_file(alice, exports.as_zip(**files), "export.zip")
    assert (done.taken, done.broken) == (2, 2)
    assert [each["place"] for each in done.problems] == [
        "conversations-000.json, chat 2",
        "conversations-001.json, chat 2",
    ]


def test_one_file_of_several_products(alice: User) -> None:
    every: list[Any] = [exports.chatgpt(), exports.claude(), exports.open_webui(), exports.librechat()]
    assert import_file(alice, exports.as_json(every)).taken == 4


def test_the_ledger_gets_no_rows(alice: User) -> None:
    import_file(alice, exports.as_json([exports.chatgpt(), exports.claude()]))
    assert not UsageRecord.objects.exists()


def test_what_was_imported_is_shown_as_every_chat(alice: User, bob: User) -> None:
    import_file(alice, exports.as_json([exports.chatgpt()]))
    address = f"/c/{only(alice).pk}/"
    page = browser_of(alice).get(address).content.decode()
    assert "Name a river" in page
    assert "gpt-9" in page
    assert browser_of(bob).get(address).status_code == 404


def test_twice_makes_no_doubles(alice: User, bob: User) -> None:
    content = exports.as_json(
        [exports.chatgpt(), exports.claude(), exports.librechat(), exports.open_webui()]
    )
    import_file(alice, content)
    again = import_file(alice, content)
    assert (again.taken, again.known) == (0, 4)
    assert Conversation.objects.filter(owner=alice).count() == 4
    assert import_file(bob, content).taken == 4


def test_what_has_no_id_is_known_by_what_was_said(alice: User) -> None:
    entry = exports.open_webui()
    del entry["id"]
    assert import_file(alice, exports.as_json([entry])).taken == 1
    assert import_file(alice, exports.as_json([entry])).known == 1
    entry["chat"]["history"]["messages"]["w3"]["content"] = "Perhaps."
    assert import_file(alice, exports.as_json([entry])).taken == 1


def test_what_was_deleted_here_comes_again(alice: User) -> None:
    content = exports.as_json([exports.chatgpt()])
    import_file(alice, content)
    Conversation.objects.update(deleted_at=datetime.now(UTC))
    assert import_file(alice, content).taken == 1
    assert import_file(alice, content).known == 1
