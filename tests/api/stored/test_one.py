"""One stored completion: as it was given out, its metadata changed, deleted."""

import asyncio
from typing import Any

import pytest
from openai.types.chat import ChatCompletion, ChatCompletionDeleted

from chatapp.completions.models import Completion, StoredCompletion, StoredLabel
from tests.api.script import COMPLETIONS, Script, script_of
from tests.engine import Person
from tests.wire.documents import ANSWERS, complaints

pytestmark = pytest.mark.anyio

_ASKED = {
    "seed": 7,
    "temperature": 0.5,
    "top_p": 0.9,
    "user": "u-1",
    "response_format": {"type": "text"},
    "tools": [{"type": "function", "function": {"name": "look", "parameters": {"b": 1, "a": 2}}}],
    "tool_choice": "auto",
}
_CALLS = [
    ("GET", "", None),
    ("GET", "/messages", None),
    ("POST", "", {"metadata": {}}),
    ("DELETE", "", None),
]


async def test_it_is_the_answer_that_was_given_out_and_what_it_was_asked_with(alices: Script) -> None:
    given = await alices.ask("echo", metadata={"b": "1", "a": "2"}, **_ASKED)
    kept = await alices.get(f"{COMPLETIONS}/{given['id']}")
    assert kept == {**kept, **given}
    assert list(kept)[: len(given)] == list(given)
    asked = {"user" if name == "input_user" else name: kept[name] for name in kept if name not in given}
    completion = await Completion.objects.aget()
    assert asked == {
        **_ASKED, "presence_penalty": None, "frequency_penalty": None, "request_id": completion.call_id,
    }  # fmt: skip
    assert list(kept["tools"][0]["function"]["parameters"]) == ["b", "a"]


async def test_its_request_id_is_the_one_in_the_headers(alices: Script) -> None:
    body = {"model": "echo", "messages": [{"role": "user", "content": "a"}], "store": True}
    response = await alices.send("POST", COMPLETIONS, body)
    kept = await alices.get(f"{COMPLETIONS}/{response.json()['id']}")
    assert kept["request_id"] == response.headers["x-request-id"]


async def test_a_streamed_one_is_kept_as_one_that_came_at_once(alices: Script) -> None:
    whole = await alices.get(f"{COMPLETIONS}/{(await alices.ask('echo'))['id']}")
    streamed = await alices.get(f"{COMPLETIONS}/{await alices.stream('echo')}")
    own = {"id", "request_id"}
    assert {name: streamed[name] for name in streamed.keys() - own} == {
        name: whole[name] for name in whole.keys() - own
    }


@pytest.mark.parametrize("model", ["echo", "several", "tool-whole", "audio"])
async def test_all_documents_and_the_official_client_understand_it(alices: Script, model: str) -> None:
    given = await alices.ask(model)
    (listed,) = (await alices.list())["data"]
    kept = await alices.get(f"{COMPLETIONS}/{given['id']}")
    assert listed == kept
    assert complaints(kept, *ANSWERS) == []
    assert ChatCompletion.model_validate(kept).choices == ChatCompletion.model_validate(given).choices


@pytest.mark.parametrize("model", ["nul", "surrogate-alone", "big-integers"])
async def test_what_no_column_could_hold_comes_back_exact(alices: Script, model: str) -> None:
    given = await alices.ask(model, unknown={"big": 10**40, "deep": [[1.5, None, "\u2028"]]})
    kept = await alices.get(f"{COMPLETIONS}/{given['id']}")
    assert {name: kept[name] for name in given} == given
    request = (await StoredCompletion.objects.aget()).request
    assert request["unknown"] == {"big": 10**40, "deep": [[1.5, None, "\u2028"]]}


async def test_new_metadata_takes_the_place_of_the_old(alices: Script) -> None:
    given = await alices.ask("echo", metadata={"team": "red", "run": "1"})
    path = f"{COMPLETIONS}/{given['id']}"
    changed = await alices.post(path, {"metadata": {"team": "blue", "new": "ü"}})
    assert changed == {**await alices.get(path), "metadata": {"team": "blue", "new": "ü"}}
    assert await alices.ids(**{"metadata[team]": "blue", "metadata[new]": "ü"}) == [given["id"]]
    assert await alices.ids(**{"metadata[run]": "1"}) == []
    assert await alices.ids(**{"metadata[team]": "red"}) == []
    assert await alices.ids(model="scripted/echo") == [given["id"]]
    assert (await Completion.objects.aget()).metadata == {"team": "blue", "new": "ü"}


