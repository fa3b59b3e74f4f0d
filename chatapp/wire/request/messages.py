"""Messages of a request, by their roles. What clients send back as they got it, full of nulls, is accepted."""

from dataclasses import replace
from typing import Any, Final

from chatapp.wire.request.parts import MUST, PART, PARTS
from chatapp.wire.request.tools import FUNCTION_CALL, TOOL_CALL
from chatapp.wire.schema.scalars import const, mapping, text
from chatapp.wire.schema.schema import Schema, wrong
from chatapp.wire.schema.structures import fields, listed, or_null
from chatapp.wire.schema.unions import tagged, text_or
from chatapp.wire.types.messages import Role

__all__ = ["MESSAGES"]

_SAID: Final = text_or(
    listed(PART, must=f"{MUST} that is not empty", least=1),
    text(examples=["How do cats sleep?"]),
    "A text, or parts: texts, images, speech, files.",
    must=MUST,
)
_RESULT: Final = text_or(PARTS, text(), "A text, parts, or null.", must=MUST)

_OPTIONAL: Final = {
    "content": _RESULT,
    "name": text("Tells people of the same role from each other."),
    "tool_call_id": text("The `id` of the call that this is the result of."),
    "refusal": text("What the model said in place of an answer."),
    "tool_calls": listed(TOOL_CALL, "The calls that the model made."),
    "function_call": FUNCTION_CALL,
    "annotations": listed(mapping(), "The citations of an answer."),
    "audio": mapping("An earlier answer in speech, by its `id`."),
}


def _message(role: Role, description: str, **needed: Schema) -> Schema:
    message = fields({"role": const(role), **_OPTIONAL, **needed}, description, needs=("role", *needed))
    return message.component(f"ChatCompletion{role.title()}MessageParam")


_TOOL: Final = _message(
    Role.TOOL,
    "The result of a tool call.",
    content=or_null(_RESULT),
    tool_call_id=text("The `id` of the call."),
)


def _tool(value: Any, place: str) -> None:
    """A result may be null, but not forgotten."""
    _TOOL.rule(value, place)
    if "content" not in value:
        wrong(f"{place}.content", f"{MUST}, the result of the call", None)


_MESSAGE: Final = tagged(
    "role",
    Role,
    _message(
        Role.DEVELOPER, "What the model has to follow; newer models know it by this role.", content=_SAID
    ),
    _message(Role.SYSTEM, "What the model has to follow.", content=_SAID),
    _message(Role.USER, "What the person asks.", content=_SAID),
    _message(Role.ASSISTANT, "What a model answered."),
    replace(_TOOL, rule=_tool),
    _message(Role.FUNCTION, "The result of a call of the older API.", name=text("The function's name.")),
    description="One message. Those of an answer may be sent back as they came, full of nulls.",
).component("ChatCompletionMessage")

MESSAGES: Final = listed(
    _MESSAGE, "The talk so far, the oldest first.", must="a list of at least one message", least=1
)
