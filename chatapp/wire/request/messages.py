"""Rules for messages, by their roles. What clients send back as they got it, full of nulls, is accepted."""

from collections.abc import Mapping
from typing import Any

from chatapp.wire.errors import Malformed
from chatapp.wire.json.path import visible
from chatapp.wire.request.parts import part
from chatapp.wire.request.tools import function_call, tool_call
from chatapp.wire.schema.values import Rule, each, fields, mapping, string, string_or, wrong
from chatapp.wire.types.messages import Role

__all__ = ["messages"]

_MUST = "a string or a list of parts"
_CONTENT = string_or(list, _MUST, each(part))
_SAID = string_or(list, _MUST, each(part, f"{_MUST} that is not empty", least=1))

_FIELDS: Mapping[str, Rule] = {
    "content": _CONTENT,
    "name": string,
    "tool_call_id": string,
    "refusal": string,
    "tool_calls": each(tool_call),
    "function_call": function_call,
    "annotations": each(mapping),
    "audio": mapping,
}


def _message(value: Any, place: str) -> None:
    if not isinstance(value, dict):
        wrong(place, "an object with a 'role'", value)
    role = value.get("role")
    rule = _RULES.get(role) if isinstance(role, str) else None
    if rule is not None:
        rule(value, place)
    elif not isinstance(role, str):
        wrong(f"{place}.role", f"one of {_ROLES}", role)
    else:
        said = visible(role, 40)
        raise Malformed(f"'{place}.role' must be one of {_ROLES}, not '{said}'.", f"{place}.role")


_result = fields(_FIELDS, needs=("tool_call_id",))


def _tool(value: Any, place: str) -> None:
    """A result may be null, but not forgotten."""
    _result(value, place)
    if "content" not in value:
        wrong(f"{place}.content", f"{_MUST}, the result of the call", None)


_saying = fields({**_FIELDS, "content": _SAID}, needs=("content",))

_RULES: Mapping[str, Rule] = {
    Role.DEVELOPER: _saying,
    Role.SYSTEM: _saying,
    Role.USER: _saying,
    Role.ASSISTANT: fields(_FIELDS),
    Role.TOOL: _tool,
    Role.FUNCTION: fields(_FIELDS, needs=("name",)),
}
_ROLES = ", ".join(Role)

messages = each(_message, "a list of at least one message", least=1)
