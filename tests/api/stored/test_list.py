"""The list of stored completions: what is in it, in which order, and what it is narrowed by."""

import asyncio
from typing import Any

import pytest

from chatapp.providers.models import Alias, Model
from tests.api.script import COMPLETIONS, Script

pytestmark = pytest.mark.anyio


async def test_what_asked_to_be_stored_is_listed_and_nothing_else(alices: Script) -> None:
    stored = await alices.ask("echo")
    await alices.ask("echo", store=False)
    await alices.ask("echo", store=None)
    streamed = await alices.stream("echo")
    await alices.refused(
        "POST",
        COMPLETIONS,
        {"model": "error-400", "messages": [{"role": "user", "content": "a"}], "store": True},
    )
    assert await alices.ids() == [stored["id"], streamed]


async def test_an_empty_list_has_no_first_and_no_last(alices: Script) -> None:
    assert await alices.list() == {
        "object": "list",
        "data": [],
        "first_id": None,
        "last_id": None,
        "has_more": False,
    }


async def test_pages_go_on_after_one_another_in_both_orders(alices: Script) -> None:
    ids = [(await alices.ask("echo"))["id"] for _ in range(5)]
    page = await alices.list(limit=2)
    assert [item["id"] for item in page["data"]] == ids[:2]
    assert (page["first_id"], page["last_id"], page["has_more"]) == (ids[0], ids[1], True)
    last = await alices.list(limit=2, after=ids[2])
    assert ([item["id"] for item in last["data"]], last["has_more"]) == (ids[3:], False)
    assert await alices.ids(after=ids[4]) == []
    assert await alices.ids(order="desc", limit=2, after=ids[3]) == [ids[2], ids[1]]
    assert await alices.every_id(limit=2) == ids
    assert await alices.every_id(limit=2, order="desc") == ids[::-1]


async def test_a_page_has_twenty_unless_it_is_said_otherwise(alices: Script) -> None:
    ids = [(await alices.ask("echo"))["id"] for _ in range(21)]
    assert await alices.ids() == ids[:20]
    assert await alices.ids(limit=100) == ids


async def test_a_model_is_found_by_every_name_that_it_goes_by(alices: Script) -> None:
    model = await Model.objects.aget(name="echo", provider__slug="scripted")
    await Alias.objects.acreate(name="quick", model=model)
    by_alias, by_name = await alices.ask("quick"), await alices.ask("echo")
    by_path, other = await alices.ask("scripted/echo"), await alices.ask("several")
    assert await alices.ids(model="quick") == [by_alias["id"]]
    assert await alices.ids(model="echo") == [by_alias["id"], by_name["id"], by_path["id"]]
    assert await alices.ids(model="scripted/echo") == [by_alias["id"], by_name["id"], by_path["id"]]
    assert await alices.ids(model="several") == [other["id"]]
    assert await alices.ids(model="nobody\0's") == []


async def test_all_pairs_that_are_asked_for_have_to_match(alices: Script) -> None:
    asked: list[dict[str, str]] = [
        {"team": "red", "run": "1"},
        {"team": "red", "run": "2"},
        {"team": "blue", "run": "1"},
        {},
    ]
    ids = [(await alices.ask("echo", metadata=metadata))["id"] for metadata in asked]
    assert await alices.ids(**{"metadata[team]": "red"}) == ids[:2]
    assert await alices.ids(**{"metadata[team]": "red", "metadata[run]": "1"}) == ids[:1]
    assert await alices.ids(**{"metadata[run]": "1", "order": "desc", "model": "echo"}) == [ids[2], ids[0]]
    assert await alices.ids(**{"metadata[team]": "RED"}) == []
    assert await alices.ids(**{"metadata[team]": "red", "model": "several"}) == []


async def test_keys_and_values_of_metadata_may_be_any_text(alices: Script) -> None:
    metadata = {"a]b[c": "x&y=z", "": "", "model": "m", "ключ": "значение 👍", "k" * 64: "v" * 512}
    stored = await alices.ask("echo", metadata=metadata)
    await alices.ask("echo")
    for key, value in metadata.items():
        assert await alices.ids(**{f"metadata[{key}]": value}) == [stored["id"]]


