"""Rules for tools: what may be called, what must be, and the calls that were made."""

from typing import Any

from chatapp.wire.schema.values import each, fields, flag, mapping, string, string_or, typed
from chatapp.wire.types.tools import CUSTOM_KEYS

__all__ = ["function_call", "function_choice", "functions", "tool_call", "tool_choice", "tools"]

_NAMED = fields({"name": string}, needs=("name",))

# What may be called

_FUNCTION = fields(
    {"name": string, "description": string, "parameters": mapping, "strict": flag}, needs=("name",)
)
_CUSTOM = fields({"name": string, "description": string, "format": mapping}, needs=("name",))

functions = each(_FUNCTION)
"""The older API's tools."""

tools = each(
    typed(
        {
            "function": fields({"function": _FUNCTION}, needs=("function",)),
            "custom": fields({"custom": _CUSTOM}, needs=("custom",)),
        }
    )
)

# What must be called

_ONE_TOOL = typed(
    {
        "function": fields({"function": _NAMED}, needs=("function",)),
        "custom": fields({"custom": _NAMED}, needs=("custom",)),
    }
)

function_choice = string_or(dict, "a string, or an object with the 'name' of a function", _NAMED)
"""The older API's `function_call` of a request."""

tool_choice = string_or(dict, "a string, or an object that names a tool", _ONE_TOOL)

# What was called

function_call = fields({"name": string, "arguments": string}, needs=("name", "arguments"))
"""The older API's `function_call` of a message; the body of a call in the newer one."""

_FUNCTION_CALL = fields({"function": function_call}, needs=("function",))
_CUSTOM_BODY = fields({"name": string, "input": string}, needs=("name", "input"))
_CUSTOM_CALLS = {key: fields({key: _CUSTOM_BODY}, needs=(key,)) for key in CUSTOM_KEYS}


def _custom_call(value: Any, place: str) -> None:
    key = next((key for key in CUSTOM_KEYS if value.get(key) is not None), CUSTOM_KEYS[0])
    _CUSTOM_CALLS[key](value, place)


_CALL = typed({"function": _FUNCTION_CALL, "custom": _custom_call})
_IDENTIFIED = fields({"id": string}, needs=("id",))


def tool_call(value: Any, place: str) -> None:
    """One call in a message of the assistant."""
    _IDENTIFIED(value, place)
    _CALL(value, place)
