"""Tools: what a model may call, which of them it must, and the calls that it made."""

from __future__ import annotations

from typing import Final

from chatapp.wire.request.words import NAME, TOOL_CHOICES
from chatapp.wire.schema.json_schema import (
    NULL,
    Json,
    all_or_null,
    const,
    either,
    fields,
    flag,
    of,
    one_of,
    ref,
    text,
)
from chatapp.wire.types.tools import CUSTOM_KEYS

_TOOL_NAME: Final = text(
    "Up to 64 letters, digits, underscores and dashes.", pattern=NAME, examples=["get_weather"]
)
_NAMED: Final = fields({"name": _TOOL_NAME}, needs=("name",))
_OTHER_TYPE: Final = fields(
    {
        "type": {
            **text("A type that is none of the API. It is passed on."),
            "not": {"enum": ["function", "custom"]},
        }
    },
    needs=("type",),
)
_OLDER: Final = "Of the older API, which newer scripts do not need."

# What may be called

_CUSTOM: Final = fields(
    {
        "name": _TOOL_NAME,
        **all_or_null(
            {
                "description": text("When to call it, and what for."),
                "format": of("object", "What its input looks like: any text, or one by a grammar."),
            }
        ),
    },
    needs=("name",),
)

# What was called

_CUSTOM_BODY: Final = fields({"name": text(), "input": text("Free text.")}, needs=("name", "input"))
_ID: Final = text("Sent back as `tool_call_id` with the result.", examples=["call_62136354"])


def _custom_call(key: str) -> Json:
    """Whoever writes one key leaves those before it out, or null."""
    before = CUSTOM_KEYS[: CUSTOM_KEYS.index(key)]
    return fields({**dict.fromkeys(before, NULL), key: _CUSTOM_BODY}, needs=(key,))


SCHEMAS: Final[Json] = {
    "ChatCompletionTool": {
        "oneOf": [
            fields(
                {"type": const("function"), "function": ref("FunctionDefinition")},
                "A function with arguments in JSON.",
                needs=("type", "function"),
            ),
            fields(
                {"type": const("custom"), "custom": _CUSTOM},
                "A tool that takes free text.",
                needs=("type", "custom"),
            ),
        ]
    },
    "FunctionDefinition": fields(
        {
            "name": _TOOL_NAME,
            **all_or_null(
                {
                    "description": text("When to call it, and what for: the model decides by these words."),
                    "parameters": of(
                        "object",
                        "The JSON Schema of its arguments; absent for a function without any.",
                        examples=[{"type": "object", "properties": {"city": {"type": "string"}}}],
                    ),
                    "strict": flag("Hold the arguments to the schema, where the provider can."),
                }
            ),
        },
        needs=("name",),
    ),
    "ChatCompletionToolChoice": either(
        one_of(TOOL_CHOICES),
        ref("ChatCompletionNamedToolChoice"),
        description="Whether a tool is called, and which.",
    ),
    "ChatCompletionNamedToolChoice": {
        "oneOf": [
            fields({"type": const("function"), "function": _NAMED}, needs=("type", "function")),
            fields({"type": const("custom"), "custom": _NAMED}, needs=("type", "custom")),
            fields(
                {"type": const("allowed_tools")},
                "Which tools may be called, of those that there are.",
                needs=("type",),
            ),
        ]
    },
    "ChatCompletionFunctionChoice": either(one_of(TOOL_CHOICES[:2]), _NAMED, description=_OLDER),
    "ChatCompletionToolCall": {
        "oneOf": [
            fields(
                {"id": _ID, "type": const("function"), "function": ref("ChatCompletionFunctionCall")},
                needs=("id", "type", "function"),
            ),
            fields(
                {"id": _ID, "type": const("custom")},
                "A call of a custom tool. The official clients call its body `custom`, some servers `custom_tool`.",
                needs=("id", "type"),
                anyOf=[_custom_call(key) for key in CUSTOM_KEYS],
            ),
            {
                **_OTHER_TYPE,
                "properties": {"id": _ID, **_OTHER_TYPE["properties"]},
                "required": ["id", "type"],
            },
        ]
    },
    "ChatCompletionFunctionCall": fields(
        {
            "name": text(),
            "arguments": text("JSON as the model wrote it, valid or not.", examples=['{"city": "Oslo"}']),
        },
        needs=("name", "arguments"),
    ),
}