@pytest.mark.parametrize(
    ("query", "param"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "101"}, "limit"),
        ({"limit": "-1"}, "limit"),
        ({"limit": ""}, "limit"),
        ({"limit": "ten"}, "limit"),
        ({"limit": "1.0"}, "limit"),
        ({"limit": "٣"}, "limit"),
        ({"limit": "9" * 5000}, "limit"),
        ({"order": "up"}, "order"),
        ({"order": ""}, "order"),
        ({"metadata[key]": "x" * 513}, "metadata.key"),
        ({f"metadata[{'k' * 65}]": "x"}, f"metadata.{'k' * 65}"),
        ({"metadata[key]": ["x", "y"]}, "metadata[key]"),
        ({f"metadata[k{number}]": "x" for number in range(17)}, "metadata"),
    ],
)
async def test_what_cannot_be_meant_is_refused_by_its_name(
    alices: Script, query: dict[str, Any], param: str
) -> None:
    status, error = await alices.refused("GET", COMPLETIONS, query=query)
    assert (status, error["param"], error["type"]) == (400, param, "invalid_request_error")


@pytest.mark.parametrize(
    "after",
    ["", "x", "chatcmpl-", "chatcmpl-" + "0" * 32, "chatcmpl-\0", "0" * 32, "chatcmpl-{" + "0" * 32 + "}"],
)
async def test_a_list_does_not_go_on_after_what_is_not_there(alices: Script, after: str) -> None:
    status, error = await alices.refused("GET", COMPLETIONS, query={"after": after})
    assert (status, error["param"], error["code"]) == (404, "after", "not_found")


async def test_charlie_sees_his_own_only_and_goes_on_after_nobody_elses(
    alices: Script, charlies: Script
) -> None:
    hers = await alices.ask("echo", metadata={"team": "red"})
    his = await charlies.ask("echo", metadata={"team": "red"})
    assert await charlies.ids() == [his["id"]]
    assert await charlies.ids(**{"metadata[team]": "red"}) == [his["id"]]
    assert await charlies.ids(model="echo") == [his["id"]]
    status, error = await charlies.refused("GET", COMPLETIONS, query={"after": hers["id"]})
    assert (status, error["param"]) == (404, "after")


async def test_the_order_is_stable_while_others_are_added(alices: Script) -> None:
    before = [(await alices.ask("echo"))["id"] for _ in range(6)]

    async def add() -> list[str]:
        return [(await alices.ask("echo"))["id"] for _ in range(10)]

    added, upwards, downwards = await asyncio.gather(
        add(), alices.every_id(limit=2), alices.every_id(limit=2, order="desc")
    )
    assert upwards[:6] == before
    assert upwards[6:] == added[: len(upwards) - 6]
    assert downwards[-6:] == before[::-1]
    assert await alices.every_id(limit=3) == before + added


async def test_those_deleted_while_they_are_listed_hide_no_others(alices: Script) -> None:
    ids = [(await alices.ask("echo"))["id"] for _ in range(7)]
    seen: list[str] = []
    query: dict[str, Any] = {"limit": 2}
    while page := await alices.ids(**query):
        seen += page
        for id in page:
            await alices.delete(id)
        query["after"] = page[-1]
    assert seen == ids
    assert await alices.ids() == []


@pytest.mark.parametrize(
    ("query", "param"),
    [
        ("metadata=blue", "metadata"),
        ("team=blue", "team"),
        ("metadata[team]=blue&modle=echo", "modle"),
        ("Limit=3", "Limit"),
    ],
)
async def test_what_the_list_does_not_know_is_refused(alices: Script, query: str, param: str) -> None:
    status, error = await alices.refused("GET", f"{COMPLETIONS}?{query}")
    assert (status, error["param"]) == (400, param)


async def test_the_list_of_messages_knows_no_filter(alices: Script) -> None:
    stored = await alices.ask("echo")
    status, error = await alices.refused("GET", f"{COMPLETIONS}/{stored['id']}/messages?model=echo")
    assert (status, error["param"]) == (400, "model")
