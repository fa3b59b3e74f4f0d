"""Words of a request that no document names are found, and named by their exact path."""

from typing import Any

import pytest

from chatapp.wire.errors import Malformed
from chatapp.wire.request.chat import Request
from tests.wire.request.test_chat import FULL, LEAST


def _tool(name: str, kind: str = "function") -> dict[str, Any]:
    return {"type": kind, kind: {"name": name}}


OTHER_WORDS: list[tuple[str, Any, str]] = [
    ("tools", [_tool("get"), {"type": "web_search"}], "tools[1].type"),
    ("tools", [_tool("get weather")], "tools[0].function.name"),
    ("tools", [_tool("")], "tools[0].function.name"),
    ("tools", [_tool("x" * 65)], "tools[0].function.name"),
    ("tools", [_tool("größe")], "tools[0].function.name"),
    ("tools", [_tool("a.b", "custom")], "tools[0].custom.name"),
    ("tool_choice", "any", "tool_choice"),
    ("tool_choice", "", "tool_choice"),
    ("tool_choice", {"type": "tool"}, "tool_choice.type"),
    ("tool_choice", _tool("get weather"), "tool_choice.function.name"),
    ("functions", [{"name": "a b"}], "functions[0].name"),
    ("function_call", "required", "function_call"),
    ("function_call", {"name": "a b"}, "function_call.name"),
    ("response_format", {"type": "grammar"}, "response_format.type"),
]


@pytest.mark.parametrize(("name", "value", "param"), OTHER_WORDS, ids=repr)
def test_a_word_that_no_document_names_is_named_by_its_path(name: str, value: Any, param: str) -> None:
    request = Request.parse({**LEAST, name: value})
    with pytest.raises(Malformed, match="must") as caught:
        request.check_words()
    assert caught.value.param == param
    assert f"'{param}'" in caught.value.message


WORDS: list[tuple[str, Any]] = [
    ("tools", [_tool("get_weather-2"), _tool("X" * 64, "custom")]),
    ("tool_choice", "required"),
    ("tool_choice", None),
    ("tool_choice", _tool("get", "custom")),
    ("tool_choice", {"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": []}}),
    ("function_call", {"name": "get"}),
    ("response_format", {"type": "json_object"}),
]


@pytest.mark.parametrize(("name", "value"), WORDS, ids=repr)
def test_those_that_a_document_names_pass(name: str, value: Any) -> None:
    Request.parse({**FULL, name: value}).check_words()


def test_a_name_ends_where_its_line_does() -> None:
    with pytest.raises(Malformed):
        Request.parse({**LEAST, "tools": [_tool("get\n")]}).check_words()