async def test_null_takes_all_metadata_away(alices: Script) -> None:
    given = await alices.ask("echo", metadata={"team": "red"})
    changed = await alices.post(f"{COMPLETIONS}/{given['id']}", {"metadata": None})
    assert changed["metadata"] == {}
    assert await alices.ids(**{"metadata[team]": "red"}) == []
    assert await alices.ids(model="echo") == [given["id"]]


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({}, "metadata"),
        ({"metadata": []}, "metadata"),
        ({"metadata": "x"}, "metadata"),
        ({"metadata": {"key": 1}}, "metadata.key"),
        ({"metadata": {"key": None}}, "metadata.key"),
        ({"metadata": {"key": "x" * 513}}, "metadata.key"),
        ({"metadata": {"key": "a\0"}}, "metadata.key"),
        ({"metadata": {"key": "a\ud83d"}}, "metadata.key"),
        ({"metadata": {f"k{number}": "" for number in range(17)}}, "metadata"),
        ([], None),
    ],
)
async def test_metadata_that_cannot_be_kept_changes_nothing(
    alices: Script, body: Any, param: str | None
) -> None:
    given = await alices.ask("echo", metadata={"team": "red"})
    status, error = await alices.refused("POST", f"{COMPLETIONS}/{given['id']}", body)
    assert (status, error["param"]) == (400, param)
    assert await alices.ids(**{"metadata[team]": "red"}) == [given["id"]]


async def test_of_two_changes_at_the_same_time_one_is_whole(alices: Script) -> None:
    given = await alices.ask("echo", metadata={"team": "red"})
    changes = [{"metadata": {"number": str(number), f"own{number}": "x"}} for number in range(8)]
    path = f"{COMPLETIONS}/{given['id']}"
    await asyncio.gather(*(alices.post(path, change) for change in changes))
    metadata = (await alices.get(path))["metadata"]
    assert {"metadata": metadata} in changes
    labels = StoredLabel.objects.filter(name__startswith="metadata.")
    assert {(label.name, label.value) async for label in labels} == {
        (f"metadata.{key}", value) for key, value in metadata.items()
    }


async def test_deleting_takes_the_content_away_and_keeps_the_place(alices: Script) -> None:
    ids = [(await alices.ask("echo", metadata={"team": "red"}))["id"] for _ in range(3)]
    said = await alices.delete(ids[1])
    assert said == {"id": ids[1], "object": "chat.completion.deleted", "deleted": True}
    assert ChatCompletionDeleted.model_validate(said).deleted is True
    assert await alices.ids() == await alices.ids(model="echo") == [ids[0], ids[2]]
    assert await alices.ids(**{"metadata[team]": "red"}) == [ids[0], ids[2]]
    assert await alices.ids(after=ids[1]) == [ids[2]]
    assert await alices.ids(after=ids[1], order="desc") == [ids[0]]
    row = await StoredCompletion.objects.select_related("completion").aget(deleted_at__isnull=False)
    assert (row.completion.public_id, row.request, row.response) == (ids[1], None, None)
    assert not await StoredLabel.objects.filter(stored=row).aexists()
    assert row.completion.metadata == {}


async def test_a_deleted_one_is_not_there_for_any_call(alices: Script) -> None:
    given = await alices.ask("echo")
    await alices.delete(given["id"])
    await _not_there(alices, given["id"])


async def test_one_of_another_model_is_not_there_for_a_key_that_is_limited(
    alices: Script, alice_online: Person
) -> None:
    mine, other = await alices.ask("echo"), await alices.ask("several")
    async with script_of(alice_online.user, allowed_models=["echo"]) as limited:
        assert await limited.ids() == [mine["id"]]
        assert (await limited.get(f"{COMPLETIONS}/{mine['id']}"))["id"] == mine["id"]
        await _not_there(limited, other["id"])
    assert await alices.ids() == [mine["id"], other["id"]]


async def test_one_that_was_not_stored_is_not_there_for_any_call(alices: Script) -> None:
    given = await alices.ask("echo", store=False)
    await _not_there(alices, given["id"])


@pytest.mark.parametrize("id", ["x", "chatcmpl-", "chatcmpl-" + "0" * 32, "chatcmpl-%00", "models"])
async def test_an_id_that_nobody_gave_is_not_there_for_any_call(alices: Script, id: str) -> None:
    await _not_there(alices, id)


async def test_alices_is_not_there_for_charlie(alices: Script, charlies: Script) -> None:
    given = await alices.ask("echo", metadata={"team": "red"})
    await _not_there(charlies, given["id"])
    assert (await alices.get(f"{COMPLETIONS}/{given['id']}"))["metadata"] == {"team": "red"}


async def test_a_key_that_may_only_read_changes_nothing(alices: Script, alice_online: Person) -> None:
    id = (await alices.ask("echo"))["id"]
    async with script_of(alice_online.user, read_only=True) as reader:
        assert await reader.ids() == [id]
        assert (await reader.get(f"{COMPLETIONS}/{id}"))["id"] == id
        assert (await reader.get(f"{COMPLETIONS}/{id}/messages"))["data"]
        for method, body in (("POST", {"metadata": {"a": "b"}}), ("DELETE", None)):
            status, error = await reader.refused(method, f"{COMPLETIONS}/{id}", body)
            assert (status, error["code"]) == (403, "read_only_key")
    assert (await alices.get(f"{COMPLETIONS}/{id}"))["metadata"] == {}


async def _not_there(script: Script, id: str) -> None:
    for method, below, body in _CALLS:
        status, error = await script.refused(method, f"{COMPLETIONS}/{id}{below}", body)
        assert (status, error["code"]) == (404, "not_found"), (method, below)
