"""Tools: what a model may call, which of them it must, and the calls that it made."""

import re
from dataclasses import replace
from typing import Any, Final

from chatapp.wire.errors import Malformed
from chatapp.wire.json.path import visible
from chatapp.wire.schema import json_schema
from chatapp.wire.schema.json_schema import NULL, Json
from chatapp.wire.schema.scalars import const, flag, mapping, text, word
from chatapp.wire.schema.structures import fields, listed
from chatapp.wire.schema.unions import of_type, text_or, typed
from chatapp.wire.types.tools import CUSTOM_KEYS

__all__ = ["FUNCTIONS", "FUNCTION_CALL", "FUNCTION_CHOICE", "TOOLS", "TOOL_CALL", "TOOL_CHOICE"]

_PATTERN: Final = "^[a-zA-Z0-9_-]{1,64}$"
_pattern: Final = re.compile(_PATTERN.strip("^$"))


def _known_name(value: Any, place: str) -> None:
    if not _pattern.fullmatch(value):
        said = visible(value, 70)
        words = f"'{place}' must have 1 to 64 letters, digits, underscores and dashes, unlike '{said}'."
        raise Malformed(words, place)


_NAME: Final = replace(
    text("Up to 64 letters, digits, underscores and dashes.", pattern=_PATTERN, examples=["get_weather"]),
    words=_known_name,
)
_NAMED: Final = fields({"name": _NAME}, needs=("name",))

# What may be called

_FUNCTION: Final = fields(
    {
        "name": _NAME,
        "description": text("When to call it, and what for: the model decides by these words."),
        "parameters": mapping(
            "The JSON Schema of its arguments; absent for a function without any.",
            examples=[{"type": "object", "properties": {"city": {"type": "string"}}}],
        ),
        "strict": flag("Hold the arguments to the schema, where the provider can."),
    },
    needs=("name",),
).component("FunctionDefinition")
_CUSTOM: Final = fields(
    {
        "name": _NAME,
        "description": text("When to call it, and what for."),
        "format": mapping("What its input looks like: any text, or one by a grammar."),
    },
    needs=("name",),
)

FUNCTIONS: Final = listed(_FUNCTION, "The older API's `tools`.")

TOOLS: Final = listed(
    typed(
        of_type("function", _FUNCTION, "A function with arguments in JSON."),
        of_type("custom", _CUSTOM, "A tool that takes free text."),
    ).component("ChatCompletionTool"),
    "What the model may call.",
)

# What must be called

_ALLOWED: Final = fields(
    {"type": const("allowed_tools")}, "Which tools may be called, of those that there are.", needs=("type",)
)
_ONE_TOOL: Final = typed(of_type("function", _NAMED), of_type("custom", _NAMED), _ALLOWED).component(
    "ChatCompletionNamedToolChoice"
)

TOOL_CHOICE: Final = text_or(
    _ONE_TOOL,
    word("none", "auto", "required"),
    "Whether a tool is called, and which.",
    must="a string, or an object that names a tool",
).component("ChatCompletionToolChoice")

FUNCTION_CHOICE: Final = text_or(
    _NAMED,
    word("none", "auto"),
    "Of the older API, which newer scripts do not need.",
    must="a string, or an object with the 'name' of a function",
).component("ChatCompletionFunctionChoice")
"""The older API's `function_call` of a request."""

# What was called

FUNCTION_CALL: Final = fields(
    {
        "name": text(),
        "arguments": text("JSON as the model wrote it, valid or not.", examples=['{"city": "Oslo"}']),
    },
    needs=("name", "arguments"),
).component("ChatCompletionFunctionCall")
"""The older API's `function_call` of a message; the body of a call in the newer one."""

_ID: Final = text("Sent back as `tool_call_id` with the result.", examples=["call_62136354"])
_INPUT: Final = fields({"name": text(), "input": text("Free text.")}, needs=("name", "input"))
_INPUTS: Final = {key: fields({key: _INPUT}, needs=(key,)) for key in CUSTOM_KEYS}


def _under(key: str) -> Json:
    """Whoever writes one key leaves those before it out, or null."""
    before = CUSTOM_KEYS[: CUSTOM_KEYS.index(key)]
    return json_schema.fields({**dict.fromkeys(before, NULL), key: _INPUT.json}, needs=(key,))


def _custom_call(value: Any, place: str) -> None:
    key = next((key for key in CUSTOM_KEYS if value.get(key) is not None), CUSTOM_KEYS[0])
    _INPUTS[key].rule(value, place)


_CUSTOM_CALL: Final = fields(
    {"type": const("custom")},
    "A call of a custom tool. The official clients call its body `custom`, some servers `custom_tool`.",
    needs=("type",),
    anyOf=[_under(key) for key in CUSTOM_KEYS],
)
_OTHER_TYPE: Final = text(
    "A type that is none of the API. It is passed on.", **{"not": {"enum": ["function", "custom"]}}
)

TOOL_CALL: Final = typed(
    of_type("function", FUNCTION_CALL),
    replace(_CUSTOM_CALL, rule=_custom_call),
    fields({"type": _OTHER_TYPE}, needs=("type",)),
    common={"id": _ID},
).component("ChatCompletionToolCall")
"""One call in a message of the assistant."""
