"""The messages of a stored completion: the whole talk, with the roles that it has."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openai.types.chat import ChatCompletionStoreMessage

from tests.api.script import COMPLETIONS, Script
from tests.wire.documents import FOLDER

pytestmark = pytest.mark.anyio

_DOCUMENT = Draft202012Validator(json.loads((FOLDER / "001_store_message.schema.json").read_text()))
_IMAGE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA==", "detail": "low"}}
_AUDIO = {"type": "input_audio", "input_audio": {"data": "AA==", "format": "wav"}}
_TEXT = {"type": "text", "text": "What is this?"}
_TALK: list[dict[str, Any]] = [
    {"role": "developer", "content": "Be brief."},
    {"role": "user", "content": "Look it up.", "name": "alice"},
    {
        "role": "assistant",
        "content": None,
        "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "look", "arguments": "{}"}}],
    },
    {"role": "tool", "tool_call_id": "c1", "content": "found"},
    {"role": "user", "content": [_TEXT, _IMAGE]},
]


async def test_they_are_what_was_sent_and_what_was_answered(alices: Script) -> None:
    given = await alices.ask("echo", messages=_TALK)
    page = await _messages(alices, given["id"])
    answer = given["choices"][0]["message"]
    assert [_without_id(message) for message in page["data"]] == [
        *({**message, "content_parts": None} for message in _TALK[:4]),
        {"role": "user", "content": None, "content_parts": [_TEXT, _IMAGE]},
        {**answer, "content_parts": None},
    ]
    assert [message["role"] for message in page["data"]] == [
        "developer", "user", "assistant", "tool", "user", "assistant",
    ]  # fmt: skip


async def test_every_choice_is_a_message(alices: Script) -> None:
    given = await alices.ask("several", n=3)
    page = await _messages(alices, given["id"])
    said = [message["content"] for message in page["data"] if message["role"] == "assistant"]
    assert said == [choice["message"]["content"] for choice in given["choices"]]
    assert len(said) == 3


@pytest.mark.parametrize(
    "messages",
    [
        _TALK,
        [{"role": "user", "content": [_AUDIO, _TEXT, {"type": "file", "file": {"file_id": "f"}}]}],
        [
            {"role": "user", "content": "a"},
            {"role": "assistant", "content": [{"type": "refusal", "refusal": "No."}]},
            {"role": "user", "content": "b"},
        ],
        [{"role": "system", "content": "s"}, {"role": "function", "name": "f", "content": "1"}],
        [
            {"role": "user", "content": "a"},
            {"role": "assistant", "content": "b", "audio": None, "refusal": None},
        ],
    ],
)
async def test_the_document_and_the_official_client_understand_them(
    alices: Script, messages: list[dict[str, Any]]
) -> None:
    given = await alices.ask("echo", messages=messages)
    for message in (await _messages(alices, given["id"]))["data"]:
        assert list(_DOCUMENT.iter_errors(message)) == []
        assert ChatCompletionStoreMessage.construct(**message).id == message["id"]


async def test_parts_that_the_documents_do_not_know_are_not_lost(alices: Script) -> None:
    given = await alices.ask("echo", content=[_AUDIO, _TEXT])
    (asked, _) = (await _messages(alices, given["id"]))["data"]
    assert asked["content_parts"] == [_TEXT]
    assert asked["parts"] == [_AUDIO, _TEXT]


async def test_ids_stay_the_same_and_lists_go_on_after_them(alices: Script) -> None:
    given = await alices.ask("echo", messages=_TALK)
    ids = [message["id"] for message in (await _messages(alices, given["id"]))["data"]]
    assert len(set(ids)) == len(_TALK) + 1
    page = await _messages(alices, given["id"], limit=2)
    assert ([message["id"] for message in page["data"]], page["has_more"]) == (ids[:2], True)
    assert (page["first_id"], page["last_id"]) == (ids[0], ids[1])
    page = await _messages(alices, given["id"], limit=4, after=ids[1])
    assert ([message["id"] for message in page["data"]], page["has_more"]) == (ids[2:], False)
    page = await _messages(alices, given["id"], limit=2, order="desc", after=ids[4])
    assert ([message["id"] for message in page["data"]], page["has_more"]) == (ids[3:1:-1], True)


async def test_a_list_does_not_go_on_after_the_message_of_another(alices: Script) -> None:
    first, second = await alices.ask("echo"), await alices.ask("echo")
    (asked, _) = (await _messages(alices, first["id"]))["data"]
    path = f"{COMPLETIONS}/{second['id']}/messages"
    status, error = await alices.refused("GET", path, query={"after": asked["id"]})
    assert (status, error["param"]) == (404, "after")


@pytest.mark.parametrize(("query", "param"), [({"limit": "0"}, "limit"), ({"order": "up"}, "order")])
async def test_what_cannot_be_meant_is_refused_by_its_name(
    alices: Script, query: dict[str, Any], param: str
) -> None:
    given = await alices.ask("echo")
    status, error = await alices.refused("GET", f"{COMPLETIONS}/{given['id']}/messages", query=query)
    assert (status, error["param"]) == (400, param)


async def test_what_no_column_could_hold_comes_back_exact(alices: Script) -> None:
    asked = {"role": "user", "content": "a\u2028b", "unknown": {"big": 10**40, "z": 1, "a": 2}}
    given = await alices.ask("nul", messages=[asked])
    sent, answered = (await _messages(alices, given["id"]))["data"]
    assert sent["unknown"] == asked["unknown"]
    assert list(sent["unknown"]) == ["big", "z", "a"]
    assert answered["content"] == "before\0after"


async def _messages(script: Script, id: str, **query: Any) -> dict[str, Any]:
    return await script.get(f"{COMPLETIONS}/{id}/messages", query)


def _without_id(message: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in message.items() if name != "id"}
