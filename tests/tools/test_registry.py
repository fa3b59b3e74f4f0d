"""A tool call always gives a result that the model can read."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest
from psycopg_pool import AsyncConnectionPool

from chatapp.tools.arguments import LONGEST, text
from chatapp.tools.base import ToolContext, ToolLine, ToolResult
from chatapp.tools.registry import Registry, built_in_registry

pytestmark = pytest.mark.anyio

LINE = ToolLine("tool", "Repeating", "Repeated", detail="words")
NOWHERE = ToolContext(connection_pool=cast(AsyncConnectionPool, None), user_id=1)


@dataclass
class Echo:
    """Says what it was told; `before` happens first."""

    before: Callable[[], Awaitable[object]] | None = None
    name: str = "echo"
    line: ToolLine = LINE
    description: str = "Says it again."
    parameters: Mapping[str, Any] = field(default_factory=lambda: {"type": "object", "properties": {}})

    async def call(self, arguments: Mapping[str, Any], context: ToolContext) -> ToolResult:
        if self.before:
            await self.before()
        return ToolResult(json.dumps({"said": text(arguments, "words", longest=10)}))


async def error(registry: Registry, name: str, arguments: str) -> str:
    result = await registry.call(name, arguments, NOWHERE)
    assert result.failed
    return str(json.loads(result.content)["error"])


def test_definitions_are_the_requests_tools() -> None:
    assert Registry([Echo()]).definitions(["echo", "unknown", "echo"]) == [
        {
            "type": "function",
            "function": {
                "name": "echo",
                "description": "Says it again.",
                "parameters": {"type": "object", "properties": {}},
            },
        }
    ]


def test_the_products_own_tools_are_there() -> None:
    (definition,) = built_in_registry().definitions(["search_knowledge"])
    assert definition["function"]["parameters"]["required"] == ["query"]


def test_the_lines_of_tools_have_icons_that_exist() -> None:
    icons = (Path(__file__).parents[2] / "templates/_icons.svg").read_text()
    lines = built_in_registry().lines
    assert lines["search_knowledge"]["did"] == "Searched the documents"
    assert all(f'id="icon-{line["icon"]}"' in icons for line in lines.values())


async def test_a_call_gives_the_tools_result() -> None:
    result = await Registry([Echo()]).call("echo", '{"words": "hi"}', NOWHERE)
    assert (result.content, result.failed) == ('{"said": "hi"}', False)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("", "The argument “words” must be a string."),
        ("{}", "The argument “words” must be a string."),
        ('{"words": 5}', "The argument “words” must be a string."),
        ('{"words": null}', "The argument “words” must be a string."),
        ('{"words": "  "}', "The argument “words” is empty."),
        ('{"words": "12345678901"}', "The argument “words” is too long: at most 10 characters are allowed."),
        ('["hi"]', "The arguments must be a JSON object."),
        ('"hi"', "The arguments must be a JSON object."),
        (" " * (LONGEST + 1), f"The arguments are too long: at most {LONGEST} characters are allowed."),
    ],
)
async def test_arguments_that_do_not_do_are_refused_with_a_sentence(arguments: str, sentence: str) -> None:
    assert await error(Registry([Echo()]), "echo", arguments) == sentence


@pytest.mark.parametrize(
    "arguments", ['{"words": "hi"', "{'words': 'hi'}", "[" * 10_000, '{"words": NaN}', "\0"]
)
async def test_broken_json_is_named_as_such(arguments: str) -> None:
    assert (await error(Registry([Echo()]), "echo", arguments)).startswith(
        "The arguments are not valid JSON."
    )


async def test_an_unknown_tool_is_answered_with_those_that_there_are() -> None:
    assert await error(Registry([Echo()]), "ekko", "{}") == "There is no tool “ekko”. The tools are: echo."
    assert await error(Registry([]), "echo", "{}") == "There is no tool “echo”. The tools are: none."
    assert "There is no tool" in await error(Registry([]), "half \ud83d", "{}")


async def test_a_tool_that_fails_says_so_and_leaves_its_reason_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fail() -> None:
        raise RuntimeError("postgres://secret")

    with caplog.at_level(logging.ERROR):
        assert await error(Registry([Echo(fail)]), "echo", "{}") == "The tool failed. Answer without it."
    assert "postgres://secret" in caplog.text


async def test_a_tool_that_never_answers_is_given_up() -> None:
    registry = Registry([Echo(asyncio.Event().wait)], timeout=0.01)
    assert await error(registry, "echo", "{}") == "The tool did not answer within 0.01 seconds."


async def test_stopping_the_turn_stops_its_tool() -> None:
    begun, stopped = asyncio.Event(), asyncio.Event()

    async def wait() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()

    task = asyncio.create_task(Registry([Echo(wait)]).call("echo", "{}", NOWHERE))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert stopped.is_set()
