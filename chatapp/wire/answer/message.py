"""The message of a choice, and the delta that a chunk has in its place."""

from __future__ import annotations

from typing import Final

from chatapp.wire.answer.field import Field, Shape, appended
from chatapp.wire.schema.json_schema import Json, const, fields, listed, of, or_null, ref, text, whole

__all__ = ["MESSAGE", "SCHEMAS"]

_TYPE: Final = text(enum=["function", "custom"])
_FUNCTION_PIECE: Final = fields({"name": text(), "arguments": text()})
_CUSTOM: Final = {"name": text(), "input": text()}
_CUSTOM_BODY: Final = fields(_CUSTOM, needs=tuple(_CUSTOM))
_TOOL_CALL_PIECE: Final = fields(
    {
        "index": whole("Which call this belongs to.", minimum=0),
        "id": text("In the first piece of a call only, like `type` and the name."),
        "type": _TYPE,
        "function": _FUNCTION_PIECE,
        "custom": fields(_CUSTOM),
    },
    needs=("index",),
)

MESSAGE: Final = {
    "role": Field(
        const("assistant"), const("assistant", "In the first chunk of a choice."), frozenset((Shape.WHOLE,))
    ),
    "content": appended("What the model says.", always=True),
    "refusal": appended("What it says in place of an answer.", always=True),
    "tool_calls": Field(
        listed(ref("ChatCompletionMessageToolCall"), "What it asks to be called."),
        listed(_TOOL_CALL_PIECE, "`arguments` and `input` are to be appended."),
    ),
    "function_call": Field(ref("ChatCompletionFunctionCall"), _FUNCTION_PIECE),
    "annotations": Field(listed(ref("ChatCompletionAnnotation")), listed(of("object"))),
    "audio": Field(or_null(ref("ChatCompletionAudio")), of("object")),
    "reasoning": appended("What it thought, where the provider tells; on some `reasoning_content`."),
}

_PLACE: Final = whole(minimum=0)
_CITATION: Final = {"url": text(), "title": text(), "start_index": _PLACE, "end_index": _PLACE}

SCHEMAS: Final[Json] = {
    "ChatCompletionMessageToolCall": fields(
        {
            "id": text(),
            "type": _TYPE,
            "function": ref("ChatCompletionFunctionCall"),
            "custom": _CUSTOM_BODY,
            "custom_tool": _CUSTOM_BODY,
        },
        "The body of a call is at `function`, or at `custom` (from some servers: `custom_tool`).",
        needs=("id", "type"),
    ),
    "ChatCompletionAnnotation": fields(
        {
            "type": text(examples=["url_citation"]),
            "url_citation": fields(
                _CITATION,
                "A page on the web, and the place in `content` that it stands for.",
                needs=tuple(_CITATION),
            ),
        },
        "A citation.",
    ),
    "ChatCompletionAudio": fields(
        {
            "id": text(),
            "data": text("Base64."),
            "transcript": text(),
            "expires_at": whole("Unix seconds; 0 where nobody said when.", minimum=0),
        },
        needs=("id", "data", "transcript", "expires_at"),
    ),
}
