"""Files that are broken, or made to break something: what can be read is taken in, the rest is named with its place."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from django.conf import LazySettings

from chatapp.accounts.models import User
from chatapp.conversations.active_path import path_ids
from chatapp.conversations.models import Conversation, Message
from chatapp.exchange.models import ImportPart, ImportStatus
from chatapp.exchange.readers import entries
from tests.exchange import exports
from tests.exchange.downloads import browser_of
from tests.exchange.importing import import_file, only, path, problems

pytestmark = pytest.mark.django_db


def chats(count: int) -> list[dict[str, Any]]:
    return [
        exports.chatgpt(conversation_id=f"g{number}", title=f"Number {number}") for number in range(count)
    ]


def test_a_broken_entry_is_named_and_the_others_are_taken_in(alice: User) -> None:
    found: list[Any] = chats(3)
    found[1]["mapping"] = "gone"
    done = import_file(alice, exports.as_json([*found, 7, {"hello": 1}, {"mapping": {}, "title": "Empty"}]))
    assert (done.taken, done.broken) == (2, 4)
    assert problems(done) == [
        "Chat 2: Its “mapping” is no object.",
        "Chat 4: It is no chat.",
        "Chat 5: It is no chat of a product that is known here.",
        "Chat 6 “Empty”: It has no messages.",
    ]


def test_a_file_that_was_cut_gives_what_stands_before_the_cut(alice: User) -> None:
    content = exports.as_json(chats(4))
    done = import_file(alice, content[: len(content) * 5 // 8])
    assert (done.status, done.taken, done.broken) == (ImportStatus.DONE, 2, 1)
    assert problems(done)[0].startswith("Chat 3: The file cannot be read from here on, it is cut or broken")


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", b"\xff\xfe\0", b"[1 2", b'{"a"', b"[" * 100_000, b'[{"a":' * 60_000, b"PK\x03\x04 no"],
)
def test_what_is_no_export_ends_in_words(alice: User, content: bytes) -> None:
    done = import_file(alice, content or b" ")
    assert done.taken == 0
    assert done.failure or done.problems
    assert not ImportPart.objects.exists()


def test_nesting_costs_an_entry_and_no_more(alice: User) -> None:
    deep = "[" * 30_000 + "]" * 30_000
    content = f'[{{"mapping": {deep}}}, {json.dumps(exports.chatgpt())}]'.encode()
    done = import_file(alice, content)
    assert done.taken == 1
    assert problems(done) == ["Chat 1: It is nested too deep."]


def test_an_entry_beyond_all_measure_costs_only_itself(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "MOST_VALUES", 1_000)
    large = exports.chatgpt(conversation_id="large", extra=list(range(2_000)))
    done = import_file(alice, exports.as_json([large, exports.chatgpt()]))
    assert done.taken == 1
    assert problems(done) == ["Chat 1: It is larger than one chat can be."]


def test_a_long_chat_of_nested_answers_is_read(alice: User) -> None:
    """LibreChat nests each message in the one before it."""
    text = "[]"
    for number in range(3_000, 0, -1):
        text = (
            f'[{{"messageId": "m{number}", "isCreatedByUser": true, "text": "{number}", "children": {text}}}]'
        )
    done = import_file(alice, f'{{"conversationId": "long", "title": "Long", "messages": {text}}}'.encode())
    assert done.taken == 1
    assert len(path_ids(only(alice))) == 3_000


def test_circles_are_cut_and_said(alice: User) -> None:
    entry = exports.chatgpt()
    entry["mapping"]["asked"]["parent"] = "first"
    done = import_file(alice, exports.as_json([entry]))
    assert (done.taken, done.broken) == (1, 0)
    assert problems(done) == [
        "Chat 1 “Rivers”: 1 of its messages led back to themselves and are at the beginning now."
    ]
    assert Message.objects.count() == 6


def test_a_parent_that_is_not_there_is_none(alice: User) -> None:
    entry = exports.chatgpt(current_node="nowhere")
    entry["mapping"]["asked"]["parent"] = "nowhere"
    import_file(alice, exports.as_json([entry]))
    assert path(only(alice))[0] == ("user", "Name a river")


def test_odd_characters_and_scripts_are_text(alice: User) -> None:
    title = "<script>alert(1)</script> \0 \ud800 \u202e"
    entry = exports.chatgpt(title=title)
    entry["mapping"]["asked"]["message"]["content"]["parts"] = [
        "nul \0 half \ud83d <img src=x onerror=alert(1)>"
    ]
    entry["mapping"]["second"]["message"]["metadata"]["model_slug"] = "m\0" * 300
    done = import_file(alice, exports.as_json([entry]), "<b>\0.json")
    assert (done.taken, done.problems) == (1, [])
    chat = only(alice)
    assert chat.title.startswith("<script>alert(1)</script> \ufffd ?")
    assert path(chat)[0][1] == "nul \0 half \ud83d <img src=x onerror=alert(1)>"
    for address in (f"/c/{chat.pk}/", "/account/chats/", "/account/chats/imports/"):
        page = browser_of(alice).get(address).content.decode()
        assert "<script>alert" not in page
        assert "<b>" not in page


@pytest.mark.parametrize(
    "time", [1e300, -1e300, float("1e18"), "yesterday", "9999-12-31T23:59:59Z", {}, True, -5]
)
def test_times_that_cannot_be_are_none(alice: User, time: Any) -> None:
    entry = exports.chatgpt(create_time=time, update_time=time)
    entry["mapping"]["first"]["message"]["create_time"] = time
    done = import_file(alice, exports.as_json([entry]))
    assert (done.taken, done.problems) == (1, [])
    assert only(alice).updated_at <= done.finished_at  # type: ignore[operator]


def test_values_of_the_wrong_kind_are_none(alice: User) -> None:
    odd: list[Any] = [None, 7, [], {}, "x", [[]]]
    for number, value in enumerate(odd):
        entry = exports.chatgpt(conversation_id=f"odd {number}", title=value, current_node=value, id=value)
        for node in entry["mapping"].values():
            for name in ("author", "metadata", "recipient", "content"):
                if node["message"] and node["id"] != "asked":
                    node["message"][name] = value
        others: list[dict[str, Any]] = [exports.claude(), exports.open_webui(), exports.librechat()]
        others[0]["chat_messages"][1]["content"] = value
        others[1]["chat"]["history"]["messages"]["w2"] = value
        others[2]["messages"][0]["children"] = value
        for other, name in zip(others, ("uuid", "id", "conversationId"), strict=True):
            other[name] = f"odd {number}"
        done = import_file(alice, exports.as_json([entry, *others]))
        assert (done.taken, done.problems) == (4, [])


def test_a_zip_bomb_is_left_at_the_limit(alice: User, settings: LazySettings) -> None:
    settings.MAX_IMPORT_BYTES = 1 << 20
    bomb = exports.as_json(chats(2))[:-1] + b"," + b" " * (30 << 20)
    done = import_file(alice, exports.as_zip(conversations=bomb), "bomb.zip")
    assert done.status == ImportStatus.FAILED
    assert done.failure == "The file unpacks to more than 1 MB, the most that can be imported at once."
    assert done.taken == Conversation.objects.count() == 2


def test_a_zip_without_conversations_says_so(alice: User) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("chat.html", "<html>")
    done = import_file(alice, packed.getvalue(), "export.zip")
    assert done.failure == "The zip holds no JSON file. Give the file that the other product made, as it is."


def test_a_damaged_zip_says_so(alice: User) -> None:
    packed = bytearray(exports.as_zip(conversations=exports.as_json(chats(30))))
    packed[200] ^= 0xFF
    done = import_file(alice, bytes(packed), "export.zip")
    assert done.failure.startswith("The zip cannot be unpacked")


def test_of_many_problems_the_first_are_kept_and_all_counted(alice: User) -> None:
    done = import_file(alice, exports.as_json([7] * 1_000))
    assert (done.broken, len(done.problems)) == (1_000, 200)
