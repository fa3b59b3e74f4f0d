"""The arguments of a call, as a model wrote them: read with distrust, refused in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chatapp.tools.base import ToolError
from chatapp.wire.errors import Malformed
from chatapp.wire.json.jsontext import loads

__all__ = ["flag", "parse", "text", "whole"]

_LARGEST = 10**6

LONGEST = 64 * 1024
"""Characters of all arguments of one call."""


def parse(source: str) -> Mapping[str, Any]:
    """The arguments as an object; nothing at all counts as none. Raises ToolError."""
    if len(source) > LONGEST:
        raise ToolError(f"The arguments are too long: at most {LONGEST} characters are allowed.")
    try:
        arguments = loads(source) if source.strip() else {}
    except Malformed as error:
        raise ToolError(f"The arguments are not valid JSON. {error}") from None
    if not isinstance(arguments, dict):
        raise ToolError("The arguments must be a JSON object.")
    return arguments


def text(arguments: Mapping[str, Any], name: str, *, longest: int) -> str:
    """A required argument that is a string with something in it. `longest`: characters. Raises ToolError."""
    value = arguments.get(name)
    if not isinstance(value, str):
        raise ToolError(f"The argument “{name}” must be a string.")
    if not value.strip():
        raise ToolError(f"The argument “{name}” is empty.")
    if len(value) > longest:
        raise ToolError(f"The argument “{name}” is too long: at most {longest} characters are allowed.")
    return value


def flag(arguments: Mapping[str, Any], name: str) -> bool:
    """An argument that is true or false; false where it is absent. Raises ToolError."""
    value = arguments.get(name)
    if value is not None and not isinstance(value, bool):
        raise ToolError(f"The argument “{name}” must be true or false.")
    return bool(value)


def whole(arguments: Mapping[str, Any], name: str, *, default: int, least: int) -> int:
    """An argument that is a whole number, or absent. Raises ToolError."""
    value = arguments.get(name)
    if value is None:
        return default
    if type(value) is not int or not least <= value <= _LARGEST:
        raise ToolError(f"The argument “{name}” must be a whole number from {least} to {_LARGEST}.")
    return value
