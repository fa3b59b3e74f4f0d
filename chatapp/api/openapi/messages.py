"""Messages of a request, by their roles."""

from __future__ import annotations

from typing import Final

from chatapp.wire.schema.json_schema import (
    Json,
    all_or_null,
    const,
    either,
    fields,
    listed,
    of,
    or_null,
    ref,
    text,
)
from chatapp.wire.types.messages import Role

from .parts import PARTS

_SAID: Final = either(
    text(examples=["How do cats sleep?"]),
    {**PARTS, "minItems": 1},
    description="A text, or parts: texts, images, speech, files.",
)
_RESULT: Final = or_null(either(text(), PARTS, description="A text, parts, or null."))

# What clients send back as they got it is taken with every role.
_OPTIONAL: Final = all_or_null(
    {
        "content": _RESULT,
        "name": text("Tells people of the same role from each other."),
        "tool_call_id": text("The `id` of the call that this is the result of."),
        "refusal": text("What the model said in place of an answer."),
        "tool_calls": listed(ref("ChatCompletionToolCall"), "The calls that the model made."),
        "function_call": ref("ChatCompletionFunctionCall"),
        "annotations": listed(of("object"), "The citations of an answer."),
        "audio": of("object", "An earlier answer in speech, by its `id`."),
    }
)


def _message(role: Role, description: str, **needed: Json) -> Json:
    properties = {"role": const(role), **_OPTIONAL, **needed}
    return fields(properties, description, needs=("role", *needed))


_MESSAGES: Final[Json] = {
    "ChatCompletionDeveloperMessageParam": _message(
        Role.DEVELOPER, "What the model has to follow; newer models know it by this role.", content=_SAID
    ),
    "ChatCompletionSystemMessageParam": _message(Role.SYSTEM, "What the model has to follow.", content=_SAID),
    "ChatCompletionUserMessageParam": _message(Role.USER, "What somebody asks.", content=_SAID),
    "ChatCompletionAssistantMessageParam": _message(Role.ASSISTANT, "What a model answered."),
    "ChatCompletionToolMessageParam": _message(
        Role.TOOL, "The result of a tool call.", content=_RESULT, tool_call_id=text("The `id` of the call.")
    ),
    "ChatCompletionFunctionMessageParam": _message(
        Role.FUNCTION, "The result of a call of the older API.", name=text("The function's name.")
    ),
}

SCHEMAS: Final[Json] = {
    "ChatCompletionMessage": {
        "oneOf": [ref(name) for name in _MESSAGES],
        "discriminator": {
            "propertyName": "role",
            "mapping": {
                schema["properties"]["role"]["const"]: ref(name)["$ref"] for name, schema in _MESSAGES.items()
            },
        },
        "description": "One message. Those of an answer may be sent back as they came, full of nulls.",
    },
    **_MESSAGES,
}
